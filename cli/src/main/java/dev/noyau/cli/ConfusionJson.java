package dev.noyau.cli;

import dev.noyau.train.ConfusionMatrix;
import java.io.IOException;

/// A confusion matrix as JSON: a row for each actual class, with a number for each predicted one.
final class ConfusionJson {
    private ConfusionJson() {}

    static void put(Json json, ConfusionMatrix m) throws IOException {
        json.list("confusion", rows -> {
            for (int actual = 0; actual < m.classes(); actual++) {
                int a = actual;
                rows.addList(row -> {
                    for (int predicted = 0; predicted < m.classes(); predicted++) {
                        row.add(m.count(a, predicted));
                    }
                });
            }
        });
    }
}
