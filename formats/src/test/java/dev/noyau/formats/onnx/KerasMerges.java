package dev.noyau.formats.onnx;

import static dev.noyau.formats.onnx.Onnx.integer;

import java.util.List;
import java.util.Set;

/// Layers of Keras that take several values.
record KerasMerges(PeerModel m, KerasLayer layer) {
    static final Set<String> NAMES =
            Set.of("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract");

    String result(List<String> x) {
        return switch (layer.name()) {
            case "Add" -> m.node("Sum", x);
            case "Average" -> m.node("Mean", x);
            case "Maximum" -> m.node("Max", x);
            case "Minimum" -> m.node("Min", x);
            case "Subtract" -> m.node("Sub", x);
            case "Concatenate" -> m.node("Concat", x, integer("axis", (long) layer.real("axis", -1)));
            case "Multiply" ->
                x.stream().reduce((a, b) -> m.node("Mul", List.of(a, b))).orElseThrow();
            default -> dot(x.get(0), x.get(1));
        };
    }

    /// Sums of products along an axis of each: `z[i, j] = Σₖ a[i, k] · b[j, k]` for the last ones.
    private String dot(String a, String b) {
        int axis = (int)
                (layer.attributes().get("axes") instanceof List<?> l ? PeerTensor.ints(l)[0] : layer.real("axes", 2));
        String left = normal(a, axis);
        String right = normal(b, axis);
        return axis == 1
                ? m.node("MatMul", List.of(m.transpose(left, 0, 2, 1), right))
                : m.node("MatMul", List.of(left, m.transpose(right, 0, 2, 1)));
    }

    private String normal(String x, int axis) {
        return layer.flag("normalize", false) ? m.node("LpNormalization", x, integer("axis", axis)) : x;
    }
}
