package dev.noyau.cli;

import dev.noyau.analysis.Interval;
import dev.noyau.analysis.ReceptiveField;
import dev.noyau.cli.course.AnalysisPage;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `noyau rf`: what each layer of a network sees of its input.
final class FieldCommand implements Command {
    @Override
    public String name() {
        return "rf";
    }

    @Override
    public String description() {
        return "show which patch of the input each layer sees";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Shows the receptive field of every layer: how large a patch of the input one of its pixels is",
                        "computed from, how far apart the patches of neighbouring pixels are, and how far the first",
                        "reaches out of the image. Exact, for any network; nothing is run.")
                .argument("MODEL", true, Subject.model())
                .option("--input", "CxHxW", Subject.INPUT)
                .option("--layer", "PATH", "only this layer")
                .option("--at", "ROW,COLUMN", "what one pixel of the layer sees, the borders considered")
                .option("--html", "FILE", Html.OPTION)
                .examples("noyau rf stride2-4", "noyau rf unet-valid --layer 1 --at 0,0");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        Html.check(a);
        Subject subject = Subject.of(a);
        ReceptiveField field = ReceptiveField.of(subject.source(), subject.input());
        String path = a.text("--layer");
        String at = a.text("--at");
        List<ReceptiveField.Layer> layers = path == null ? field.layers() : List.of(layer(field, path));
        List<Integer> position = at == null ? null : Subject.position("--at", at);
        List<Interval> seen =
                position == null ? null : region(path == null ? field.last() : layers.getFirst(), position);
        Html.write(a, console, f -> AnalysisPage.network(subject.name(), subject.source(), subject.input(), f));
        if (console.json()) {
            console.out().println(json(subject, layers, seen));
            return Main.OK;
        }
        if (path == null) {
            console.out().println(subject.name() + "\n\n" + field);
        } else {
            console.out().println(describe(layers.getFirst()));
        }
        if (seen != null) {
            ReceptiveField.Layer l = path == null ? field.last() : layers.getFirst();
            console.out()
                    .println("pixel " + at + " of " + l.path() + " " + l.kind() + " sees "
                            + (seen.size() == 2
                                    ? "rows " + seen.get(0) + " and columns " + seen.get(1)
                                    : "" + seen.getFirst())
                            + " of the input");
        }
        return Main.OK;
    }

    private static ReceptiveField.Layer layer(ReceptiveField field, String path) {
        String known = Subject.path(path, field.layers().stream().map(ReceptiveField.Layer::path));
        return field.layer(known).orElseThrow();
    }

    static List<Interval> region(ReceptiveField.Layer l, List<Integer> position) {
        return l.region(position.stream().mapToInt(i -> i).toArray());
    }

    private static String describe(ReceptiveField.Layer l) {
        StringBuilder s = new StringBuilder(
                l.path() + " " + l.kind() + ", output " + l.output().pretty());
        List<String> names = l.axes().size() == 2 ? List.of("rows", "columns") : List.of("along it");
        for (int i = 0; i < l.axes().size(); i++) {
            ReceptiveField.Axis x = l.axes().get(i);
            s.append("\n  ").append(names.get(i)).append(": ");
            switch (x.kind()) {
                case ALL -> s.append("everything, ").append(x.size());
                case UNEVEN -> s.append("up to ").append(x.size()).append(", different from place to place");
                case REGULAR -> {
                    s.append("field ").append(x.size());
                    s.append(", stride ").append(Text.plain(x.stride()));
                    s.append(", padding ").append(Text.plain(x.padding()));
                }
            }
            if (x.phases().size() > 1) {
                x.phases()
                        .forEach(p -> s.append("\n    ")
                                .append(p.size())
                                .append(" for ")
                                .append(Text.percent(p.share()))
                                .append(" of the positions"));
            }
        }
        return s.toString();
    }

    private static String json(Subject s, List<ReceptiveField.Layer> layers, @Nullable List<Interval> seen)
            throws IOException {
        return Json.object(json -> {
            json.put("model", s.name());
            Subject.shape(json, "input", s.input());
            if (seen != null) {
                json.list("sees", l -> {
                    for (Interval i : seen) {
                        l.add(i);
                    }
                });
            }
            layers(json, layers);
        });
    }

    /// What a layer sees along each axis: sizes, strides, paddings, and the sizes that occur with their shares.
    static void layers(Json json, List<ReceptiveField.Layer> layers) throws IOException {
        json.list("layers", list -> {
            for (ReceptiveField.Layer l : layers) {
                list.addObject(o -> {
                    o.put("path", l.path()).put("kind", l.kind());
                    Subject.shape(o, "output", l.output());
                    axes(o, l.axes());
                });
            }
        });
    }

    private static void axes(Json json, List<ReceptiveField.Axis> axes) throws IOException {
        json.list("size", each(axes, (j, x) -> j.add(x.size())));
        json.list("stride", each(axes, (j, x) -> j.add(x.stride())));
        json.list("padding", each(axes, (j, x) -> j.add(x.padding())));
        json.list("rule", each(axes, (j, x) -> j.add(x.kind().name().toLowerCase(java.util.Locale.ROOT))));
        json.list(
                "phases",
                each(
                        axes,
                        (j, x) -> j.addList(phases -> {
                            for (ReceptiveField.Phase p : x.phases()) {
                                phases.addObject(o -> o.put("size", p.size()).put("share", p.share()));
                            }
                        })));
    }

    @FunctionalInterface
    private interface Item {
        void write(Json json, ReceptiveField.Axis axis) throws IOException;
    }

    private static Json.Body each(List<ReceptiveField.Axis> axes, Item item) {
        return json -> {
            for (ReceptiveField.Axis x : axes) {
                item.write(json, x);
            }
        };
    }
}
