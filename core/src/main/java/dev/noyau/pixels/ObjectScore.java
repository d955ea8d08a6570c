package dev.noyau.pixels;

import java.util.HashMap;
import java.util.Map;

/// Objects that were found, invented and missed. A predicted object is found when it overlaps an actual one with more
/// than half of their union: no second one can.
///
/// @param found predicted objects that are actual ones
/// @param invented predicted objects that are none
/// @param missed actual objects that were not predicted
public record ObjectScore(long found, long invented, long missed) {
    public static final ObjectScore NONE = new ObjectScore(0, 0, 0);

    /// Compares the objects of one image at an intersection over union of 0.5.
    public static ObjectScore of(Components predicted, Components actual) {
        return of(predicted, actual, 0.5);
    }

    /// Compares the objects of one image.
    ///
    /// @param iou the intersection over union that is at least 0.5, and has to be exceeded
    public static ObjectScore of(Components predicted, Components actual, double iou) {
        if (!(iou >= 0.5 && iou < 1)) {
            throw new IllegalArgumentException("objects are matched at an IoU from 0.5 to below 1, found " + iou);
        }
        int[] areaP = predicted.areas();
        int[] areaA = actual.areas();
        Map<Long, Integer> both = new HashMap<>();
        for (int i = 0; i < predicted.labels().size(); i++) {
            int p = predicted.labels().at(i);
            int a = actual.labels().at(i);
            if (p > 0 && a > 0) {
                both.merge((long) p << 32 | a, 1, Integer::sum);
            }
        }
        long found = both.entrySet().stream()
                .filter(e -> {
                    int p = (int) (e.getKey() >>> 32);
                    int a = (int) (long) e.getKey();
                    return e.getValue() > iou * (areaP[p] + areaA[a] - e.getValue());
                })
                .count();
        return new ObjectScore(found, predicted.count() - found, actual.count() - found);
    }

    public ObjectScore plus(ObjectScore o) {
        return new ObjectScore(found + o.found, invented + o.invented, missed + o.missed);
    }

    /// `TP / (TP + FP + FN)`, the average precision of the 2018 Data Science Bowl; NaN where there is
    /// nothing.
    public double precision() {
        long all = found + invented + missed;
        return all == 0 ? Double.NaN : (double) found / all;
    }

    /// `2·TP / (2·TP + FP + FN)`.
    public double f1() {
        long all = 2 * found + invented + missed;
        return all == 0 ? Double.NaN : 2.0 * found / all;
    }
}
