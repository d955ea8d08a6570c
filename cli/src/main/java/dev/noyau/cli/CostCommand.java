package dev.noyau.cli;

import dev.noyau.analysis.AffineCost;
import dev.noyau.cli.course.AnalysisPage;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Locale;

/// `noyau cost`: a fully connected layer against a convolution.
final class CostCommand implements Command {
    private static final int KERNEL = 3;

    @Override
    public String name() {
        return "cost";
    }

    @Override
    public String description() {
        return "compare what a fully connected layer and a convolution cost";
    }

    @Override
    public Options options() {
        return Options.of(
                        name(),
                        "Compares a fully connected layer that gives as many numbers as it takes with a convolution",
                        "that keeps the size. Nothing is allocated.")
                .option("--input", "CxHxW", "size of the input (default: 3x480x640)")
                .option("--kernel", "K", "side of the filters, odd (default: " + KERNEL + ")")
                .option("--html", "FILE", Html.OPTION)
                .examples("noyau cost", "noyau cost --input 1x28x28 --kernel 5");
    }

    @Override
    public int run(Arguments a, Console console) throws IOException {
        Html.check(a);
        AffineCost c = AffineCost.of(
                Subject.shape("--input", a.text("--input", "3x480x640")), a.integer("--kernel", KERNEL, 1));
        Html.write(a, console, f -> AnalysisPage.cost(c, f));
        if (console.json()) {
            console.out().println(Json.object(json -> {
                Subject.shape(json, "input", c.input());
                json.put("kernel", c.kernel());
                json.object("fully_connected", o -> put(o, c.general()));
                json.object("convolution", o -> put(o, c.convolution()));
            }));
            return Main.OK;
        }
        String k = c.kernel() + "×" + c.kernel() + " convolution";
        console.out()
                .println("one layer that keeps the size of an input of "
                        + c.input().pretty() + "\n");
        line(console, "", "fully connected", k);
        line(
                console,
                "weights",
                grouped(c.general().weights()),
                grouped(c.convolution().weights()));
        line(
                console,
                "biases",
                grouped(c.general().biases()),
                grouped(c.convolution().biases()));
        line(
                console,
                "memory of the weights",
                c.general().size(),
                c.convolution().size());
        line(
                console,
                "multiply-adds",
                grouped(c.general().macs()),
                grouped(c.convolution().macs()));
        return Main.OK;
    }

    private static void line(Console console, String what, String general, String convolution) {
        int width = 27;
        console.out().println(Text.left(what, 22) + Text.right(general, width) + Text.right(convolution, width));
    }

    private static String grouped(BigInteger n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /// Beyond 64 bits a number is written with the digits of a double.
    private static void put(Json json, AffineCost.Cost c) throws IOException {
        number(json, "weights", c.weights());
        number(json, "biases", c.biases());
        number(json, "bytes", c.bytes());
        number(json, "multiply_adds", c.macs());
    }

    private static void number(Json json, String name, BigInteger n) throws IOException {
        if (n.bitLength() < Long.SIZE) {
            json.put(name, n.longValueExact());
        } else {
            json.put(name, n.doubleValue());
        }
    }
}
