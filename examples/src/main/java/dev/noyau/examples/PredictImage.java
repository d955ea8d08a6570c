package dev.noyau.examples;

import dev.noyau.formats.image.Images;
import dev.noyau.model.Model;
import dev.noyau.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Says what a saved model sees in a picture. The model's file knows the size, the colour and the normalisation that
/// its input needs, and the names of its classes.
public final class PredictImage {
    private PredictImage() {}

    static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: PredictImage model.onnx picture.png");
            System.exit(2);
        }
        System.out.println(name(Model.load(Path.of(args[0])), Path.of(args[1])));
    }

    static String name(Model model, Path picture) throws IOException {
        Tensor scores = Images.predict(model, Images.read(picture));
        int best = scores.argmax();
        List<String> labels = model.info().labels();
        return labels.isEmpty() ? Integer.toString(best) : labels.get(best);
    }
}
