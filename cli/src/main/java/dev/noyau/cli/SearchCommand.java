package dev.noyau.cli;

import dev.noyau.analysis.FieldSearch;
import dev.noyau.cli.course.AnalysisPage;
import dev.noyau.tensor.Shape;
import java.io.IOException;
import java.util.List;

/// `noyau search`: which depth, kernel and stride see far enough at what cost?
final class SearchCommand implements Command {
    private static final int CHANNELS = 32;
    private static final int DEPTH = 24;
    private static final int DEEPEST = 200;

    @Override
    public String name() {
        return "search";
    }

    @Override
    public String description() {
        return "find depth, kernel and stride for a receptive field and a budget";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Finds chains of convolutions whose receptive field is large enough and which cost little",
                        "enough: for each number of layers of stride 2 the cheapest.")
                .option("--field", "R", "smallest receptive field (default: 31)")
                .option("--macs", "M", "most multiply-adds for one input (default: no limit)")
                .option("--input", "CxHxW", "size of the input (default: 3x480x640)")
                .option("--channels", "C", "of every layer (default: " + CHANNELS + ")")
                .option("--depth", "D", "most layers, up to " + DEEPEST + " (default: " + DEPTH + ")")
                .option("--html", "FILE", Html.OPTION)
                .examples("noyau search --field 31", "noyau search --field 64 --macs 1000000000 --input 3x224x224");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        Html.check(a);
        int least = a.integer("--field", 31, 1);
        long most = a.wide("--macs", Long.MAX_VALUE);
        Shape input = Subject.shape("--input", a.text("--input", "3x480x640"));
        if (input.rank() != 3) {
            throw new UsageException("--input: expects channels, height and width, found '" + a.text("--input") + "'");
        }
        int depth = a.integer("--depth", DEPTH, 1);
        if (depth > DEEPEST) {
            throw new UsageException("--depth: expects at most " + DEEPEST + " layers, found " + depth);
        }
        List<FieldSearch.Candidate> found =
                FieldSearch.of(input, a.integer("--channels", CHANNELS, 1), least, most, depth);
        Html.write(a, console, f -> AnalysisPage.search(input, found, f));
        if (console.json()) {
            console.out().println(json(input, found));
            return Main.OK;
        }
        if (found.isEmpty()) {
            console.out()
                    .println("no chain of up to " + depth + " layers sees " + least + " pixels"
                            + (most == Long.MAX_VALUE ? "" : " under " + Text.grouped(most) + " multiply-adds"));
            return Main.OK;
        }
        console.out().println("layers  kernel  of stride 2  field        output  multiply-adds");
        for (FieldSearch.Candidate c : found) {
            console.out()
                    .println(Text.right("" + c.depth(), 6)
                            + Text.right(c.kernel() + "×" + c.kernel(), 8)
                            + Text.right("" + c.strided(), 13)
                            + Text.right("" + c.field(), 7)
                            + Text.right(c.output().pretty(), 14)
                            + Text.right(Text.grouped(c.macs()), 15));
        }
        return Main.OK;
    }

    private static String json(Shape input, List<FieldSearch.Candidate> found) throws IOException {
        return Json.object(json -> {
            Subject.shape(json, "input", input);
            json.list("found", list -> {
                for (FieldSearch.Candidate c : found) {
                    list.addObject(o -> {
                        o.put("depth", c.depth()).put("kernel", c.kernel()).put("strided", c.strided());
                        o.put("field", c.field()).put("multiply_adds", c.macs());
                        Subject.shape(o, "output", c.output());
                    });
                }
            });
        });
    }
}
