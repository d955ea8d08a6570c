package dev.noyau.cli;

import dev.noyau.graph.GraphSource;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.train.Names;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The network that an analysis is about, and the size of its input.
///
/// @param name as it was given
/// @param source what gives its graph
/// @param input without the batch
record Subject(String name, GraphSource source, Shape input) {
    static final String INPUT = "size of the input (default: the one that the network was made for)";

    private static final Pattern SHAPE = Pattern.compile("\\d{1,9}([x×,]\\d{1,9})*");
    private static final Pattern POSITION = Pattern.compile("\\d{1,9}([x×,]\\d{1,9})*");

    /// What the argument for a network is; put together only where help asks for it.
    static String model() {
        return "a model file, or one of " + String.join(", ", Models.names());
    }

    /// The network named first, for the size of `--input`.
    static Subject of(Arguments a) throws IOException {
        return of(a.positionals().getFirst(), a.text("--input"));
    }

    static Subject of(String name, @Nullable String size) throws IOException {
        GraphSource source = Models.find(name);
        Shape input = size == null ? source.inputShape() : shape("--input", size);
        if (source instanceof Network n && !input.equals(n.inputShape())) {
            source = n.withInput(input);
        }
        return new Subject(name, source, input);
    }

    /// The layer's path, known to exist.
    ///
    /// @param known paths of the network's layers
    static String path(String path, Stream<String> known) {
        List<String> all = known.filter(p -> !p.isEmpty()).toList();
        if (!all.contains(path)) {
            throw new UsageException("there is no layer '" + path + "'; did you mean '" + Names.nearest(path, all)
                    + "'? The layers are " + shortened(all));
        }
        return path;
    }

    private static String shortened(List<String> all) {
        int most = 30;
        return all.size() <= most
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, most)) + " and " + (all.size() - most) + " more";
    }

    /// A size, as `3x480x640`.
    ///
    /// @throws UsageException naming the option
    static Shape shape(String option, String text) {
        if (!SHAPE.matcher(text).matches()) {
            throw new UsageException(
                    option + ": expects channels, height and width as 3x480x640, found '" + text + "'");
        }
        int[] dims = numbers(text);
        for (int d : dims) {
            if (d == 0) {
                throw new UsageException(option + ": no size may be 0, found '" + text + "'");
            }
        }
        return Shape.of(dims);
    }

    /// A row and a column, or whatever numbers an option takes, as `3,4`.
    static List<Integer> position(String option, String text) {
        if (!POSITION.matcher(text).matches()) {
            throw new UsageException(option + ": expects rows and columns as 3,4, found '" + text + "'");
        }
        return java.util.Arrays.stream(numbers(text)).boxed().toList();
    }

    private static int[] numbers(String text) {
        return Stream.of(text.split("[x×,]")).mapToInt(Integer::parseInt).toArray();
    }

    static void shape(Json json, String name, Shape shape) throws IOException {
        json.list(name, sizes -> {
            for (int d : shape.dims()) {
                sizes.add(d);
            }
        });
    }
}
