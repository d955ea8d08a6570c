package dev.noyau.cli;

import dev.noyau.Noyau;
import dev.noyau.analysis.EffectiveField;
import dev.noyau.analysis.Interval;
import dev.noyau.analysis.Probe;
import dev.noyau.analysis.ReceptiveField;
import dev.noyau.cli.course.AnalysisPage;
import dev.noyau.reference.ReferenceBackend;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/// `noyau probe`: the receptive field found by running, and how much of it counts.
final class ProbeCommand implements Command {
    private static final int SAMPLES = 8;
    private static final double MOST = 0.95;
    private static final double HALF = 0.5;

    /// Largest input for which the reference backend is asked; beyond, the fast one is.
    private static final int SMALL = 100_000;

    private static final String SHADES = " .:-=+*#%@";

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public String description() {
        return "find by back-propagation what a pixel sees, and how much of it counts";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Back-propagates from one output pixel to the input. First with weights under which nothing",
                        "cancels: every pixel that it depends on shows, and has to be what the analysis says. Then with",
                        "the network's own weights over random inputs: the effective receptive field.")
                .argument("MODEL", true, Subject.model())
                .option("--input", "CxHxW", Subject.INPUT)
                .option("--layer", "PATH", "the layer (default: the last)")
                .option("--at", "ROW,COLUMN", "its pixel (default: the one in the middle)")
                .option("--samples", "N", "random inputs (default: " + SAMPLES + ")")
                .option("--html", "FILE", Html.OPTION)
                .examples("noyau probe stride1-4", "noyau probe pyramid --at 31,31");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        Html.check(a);
        Subject s = Subject.of(a);
        ReceptiveField field = ReceptiveField.of(s.source(), s.input());
        String wanted = a.text("--layer");
        String path = wanted == null
                ? field.last().path()
                : Subject.path(wanted, field.layers().stream().map(ReceptiveField.Layer::path));
        ReceptiveField.Layer layer = field.layer(path).orElseThrow();
        String at = a.text("--at");
        List<Integer> position =
                at == null ? layer.positions().stream().map(n -> n / 2).toList() : Subject.position("--at", at);
        int samples = a.integer("--samples", SAMPLES, 1);
        BitSet expected = layer.pixels(position.stream().mapToInt(i -> i).toArray());
        boolean small = s.input().size() <= SMALL;
        BitSet found = Probe.pixels(
                        s.source(),
                        s.input(),
                        path,
                        List.of(position),
                        small ? new ReferenceBackend() : Noyau.backend())
                .getFirst();
        EffectiveField effective = EffectiveField.of(
                s.source(), s.source().initialParameters(0), s.input(), path, position, samples, Noyau.backend());
        Html.write(
                a,
                console,
                f -> AnalysisPage.probe(
                        s.name(),
                        layer.path() + " " + layer.kind(),
                        expected.equals(found),
                        found.cardinality(),
                        effective,
                        f));
        report(s, layer, expected.equals(found), found.cardinality(), effective, console);
        return expected.equals(found) ? Main.OK : Main.FAILED;
    }

    private static void report(
            Subject s, ReceptiveField.Layer l, boolean equal, int pixels, EffectiveField e, Console console)
            throws IOException {
        if (console.json()) {
            console.out().println(json(s, l, equal, pixels, e));
            return;
        }
        console.out().println(l.path() + " " + l.kind() + ", pixel " + e.position());
        console.out()
                .println("  sees " + e.field() + " of the input, " + Text.grouped(pixels) + " pixels; "
                        + (equal ? "found by back-propagation as the analysis says" : "NOT what the analysis says"));
        console.out()
                .println("  of the mass of its gradients " + Text.percent(MOST) + " lie in a square of "
                        + e.side(MOST) + ", " + Text.percent(HALF) + " in one of " + e.side(HALF) + "; σ = "
                        + Text.fixed(e.sigma(0), 2) + " rows, " + Text.fixed(e.sigma(1), 2) + " columns");
        console.out().println(picture(e));
    }

    /// The mass of each pixel around the field, or of each few pixels.
    private static String picture(EffectiveField e) {
        Interval rows = e.field().size() == 1 ? new Interval(0, 0) : e.field().getFirst();
        Interval columns = e.field().getLast();
        int step = Math.max(1, Math.ceilDiv(Math.max(rows.size(), columns.size()), 40));
        int h = Math.ceilDiv(rows.size(), step);
        int w = Math.ceilDiv(columns.size(), step);
        double[] sums = new double[h * w];
        double most = 0;
        for (int i = 0; i < rows.size() * columns.size(); i++) {
            int r = i / columns.size();
            int c = i % columns.size();
            int at = r / step * w + c / step;
            sums[at] += e.mass()[(rows.first() + r) * e.width() + columns.first() + c];
            most = Math.max(most, sums[at]);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sums.length; i++) {
            int shade = most == 0 ? 0 : (int) Math.round(Math.sqrt(sums[i] / most) * (SHADES.length() - 1));
            text.append(i % w == 0 ? "\n  " : "").repeat(SHADES.charAt(shade), 2);
        }
        return text.toString();
    }

    private static String json(Subject s, ReceptiveField.Layer l, boolean equal, int pixels, EffectiveField e)
            throws IOException {
        return Json.object(json -> {
            json.put("model", s.name())
                    .put("path", l.path())
                    .put("equal", equal)
                    .put("pixels", pixels);
            json.list("sees", list -> {
                for (Interval i : e.field()) {
                    list.add(i);
                }
            });
            json.put("side_50", e.side(HALF)).put("side_95", e.side(MOST));
            json.list("sigma", list -> list.add(e.sigma(0)).add(e.sigma(1)));
            json.list("mass", list -> {
                for (double m : e.mass()) {
                    list.add(m);
                }
            });
        });
    }
}
