package dev.noyau.cli;

import dev.noyau.graph.StepTime;
import java.io.IOException;
import java.util.List;

/// The steps of a plan with the time that each takes, and how near it comes to what the machine could do at most.
record StepTable(List<StepTime> steps, Roof roof) {
    private static final String HEAD = "       µs  share  GFLOP/s  peak   GB/s  roof  step";

    private double seconds() {
        return steps.stream().mapToDouble(StepTime::seconds).sum();
    }

    /// @param what all steps together, as `a step of training`
    void print(String what, Console console) throws IOException {
        if (console.json()) {
            json(console);
            return;
        }
        console.out()
                .println("one thread: at most " + Text.fixed(roof.flops() / 1e9, 0) + " GFLOP/s and "
                        + Text.fixed(roof.bytes() / 1e9, 1) + " GB/s; " + what + ": "
                        + Text.fixed(seconds() * 1e6, 0) + " µs");
        console.out().println();
        console.out().println(HEAD);
        for (StepTime s : steps) {
            console.out().println(row(s));
        }
    }

    private String row(StepTime s) {
        boolean computes = s.macs() > 0;
        return number(s.seconds() * 1e6, 1, 9)
                + number(100 * s.seconds() / seconds(), 1, 6) + "%"
                + (computes ? number(s.flops() / 1e9, 1, 8) : Text.right("", 8))
                + (computes ? number(100 * s.flops() / roof.flops(), 0, 5) + "%" : Text.right("", 6))
                + number(s.bandwidth() / 1e9, 1, 7)
                + number(100 * s.shareOfRoof(roof.flops(), roof.bytes()), 0, 5) + "%"
                + "  " + s.step();
    }

    private static String number(double value, int decimals, int width) {
        return Text.right(Text.fixed(value, decimals), width);
    }

    private void json(Console console) throws IOException {
        for (StepTime s : steps) {
            console.out()
                    .println(Json.object(json -> json.put("step", s.step())
                            .put("microseconds", s.seconds() * 1e6, 2)
                            .put("share", s.seconds() / seconds(), 4)
                            .put("gflops", s.flops() / 1e9, 2)
                            .put("share_of_peak", s.flops() / roof.flops(), 4)
                            .put("gigabytes_per_s", s.bandwidth() / 1e9, 2)
                            .put("share_of_roof", s.shareOfRoof(roof.flops(), roof.bytes()), 4)));
        }
        console.out()
                .println(Json.object(json -> json.put("peak_gflops", roof.flops() / 1e9, 2)
                        .put("peak_gigabytes_per_s", roof.bytes() / 1e9, 2)
                        .put("microseconds", seconds() * 1e6, 2)));
    }
}
