package dev.noyau.formats.onnx.importer;

/// Why an operator is not read.
final class Refusals {
    private Refusals() {}

    static String reason(String operator) {
        return switch (operator) {
            case "If", "Loop", "Scan", "SequenceMap" ->
                "control flow is not supported: a graph is fixed before it runs";
            case "ConcatFromSequence",
                    "SequenceAt",
                    "SequenceConstruct",
                    "SequenceEmpty",
                    "SequenceErase",
                    "SequenceInsert",
                    "SequenceLength",
                    "SplitToSequence" -> "sequences are not supported: values are tensors";
            case "Optional", "OptionalGetElement", "OptionalHasElement" ->
                "optional values are not supported: values are tensors";
            case "RegexFullMatch", "StringConcat", "StringNormalizer", "StringSplit", "TfIdfVectorizer" ->
                "texts are not supported: values are tensors of numbers";
            case "GRU", "LSTM", "RNN" -> "recurrent layers are not supported: a graph has no loops";
            default -> "this operator is not supported; replace it in the model, or cut the model before it";
        };
    }
}
