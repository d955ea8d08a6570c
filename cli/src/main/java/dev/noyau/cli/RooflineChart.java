package dev.noyau.cli;

import dev.noyau.cli.course.AnalysisPage;
import dev.noyau.graph.StepTime;
import java.util.Locale;

/// A roofline chart as SVG, both axes logarithmic: to the right what a step computes with each byte that it moves,
/// upwards how much it computes a second, and above it all what the machine allows. Source: Williams, Waterman &
/// Patterson, Roofline: an Insightful Visual Performance Model, 2009.
final class RooflineChart {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 520;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 60;

    /// Operations a byte at the left and at the right end, as powers of two.
    private static final int LOW = -4;

    private static final int HIGH = 12;

    /// Powers of two from the peak down to the lower end.
    private static final int DEPTH = 10;

    private final StepTable table;
    private final StringBuilder svg = new StringBuilder();

    private RooflineChart(StepTable table) {
        this.table = table;
    }

    /// @param title a line above it
    static String of(StepTable table, String title) {
        return new RooflineChart(table).draw(title);
    }

    private String draw(String title) {
        add(String.format(
                Locale.ROOT,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='12'>",
                WIDTH,
                HEIGHT));
        add(String.format(Locale.ROOT, "<rect width='%d' height='%d' fill='white'/>", WIDTH, HEIGHT));
        add(String.format(
                Locale.ROOT, "<text x='%d' y='24' font-size='15'>%s</text>", LEFT, AnalysisPage.escaped(title)));
        grid();
        roof();
        table.steps().stream().filter(s -> s.macs() > 0).forEach(this::dot);
        return svg.append("</svg>\n").toString();
    }

    private void grid() {
        for (int e = LOW; e <= HIGH; e += 2) {
            double x = x(Math.pow(2, e));
            add(String.format(Locale.ROOT, "<path d='M%.1f %dV%d' stroke='#ddd'/>", x, TOP, HEIGHT - BOTTOM));
            String label = e < 0 ? "1/" + (1 << -e) : "" + (1 << e);
            add(String.format(
                    Locale.ROOT,
                    "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
                    x,
                    HEIGHT - BOTTOM + 18,
                    label));
        }
        for (int e = 0; e <= DEPTH; e++) {
            double flops = table.roof().flops() / Math.pow(2, e);
            add(String.format(Locale.ROOT, "<path d='M%d %.1fH%d' stroke='#ddd'/>", LEFT, y(flops), WIDTH - RIGHT));
            add(String.format(
                    Locale.ROOT,
                    "<text x='%d' y='%.1f' text-anchor='end'>%.3g</text>",
                    LEFT - 8,
                    y(flops) + 4,
                    flops / 1e9));
        }
        add(String.format(
                Locale.ROOT,
                "<text x='%d' y='%d' text-anchor='middle'>operations for each byte</text>",
                WIDTH / 2,
                HEIGHT - 18));
        add(String.format(
                Locale.ROOT,
                "<text x='16' y='%d' transform='rotate(-90 16 %d)' text-anchor='middle'>GFLOP/s</text>",
                HEIGHT / 2,
                HEIGHT / 2));
    }

    private void roof() {
        Roof r = table.roof();
        double lowest = r.flops() / Math.pow(2, DEPTH);
        double from = Math.max(lowest / r.bytes(), Math.pow(2, LOW));
        add(String.format(
                Locale.ROOT,
                "<path d='M%.1f %.1fL%.1f %.1fH%d' fill='none' stroke='#444' stroke-width='2'/>",
                x(from),
                y(from * r.bytes()),
                x(r.flops() / r.bytes()),
                y(r.flops()),
                WIDTH - RIGHT));
    }

    /// As large as its share of the time.
    private void dot(StepTime s) {
        double all = table.steps().stream().mapToDouble(StepTime::seconds).sum();
        double radius = 3 + 14 * Math.sqrt(s.seconds() / all);
        add(String.format(
                Locale.ROOT,
                "<circle cx='%.1f' cy='%.1f' r='%.1f' fill='#2a6fbb' fill-opacity='0.55'><title>%s: %.1f µs, %.1f GFLOP/s</title></circle>",
                x(2.0 * s.macs() / s.bytes()),
                y(s.flops()),
                radius,
                AnalysisPage.escaped(s.step()),
                s.seconds() * 1e6,
                s.flops() / 1e9));
    }

    private static double x(double operations) {
        double at = (log(operations) - LOW) / (HIGH - LOW);
        return LEFT + Math.clamp(at, 0, 1) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double flops) {
        double below = log(table.roof().flops() / flops) / DEPTH;
        return TOP + Math.clamp(below, 0, 1) * (HEIGHT - TOP - BOTTOM);
    }

    private static double log(double v) {
        return Math.log(v) / Math.log(2);
    }

    private void add(String element) {
        svg.append(element).append('\n');
    }
}
