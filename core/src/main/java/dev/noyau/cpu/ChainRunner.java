package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.ImageLayout;
import dev.noyau.compile.Program.Code;
import dev.noyau.compile.Program.Instruction;
import dev.noyau.compile.Program.Operand;
import dev.noyau.compile.Step;
import dev.noyau.cpu.kernels.Functions;
import dev.noyau.cpu.kernels.Registers;
import java.util.Arrays;

/// Runs a [Program] on one stretch of elements after the other. On blocked images a stretch may contain halos and empty
/// lanes; what is computed there is made zero again.
final class ChainRunner {
    private static final int LANES = ImageLayout.LANES;

    private final Frame frame;
    private final Step.Chain step;
    private final Instruction[] code;
    private final Operand[] operands;
    private final Buffer[] results;
    private final ImageLayout layout;
    private final boolean channels;
    private final Worker[] workers;

    /// The registers of one worker, and where the image that it is at begins in each operand and result.
    private final class Worker {
        final float[][] registers = new float[step.program().registers()][Registers.SIZE];
        final Functions functions = new Functions();
        final Spreads spreads = new Spreads(layout);
        final int[] from = new int[operands.length];
        final int[] to = new int[results.length];
        final int id;

        Worker(int id) {
            this.id = id;
            for (Instruction i : code) {
                if (i.code() == Code.CONSTANT) {
                    Arrays.fill(registers[i.to()], i.value());
                }
            }
        }

        void goTo(int image) {
            for (int i = 0; i < operands.length; i++) {
                Operand o = operands[i];
                boolean own = o.spread() == null || o.spread().images();
                from[i] = own ? base(o.buffer(), this, image) : frame.base(o.buffer(), id, 0);
            }
            for (int i = 0; i < results.length; i++) {
                to[i] = base(results[i], this, image);
            }
        }
    }

    private ChainRunner(Frame frame, Step.Chain step) {
        this.frame = frame;
        this.step = step;
        this.code = step.program().code().toArray(Instruction[]::new);
        this.operands = step.operands().toArray(Operand[]::new);
        this.results = step.results().toArray(Buffer[]::new);
        this.layout = results[0].layout();
        this.channels = step.program().code().stream().anyMatch(i -> i.code() == Code.CHANNELS);
        this.workers = new Worker[frame.workers()];
        Arrays.setAll(workers, Worker::new);
    }

    static Runner of(Frame f, Step.Chain s) {
        ChainRunner r = new ChainRunner(f, s);
        return PerImage.over(f, s.results(), s.partition(), (n, b0, b1, worker) -> r.run(r.workers[worker], n, b0, b1));
    }

    private void run(Worker w, int image, int b0, int b1) {
        w.goTo(image);
        int size = layout.blockStride();
        boolean halo = !layout.halo().equals(ImageLayout.Halo.NONE);
        if (!halo && !channels) {
            span(w, b0 * size, b1 * size);
        } else {
            int first = layout.offset(0, 0, 0);
            int last = layout.offset(0, layout.h() - 1, layout.w() - 1) + layout.lanes();
            for (int b = b0; b < b1; b++) {
                spread(w, b * size + first, Math.min(Registers.SIZE, last - first));
                span(w, b * size + first, b * size + last);
            }
        }
        if (layout.lanes() > 1 && !step.program().zeros()) {
            for (int i = 0; i < results.length; i++) {
                clean(frame.array(results[i]), w.to[i], b0, b1);
            }
        }
    }

    /// What is the same all over a block.
    private void spread(Worker w, int at, int n) {
        for (Instruction i : code) {
            if (i.code() == Code.CHANNELS) {
                fill(w, i, at, n);
            }
        }
    }

    private void fill(Worker w, Instruction i, int at, int n) {
        Operand o = operands[i.a()];
        w.spreads.fill(o, frame.array(o.buffer()), w.from[i.a()], at, w.registers[i.to()], n);
    }

    /// The elements from one offset in the image to another.
    private void span(Worker w, int from, int to) {
        for (int at = from; at < to; at += Registers.SIZE) {
            stretch(w, at, Math.min(Registers.SIZE, to - at));
        }
    }

