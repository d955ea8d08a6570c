package dev.noyau.model;

import dev.noyau.tensor.Shape;
import java.util.List;

/// What a prediction needs to know beside the graph; saved in the model file, so that predicting takes no options.
///
/// @param name of the architecture, as `course-cnn`
/// @param input shape of one input without the batch: (C, H, W)
/// @param mean of each channel, subtracted after pixels were scaled to [0, 1]; empty for none
/// @param std of each channel, divided by after that; empty for none
/// @param labels names of the classes; empty where there are none
/// @param logits whether the output is scores before softmax (true) or probabilities
public record ModelInfo(
        String name, Shape input, List<Float> mean, List<Float> std, List<String> labels, boolean logits) {
    public ModelInfo {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        labels = List.copyOf(labels);
    }

    /// No normalisation, no labels, logits.
    public static ModelInfo of(String name, Shape input) {
        return new ModelInfo(name, input, List.of(), List.of(), List.of(), true);
    }

    public ModelInfo withLabels(List<String> l) {
        return new ModelInfo(name, input, mean, std, l, logits);
    }

    public ModelInfo withNormalisation(List<Float> m, List<Float> s) {
        return new ModelInfo(name, input, m, s, labels, logits);
    }

    public ModelInfo withLogits(boolean l) {
        return new ModelInfo(name, input, mean, std, labels, l);
    }
}
