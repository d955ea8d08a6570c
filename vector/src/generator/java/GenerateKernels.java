import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes the vector kernels, a class of each template per vector length, at build time: `java GenerateKernels.java
/// TEMPLATES DIRECTORY`. The templates hold what reads well as plain Java; here are the tiles.
///
/// A tile of `blocks × width` keeps its `blocks · vectors · width` sums in local variables through one flat loop,
/// because that is what C2 turns into registers: no nested loop, no array and no method call may touch a live
/// sum.
///
/// Names in the written code: `a2_1` is the sum of pixel 2, vector 1; `w3_1` the weights of term 3 of a run, vector 1;
/// `b` the input, the same in all lanes; `x2` where pixel 2 lies; `o` an offset in the output.
final class GenerateKernels {
    /// What differs between machines. The sizes were chosen by measurement,
    /// docs/decisions/0003-indirect-kernels.md: at most 26 sums for 32 registers, 12 for the 16 registers of AVX2.
    ///
    /// @param bits vector length
    /// @param pixelsOutside whether a pixel's terms of a run follow each other (fewer range checks, more registers
    /// for
    /// weights), or a term's pixels (fewer registers)
    record Machine(
            int bits,
            boolean pixelsOutside,
            List<Tiles> runs,
            List<Tiles> singles,
            List<Tiles> gradient,
            List<Tiles> channels) {
        /// Vectors of a block of 16 channels.
        int vectors() {
            return 512 / bits;
        }

        int lanes() {
            return bits / 32;
        }
    }

    /// The widths for a number of blocks, descending, and how many terms of a run one turn of the loop computes.
    record Tiles(int blocks, int unroll, int... widths) {}

    private static final List<Machine> MACHINES = List.of(
            new Machine(
                    512,
                    true,
                    List.of(new Tiles(2, 4, 10, 8, 6, 4, 2, 1), new Tiles(1, 4, 16, 8, 4, 2, 1)),
                    List.of(new Tiles(2, 1, 12, 8, 4, 2, 1), new Tiles(1, 1, 16, 8, 4, 2, 1)),
                    List.of(new Tiles(2, 1, 12, 8, 4, 3, 2, 1), new Tiles(1, 1, 16, 8, 4, 3, 2, 1)),
                    List.of(new Tiles(1, 1, 12, 9, 4, 3, 2, 1))),
            new Machine(
                    256,
                    false,
                    List.of(new Tiles(1, 2, 6, 4, 2, 1)),
                    List.of(new Tiles(1, 1, 6, 4, 2, 1)),
                    List.of(new Tiles(1, 1, 4, 3, 2, 1)),
                    List.of(new Tiles(1, 1, 6, 5, 3, 2, 1))),
            new Machine(
                    128,
                    false,
                    List.of(new Tiles(1, 2, 6, 4, 2, 1)),
                    List.of(new Tiles(1, 1, 6, 4, 2, 1)),
                    List.of(new Tiles(1, 1, 4, 3, 2, 1)),
                    List.of(new Tiles(1, 1, 5, 3, 2, 1))));

    private static final String START = "float[] start, int startOff, int startBlk, int startMask";
    private static final String PASSED = "c, p, start, startOff, startBlk, startMask";

    private final StringBuilder text = new StringBuilder();
    private final Machine machine;

    private GenerateKernels(Machine machine) {
        this.machine = machine;
    }

    public static void main(String[] args) throws IOException {
        String kernels = Files.readString(Path.of(args[0], "Kernels.java.template"));
        Path folder = Files.createDirectories(Path.of(args[1], "dev", "noyau", "vector"));
        for (Machine machine : MACHINES) {
            Files.writeString(
                    folder.resolve("Kernels" + machine.bits + ".java"), new GenerateKernels(machine).fill(kernels));
            for (String name : List.of("Transforms", "FiveTransforms")) {
                String transforms = Files.readString(Path.of(args[0], name + ".java.template"));
                Files.writeString(
                        folder.resolve(name + machine.bits + ".java"), transforms.replace("$BITS", "" + machine.bits));
            }
        }
    }