    private void stretch(Worker w, int at, int n) {
        float[][] r = w.registers;
        for (Instruction i : code) {
            switch (i.code()) {
                case CONSTANT, CHANNELS -> {}
                case LOAD -> {
                    float[] x = frame.array(operands[i.a()].buffer());
                    System.arraycopy(x, w.from[i.a()] + at, r[i.to()], 0, n);
                }
                case SPREAD -> fill(w, i, at, n);
                case STORE -> {
                    float[] y = frame.array(results[i.to()]);
                    System.arraycopy(r[i.a()], 0, y, w.to[i.to()] + at, n);
                }
                default -> compute(w, i, n);
            }
        }
    }

    /// Where an image begins, also in a buffer of all images in one piece.
    private int base(Buffer b, Worker w, int image) {
        if (b.images() > 1) {
            return frame.base(b, w.id, image);
        }
        int part = (int) (b.floats() / results[0].images());
        return frame.base(b, w.id, 0) + image * part;
    }

    private static void compute(Worker w, Instruction i, int n) {
        float[] y = w.registers[i.to()];
        float[] a = w.registers[i.a()];
        float[] b = i.b() < 0 ? a : w.registers[i.b()];
        switch (i.code()) {
            case ADD -> Registers.add(a, b, y, n);
            case SUB -> Registers.sub(a, b, y, n);
            case MUL -> Registers.mul(a, b, y, n);
            case DIV -> Registers.div(a, b, y, n);
            case MIN -> Registers.min(a, b, y, n);
            case MAX -> Registers.max(a, b, y, n);
            case GREATER -> Registers.greater(a, b, y, n);
            case GREATER_OR_EQUAL -> Registers.greaterOrEqual(a, b, y, n);
            case EQUAL -> Registers.equal(a, b, y, n);
            case NOT -> Registers.not(a, y, n);
            case FMA -> Registers.fma(a, b, w.registers[i.c()], y, n);
            case SELECT -> Registers.select(a, b, w.registers[i.c()], y, n);
            case RELU -> Registers.relu(a, y, n);
            case RELU_BACKWARD -> Registers.reluBackward(a, b, y, n);
            case ABS -> Registers.abs(a, y, n);
            case NEG -> Registers.neg(a, y, n);
            case SIGN -> Registers.sign(a, y, n);
            case SQRT -> Registers.sqrt(a, y, n);
            case FLOOR -> Registers.floor(a, y, n);
            case CEIL -> Registers.ceil(a, y, n);
            case ROUND -> Registers.round(a, y, n);
            case EXP -> w.functions.exp(a, y, n);
            case EXPM1 -> w.functions.expm1(a, y, n);
            case LOG -> w.functions.log(a, y, n);
            case SIGMOID -> w.functions.sigmoid(a, y, n);
            case TANH -> w.functions.tanh(a, y, n);
            case SOFTPLUS -> w.functions.softplus(a, y, n);
            case ERF -> w.functions.erf(a, y, n);
            case POW, REMAINDER, SLOW -> SlowFunctions.compute(i, a, b, y, n);
            case CONSTANT, LOAD, SPREAD, CHANNELS, STORE -> throw new IllegalStateException("no arithmetic: " + i);
        }
    }

    /// Makes zero what lies between the rows, and the lanes without a channel.
    ///
    /// @param start where the image begins
    private void clean(float[] y, int start, int b0, int b1) {
        int gap = (layout.halo().left() + layout.halo().right()) * LANES;
        int real = layout.c() % LANES;
        for (int k = b0; k < b1; k++) {
            for (int row = 0; row < layout.h(); row++) {
                int at = start + k * layout.blockStride() + layout.offset(0, row, 0);
                int end = at + layout.w() * LANES;
                if (gap > 0 && row + 1 < layout.h()) {
                    Arrays.fill(y, end, end + gap, 0);
                }
                if (real > 0 && k == layout.blocks() - 1) {
                    for (int p = at; p < end; p += LANES) {
                        Arrays.fill(y, p + real, p + LANES, 0);
                    }
                }
            }
        }
    }
}
