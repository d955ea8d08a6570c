package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.analysis.Summary;
import dev.noyau.model.Formats;
import dev.noyau.model.Model;
import dev.noyau.model.ModelInfo;
import dev.noyau.model.Weights;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// `noyau convert`: writes a model or its weights in another format.
final class ConvertCommand implements Command {
    @Override
    public String name() {
        return "convert";
    }

    @Override
    public String description() {
        return "write a model or weights in another format";
    }

    @Override
    public Options options() {
        return DataOptions.normalisation(Options.of(
                                name(),
                                "Reads a model (.onnx) or weights (.safetensors, .npz, .npy, .pt, .pth) and writes them in the",
                                "format that the name OUT means: .onnx, .safetensors or .npz. A model gives its parameters;",
                                "weights become a model with --model, the network that they belong to.")
                        .argument("IN", true, "the file to read")
                        .argument("OUT", true, "the file to write")
                        .option("--model", "NAME", "network of the weights, see noyau train --help")
                        .option("--size", "CxHxW", "its input")
                        .option("--classes", "N", "numbers that it gives (default: 10)")
                        .option("--labels", "FILE", "names of the classes for the model, one a line"))
                .examples(
                        "noyau convert model.onnx weights.safetensors",
                        "noyau convert resnet20.th resnet20.onnx --model resnet20 --size 3x32x32");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        Path in = Path.of(a.positionals().get(0));
        Path out = Path.of(a.positionals().get(1));
        if (!Files.exists(in)) {
            throw new NoSuchFileException(in.toString(), null, "there is no such file");
        }
        if (!Formats.isModel(out)) {
            refuse(
                    a,
                    List.of("--model", "--size", "--classes", "--labels", "--mean", "--std"),
                    out + " will hold weights alone");
            Weights w = Weights.read(in);
            w.write(out);
            done(console, in, out, w.tensors().size());
            return Main.OK;
        }
        Model m = Formats.isModel(in) ? model(a, in) : network(a, in);
        ModelInfo info = info(m, a);
        Model.of(m, m.parameters(), m.state(), info, Noyau.backend()).save(out);
        done(console, in, out, m.parameters().slots().size() + m.state().slots().size());
        return Main.OK;
    }

    private static void refuse(Arguments a, List<String> options, String why) {
        for (String option : options) {
            if (a.has(option)) {
                throw new UsageException(option + ": has nothing to say here, " + why + "; leave it out");
            }
        }
    }

    private static Model model(Arguments a, Path in) throws IOException {
        refuse(a, List.of("--model", "--size", "--classes"), in + " is a model that has its own network");
        return Model.load(in);
    }

    private static Model network(Arguments a, Path weights) throws IOException {
        Formats.tensorsIn(weights);
        String network = a.text("--model");
        String size = a.text("--size");
        if (network == null || size == null) {
            throw new UsageException(
                    weights + ": weights become a model with --model and --size, which say what network"
                            + " they belong to and what it takes");
        }
        Shape input = Subject.shape("--size", size);
        return Models.of(network, weights, input, a.integer("--classes", 10, 1));
    }

    /// What the model says of itself, and what the command line adds.
    private static ModelInfo info(Model m, Arguments a) throws IOException {
        ModelInfo info = m.info();
        DataOptions o = DataOptions.of(a);
        if (!o.means().isEmpty()) {
            int channels = info.input().rank() == 0 ? 1 : info.input().dim(0);
            if (o.means().size() != channels) {
                throw new UsageException("--mean: expects a number for each of the " + channels
                        + " channels that the model takes, found " + o.means().size());
            }
            info = info.withNormalisation(o.means(), o.stds());
        }
        String file = a.text("--labels");
        return file == null ? info : info.withLabels(labels(m, Path.of(file)));
    }

    private static List<String> labels(Model m, Path file) throws IOException {
        List<String> labels = Labels.read(file);
        Shape output = Summary.of(m, m.inputShape()).output();
        int classes = output.rank() == 0 ? 1 : output.dim(0);
        if (labels.size() != classes) {
            throw new CommandException(
                    file + ": has " + labels.size() + " names, the model tells " + classes + " classes apart");
        }
        return labels;
    }

    private static void done(Console console, Path in, Path out, int tensors) throws IOException {
        if (console.json()) {
            console.out()
                    .println(Json.object(json -> json.put("in", in.toString())
                            .put("out", out.toString())
                            .put("tensors", tensors)));
        } else {
            console.out().println(out + ": " + tensors + " tensors from " + in);
        }
    }
}