    private String fill(String template) {
        widths();
        family("runs", machine.runs, true, (tiles, width) -> multiply(tiles, width, true));
        family("singles", machine.singles, true, (tiles, width) -> multiply(tiles, width, false));
        family("gradient", machine.gradient, false, this::gradient);
        family("channels", machine.channels, true, this::channels);
        String blocks = machine.runs.stream().map(t -> "" + t.blocks).collect(Collectors.joining(", "));
        return template.replace("$BITS", "" + machine.bits)
                .replace("$VECTORS", "" + machine.vectors())
                .replace("$BLOCKS", blocks)
                .replace("    // $TILES\n", text);
    }

    private void widths() {
        line("    @Override");
        line("    int[] widths(Family family, int blocks) {");
        line("        return switch (family) {");
        line("            case RUNS -> %s;", widths(machine.runs));
        line("            case SINGLES -> %s;", widths(machine.singles));
        line("            case GRADIENT -> %s;", widths(machine.gradient));
        line("            case CHANNELS -> %s;", widths(machine.channels));
        line("        };");
        line("    }");
    }

    private static String widths(List<Tiles> sizes) {
        return sizes.stream()
                .map(t -> "blocks == " + t.blocks + " ? new int[] {" + join(t.widths) + "} : ")
                .collect(Collectors.joining("", "", "none(blocks)"));
    }

    private static String join(int[] numbers) {
        return IntStream.of(numbers).mapToObj(n -> "" + n).collect(Collectors.joining(", "));
    }

    /// The switch from a tile's size to its method, and the methods.
    private void family(String name, List<Tiles> sizes, boolean floor, BiConsumer<Tiles, Integer> body) {
        String parameters = START + (floor ? ", float floor" : "");
        line("");
        line("    @Override");
        line("    void %s(int blocks, int width, Tile c, int p, %s) {", name, parameters);
        line("        switch (blocks * 32 + width) {");
        for (Tiles tiles : sizes) {
            for (int width : tiles.widths) {
                String method = name + tiles.blocks + "x" + width;
                line(
                        "            case %d -> %s(%s%s);",
                        tiles.blocks * 32 + width, method, PASSED, floor ? ", floor" : "");
            }
        }
        line("            default -> none(blocks);");
        line("        }");
        line("    }");
        for (Tiles tiles : sizes) {
            for (int width : tiles.widths) {
                line("");
                line("    private static void %s%dx%d(Tile c, int p, %s) {", name, tiles.blocks, width, parameters);
                load(tiles.blocks, width);
                body.accept(tiles, width);
                store(tiles.blocks, width);
                line("    }");
            }
        }
    }

    private void load(int blocks, int width) {
        line("        float[] in = c.in, w = c.w;");
        line("        int[] tab = c.tab, oo = c.oo;");
        line("        int wOff = c.wOff, t1 = c.t1;");
        line("        int o;");
        for (int p = 0; p < width; p++) {
            line("        o = startOff + (oo[p + %d] & startMask);", p);
            for (int s = 0; s < blocks * machine.vectors(); s++) {
                line("        FloatVector a%d_%d = FloatVector.fromArray(S, start, o%s);", p, s, at("startBlk", s));
            }
        }
    }

    private void multiply(Tiles tiles, int width, boolean run) {
        int unroll = run ? tiles.unroll : 1;
        line("        int[] xo = c.xo;");
        for (int p = 0; p < width; p++) {
            line("        int x%d = c.inOff + xo[p + %d];", p, p);
        }
        line("        for (int t = c.t0; t < t1; t += %d) {", unroll);
        line("            int x = tab[t];");
        line("            int wx = wOff + t * %d;", tiles.blocks * 16);
        line("            FloatVector b;");
        if (machine.pixelsOutside) {
            IntStream.range(0, unroll).forEach(u -> weights(tiles.blocks, u));
            for (int p = 0; p < width; p++) {
                line("            int i%d = x%d + x;", p, p);
                for (int u = 0; u < unroll; u++) {
                    term(tiles.blocks, p, u);
                }
            }
        } else {
            IntStream.range(0, width).forEach(p -> line("            int i%d = x%d + x;", p, p));
            for (int u = 0; u < unroll; u++) {
                weights(tiles.blocks, u);
                for (int p = 0; p < width; p++) {
                    term(tiles.blocks, p, u);
                }
            }
        }
        line("        }");
        raise(tiles.blocks, width);
    }

