package dev.noyau.cli;

import dev.noyau.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A row of test images with what the network took them for: some that it got right, of different classes,
/// and some that it got wrong, the surest mistakes first.
record TestPicture(Dataset data, Answers answers, boolean colour, int columns) {
    private static final int MOST = 6;

    /// No lines for data that is no image.
    List<String> lines() {
        if (data.shape().rank() != 3) {
            return List.of();
        }
        int room = Math.min(MOST, ImagePicture.fitting(columns));
        List<Integer> wrong = IntStream.range(0, answers.size())
                .filter(i -> !answers.right(i))
                .boxed()
                .sorted((a, b) -> Float.compare(answers.confidence(b), answers.confidence(a)))
                .limit(room / 2)
                .toList();
        List<Integer> chosen = right(room - wrong.size());
        chosen.addAll(wrong);
        return new ImagePicture(data, colour)
                .lines(
                        chosen.stream().mapToInt(i -> i).toArray(),
                        chosen.stream().map(this::caption).toList());
    }

    private List<Integer> right(int count) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < answers.size() && chosen.size() < count; i++) {
            int sample = i;
            boolean known = chosen.stream().anyMatch(c -> answers.actual(c) == answers.actual(sample));
            if (answers.right(i) && !known) {
                chosen.add(i);
            }
        }
        return chosen;
    }

    private List<String> caption(int sample) {
        String taken = label(answers.predicted(sample));
        return List.of(
                answers.right(sample) ? taken : label(answers.actual(sample)) + " taken for " + taken,
                Text.percent(answers.confidence(sample)));
    }

    private String label(int c) {
        return c < data.labels().size() ? data.labels().get(c) : Integer.toString(c);
    }
}
