package dev.noyau.cpu;

import dev.noyau.compile.Buffer;
import dev.noyau.compile.Step;
import dev.noyau.graph.Node;
import dev.noyau.graph.op.Input;
import dev.noyau.reference.NdArray;
import dev.noyau.reference.ReferenceKernels;

/// An op without a fast kernel: the reference backend's plain loops in double, on copies.
final class FallbackRunner implements Runner {
    private final Frame frame;
    private final Step.Fallback step;
    private final NdArray[] in;
    private final NdArray[] out;

    private FallbackRunner(Frame frame, Step.Fallback step) {
        this.frame = frame;
        this.step = step;
        Node n = step.node();
        in = n.inputTypes().stream().map(NdArray::of).toArray(NdArray[]::new);
        out = n.outputTypes().stream().map(NdArray::of).toArray(NdArray[]::new);
    }

    /// The runner of a step without a kernel: of few steps one that works on the arrays themselves, else this
    /// one.
    static Runner of(Frame frame, Step.Fallback step) {
        Runner indexed = Indexed.of(frame, step);
        Runner lengths = indexed == null ? ChannelLengths.of(frame, step) : null;
        return indexed != null ? indexed : lengths != null ? lengths : new FallbackRunner(frame, step);
    }

    @Override
    public void run(int part, int worker) {
        for (int i = 0; i < in.length; i++) {
            Buffer b = step.in().get(i);
            if (b != null && b.place() == Buffer.Place.INTEGERS) {
                in[i].load(frame.integers(b));
            } else if (b != null) {
                in[i].load(frame.array(b), frame.base(b, worker, 0));
            } else if (step.node().input(i).node().op() instanceof Input input) {
                in[i].load(frame.longs(input.name()));
            } else {
                throw new IllegalStateException("integer value " + step.node().input(i) + " is not an input");
            }
        }
        ReferenceKernels.run(step.node().op(), in, out);
        for (int i = 0; i < out.length; i++) {
            Buffer b = step.out().get(i);
            if (b.place() == Buffer.Place.INTEGERS) {
                out[i].store(frame.integers(b));
            } else {
                out[i].store(frame.array(b), frame.base(b, worker, 0));
            }
        }
    }
}