    private void raise(int blocks, int width) {
        line("        FloatVector low = FloatVector.broadcast(S, floor);");
        for (int p = 0; p < width; p++) {
            for (int s = 0; s < blocks * machine.vectors(); s++) {
                line("        a%d_%d = a%d_%d.blend(low, a%d_%d.compare(LE, low));", p, s, p, s, p, s);
            }
        }
    }

    private void channels(Tiles tiles, int width) {
        line("        int[] xo = c.xo, wtab = c.wtab;");
        for (int p = 0; p < width; p++) {
            line("        int x%d = c.inOff + xo[p + %d];", p, p);
        }
        line("        for (int t = c.t0; t < t1; t++) {");
        line("            int x = tab[t];");
        line("            int wx = wOff + wtab[t];");
        for (int s = 0; s < machine.vectors(); s++) {
            line("            FloatVector w%d = FloatVector.fromArray(S, w, wx%s);", s, at("", s));
        }
        for (int p = 0; p < width; p++) {
            for (int s = 0; s < machine.vectors(); s++) {
                line(
                        "            a%d_%d = w%d.fma(FloatVector.fromArray(S, in, x%d + x%s), a%d_%d);",
                        p, s, s, p, at("", s), p, s);
            }
        }
        line("        }");
        raise(1, width);
    }

    private void weights(int blocks, int u) {
        for (int s = 0; s < blocks * machine.vectors(); s++) {
            int at = u * blocks * 16 + s * machine.lanes();
            line("            FloatVector w%d_%d = FloatVector.fromArray(S, w, wx + %d);", u, s, at);
        }
    }

    private void term(int blocks, int p, int u) {
        line("            b = FloatVector.broadcast(S, in[i%d + %d]);", p, u);
        for (int s = 0; s < blocks * machine.vectors(); s++) {
            line("            a%d_%d = w%d_%d.fma(b, a%d_%d);", p, s, u, s, p, s);
        }
    }

    private void gradient(Tiles tiles, int width) {
        line("        int[] wtab = c.wtab;");
        line("        int wBlk = c.wBlk;");
        line("        int inOff = c.inOff + p;");
        line("        for (int t = c.t0; t < t1; t++) {");
        line("            int x = inOff + tab[t];");
        line("            int wx = wOff + wtab[t];");
        line("            FloatVector b;");
        for (int s = 0; s < tiles.blocks * machine.vectors(); s++) {
            line("            FloatVector w%d = FloatVector.fromArray(S, w, wx%s);", s, at("wBlk", s));
        }
        for (int p = 0; p < width; p++) {
            line("            b = FloatVector.broadcast(S, in[x + %d]);", p);
            for (int s = 0; s < tiles.blocks * machine.vectors(); s++) {
                line("            a%d_%d = w%d.fma(b, a%d_%d);", p, s, s, p, s);
            }
        }
        line("        }");
    }

    private void store(int blocks, int width) {
        line("        float[] out = c.out;");
        line("        int outOff = c.outOff, outBlk = c.outBlk;");
        for (int p = 0; p < width; p++) {
            line("        o = outOff + oo[p + %d];", p);
            for (int s = 0; s < blocks * machine.vectors(); s++) {
                line("        a%d_%d.intoArray(out, o%s);", p, s, at("outBlk", s));
            }
        }
    }

    /// Offset of a sum's vector from its pixel.
    private String at(String blk, int sum) {
        int block = sum / machine.vectors();
        int lane = sum % machine.vectors() * machine.lanes();
        return (block == 0 ? "" : " + " + block + " * " + blk) + (lane == 0 ? "" : " + " + lane);
    }

    private void line(String format, Object... args) {
        text.append(String.format(format, args)).append('\n');
    }
}
