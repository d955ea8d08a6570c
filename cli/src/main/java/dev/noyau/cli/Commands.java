package dev.noyau.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// All commands, by name.
final class Commands {
    private static final List<String> OWN = List.of(
            "train",
            "predict",
            "evaluate",
            "segment",
            "match",
            "patches",
            "convert",
            "summary",
            "rf",
            "probe",
            "cost",
            "matrix",
            "equivariance",
            "sizes",
            "search",
            "course",
            "profile",
            "bench");

    private Commands() {}

    /// The command of that name, null where there is none. Loads no other command's classes, unless it
    /// is not one of ours.
    static @Nullable Command find(String name) {
        Command own = own(name);
        return own != null
                ? own
                : others().stream()
                        .filter(c -> c.name().equals(name))
                        .findFirst()
                        .orElse(null);
    }

    private static @Nullable Command own(String name) {
        return switch (name) {
            case "train" -> new TrainCommand();
            case "predict" -> new PredictCommand();
            case "evaluate" -> new EvaluateCommand();
            case "segment" -> new SegmentCommand();
            case "match" -> new MatchCommand();
            case "patches" -> new PatchesCommand();
            case "convert" -> new ConvertCommand();
            case "summary" -> new SummaryCommand();
            case "rf" -> new FieldCommand();
            case "probe" -> new ProbeCommand();
            case "cost" -> new CostCommand();
            case "matrix" -> new MatrixCommand();
            case "equivariance" -> new EquivarianceCommand();
            case "sizes" -> new SizesCommand();
            case "search" -> new SearchCommand();
            case "course" -> new CourseCommand();
            case "profile" -> new ProfileCommand();
            case "rehearse" -> new Rehearsal();
            case "bench" -> new BenchCommand();
            default -> null;
        };
    }

    /// Commands of other modules, for example benchmarks.
    private static List<Command> others() {
        return ServiceLoader.load(Command.class, Commands.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    static List<Command> all() {
        List<Command> all = new ArrayList<>();
        for (String name : OWN) {
            Command c = own(name);
            if (c != null) {
                all.add(c);
            }
        }
        all.addAll(others());
        return all;
    }
}
