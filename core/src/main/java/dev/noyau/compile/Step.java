package dev.noyau.compile;

import dev.noyau.graph.Node;
import dev.noyau.graph.op.DropoutMask;
import dev.noyau.graph.op.PoolWindows;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One thing that a plan does: it reads buffers and writes buffers. Fused operations are post-ops of a step, not
/// steps of their own.
public sealed interface Step
        permits Product,
                MoveStep,
                NormStep,
                DenseStep,
                Step.Copy,
                Step.Reinterpret,
                Step.PackWeights,
                Step.Forward,
                Step.BackwardData,
                Step.BackwardWeights,
                Step.UnpackWeights,
                Step.Winograd,
                Step.ChannelSums,
                Step.SumPartials,
                Step.Elementwise,
                Step.Chain,
                Step.Bias,
                Step.Pool,
                Step.PoolBackward,
                Step.GlobalAverage,
                Step.Spread,
                Step.CrossEntropy,
                Step.CrossEntropyBackward,
                Step.Mask,
                Step.Fallback {
    /// Registers in which a chain's functions are computed.
    int CHAIN_FUNCTIONS = 5;

    /// Registers of the sums of batch normalisation.
    int NORM_REGISTERS = 5;

    Partition partition();

    List<Buffer> reads();

    List<Buffer> writes();

    /// What it does, with its sizes, for people.
    default String label() {
        return switch (this) {
            case Forward f ->
                "forward " + f.g + (f.bias == null ? "" : " + bias") + (f.add == null ? "" : " + add")
                        + (f.relu ? " + relu" : "");
            case BackwardData b ->
                "backward data " + b.g + (b.bias == null ? "" : " + bias") + (b.relu ? " + relu" : "")
                        + (b.mask == null ? "" : " + relu mask");
            case BackwardWeights b -> "backward weights " + b.g;
            case DenseStep.DenseForward d -> "forward dense " + d.features() + "->" + d.outputs();
            case DenseStep.DenseBackwardData d -> "backward data dense " + d.features() + "->" + d.outputs();
            case DenseStep.DenseBackwardWeights d -> "backward weights dense " + d.features() + "->" + d.outputs();
            case PackWeights p -> "pack weights " + p.g + (p.backward ? " for backward" : "");
            case UnpackWeights u -> "sum and unpack weight gradients " + u.g;
            case Product m -> m.left().size() + " products " + m.m() + "x" + m.k() + "x" + m.n();
            case Chain c ->
                "chain of " + c.program.code().size() + " "
                        + c.results.getFirst().layout();
            case Winograd w -> w.part.label();
            case Fallback f -> "plain loops for " + f.node.op().name();
            default -> getClass().getSimpleName() + " " + writes().getFirst().layout();
        };
    }

    /// Multiply-adds for one image.
    default long macs() {
        return switch (this) {
            case Forward f -> f.g.macs();
            case BackwardData b -> b.g.macs();
            case BackwardWeights b -> b.g.macs();
            case DenseStep.DenseForward d -> (long) d.features() * d.outputs();
            case DenseStep.DenseBackwardData d -> (long) d.features() * d.outputs();
            case DenseStep.DenseBackwardWeights d -> (long) d.features() * d.outputs();
            case Winograd w -> w.part.macs();
            default -> 0;
        };
    }

    /// Floats that each worker has for this step alone, beside the plan's buffers.
    default long scratch() {
        return switch (this) {
            case Chain c -> (long) (c.program.registers() + CHAIN_FUNCTIONS) * Program.STRETCH;
            case NormStep.Statistics s -> (long) NORM_REGISTERS * Program.STRETCH;
            case NormStep.Slopes s -> (long) NORM_REGISTERS * Program.STRETCH;
            default -> 0;
        };
    }

    /// Whether the result depends on parameters and state alone (folded and packed weights, padded biases), so that it
    /// stays the
    /// same from run to run while they do.
    default boolean constant() {
        return !reads().isEmpty()
                && reads().stream().allMatch(b -> switch (b.place()) {
                    case PARAMETER, STATE, CONSTANT -> true;
                    case ARENA, WORKER -> b.constant();
                    case INPUT, RESULT, GRADIENT, INTEGERS -> false;
                });
    }

    /// From one layout to another; also cuts or pads channels to whole blocks.
    record Copy(Buffer from, Buffer to, Partition partition) implements Step {
        @Override
        public List<Buffer> reads() {
            return List.of(from);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(to);
        }
    }

    /// The same numbers in row-major order under another shape.
    record Reinterpret(Buffer from, Buffer to) implements Step {
        @Override
        public Partition partition() {
            return Partition.WHOLE;
        }

        @Override
        public List<Buffer> reads() {
            return List.of(from);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(to);
        }
    }

    /// Weights into the order in which [Forward] (or, with `backward`, [BackwardData]) reads them.
    record PackWeights(
            ConvGeometry g, boolean backward, Buffer weights, Buffer packed, int inputLanes, Partition partition)
            implements Step {
        @Override
        public List<Buffer> reads() {
            return List.of(weights);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(packed);
        }
    }

    /// `y = relu?(conv(x, w) + bias? + add?)`.
    record Forward(
            ConvGeometry g,
            Buffer x,
            Buffer packed,
            @Nullable Buffer bias,
            @Nullable Buffer add,
            boolean relu,
            Buffer y,
            Partition partition)
            implements Step {
        @Override
        public List<Buffer> reads() {
            return present(x, packed, bias, add);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(y);
        }
    }

    /// `dx = relu?(convᵀ(dy, w) + bias?)`, or without both, zero where the mask is not positive.
    record BackwardData(
            ConvGeometry g,
            Buffer dy,
            Buffer packed,
            @Nullable Buffer bias,
            boolean relu,
            @Nullable Buffer mask,
            Buffer dx,
            Partition partition)
            implements Step {
        @Override
        public List<Buffer> reads() {
            return present(dy, packed, bias, mask);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(dx);
        }
    }

    /// Partial sums of the gradient of the weights, one for each part of the images, in packed order.
    record BackwardWeights(ConvGeometry g, Buffer dy, Buffer x, Buffer partials, Partition partition) implements Step {
        @Override
        public List<Buffer> reads() {
            return List.of(dy, x);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(partials);
        }
    }

    /// Adds the partial sums in their order and stores them in logical order.
    record UnpackWeights(ConvGeometry g, Buffer partials, int inputLanes, Buffer gradient, Partition partition)
            implements Step {
        @Override
        public List<Buffer> reads() {
            return List.of(partials);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(gradient);
        }
    }

    /// A part of a convolution by Winograd's formula.
    record Winograd(WinogradPart part, Partition partition) implements Step {
        @Override
        public List<Buffer> reads() {
            return part.reads();
        }

        @Override
        public List<Buffer> writes() {
            return part.writes();
        }
    }

    /// Partial sums over images and pixels for each channel: the gradient of a bias.
    record ChannelSums(Buffer x, Buffer partials, Partition partition) implements Step {
        @Override
        public List<Buffer> reads() {
            return List.of(x);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(partials);
        }
    }

    /// Adds partial sums in their order.
    record SumPartials(Buffer partials, Buffer sum, float scale, Partition partition) implements Step {
        @Override
        public List<Buffer> reads() {
            return List.of(partials);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(sum);
        }
    }

    /// What an [Elementwise] step computes.
    enum Function {
        RELU,
        RELU_BACKWARD,
        ADD,
        SUB,
        MUL,
        SCALE
    }

    /// One flat loop over buffers of equal layout; zeros give zeros, so halos may be walked over.
    record Elementwise(Function function, List<Buffer> in, float factor, Buffer out, Partition partition)
            implements Step {
        @Override
        public List<Buffer> reads() {
            return in;
        }

        @Override
        public List<Buffer> writes() {
            return List.of(out);
        }
    }

    /// Several operations element by element in one pass: a program that runs over one stretch of elements after the
    /// other. All results, and the operands that are not broadcast, have one layout.
    record Chain(Program program, List<Program.Operand> operands, List<Buffer> results, Partition partition)
            implements Step {
        @Override
        public List<Buffer> reads() {
            return operands.stream().map(Program.Operand::buffer).distinct().toList();
        }

        @Override
        public List<Buffer> writes() {
            return results;
        }
    }

    /// A number for each channel added to an image.
    record Bias(Buffer x, Buffer bias, Buffer y, Partition partition) implements Step {
        @Override
        public List<Buffer> reads() {
            return List.of(x, bias);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(y);
        }
    }

    /// Max or average pooling.
    record Pool(PoolWindows windows, boolean max, boolean countPadding, Buffer x, Buffer y, Partition partition)
            implements Step {
        @Override
        public List<Buffer> reads() {
            return List.of(x);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(y);
        }
    }

    /// Gradient of pooling; for max pooling `x` is the pooled image.
    record PoolBackward(
            PoolWindows windows,
            boolean max,
            boolean countPadding,
            Buffer dy,
            @Nullable Buffer x,
            Buffer dx,
            Partition partition)
            implements Step {
        @Override
        public List<Buffer> reads() {
            return present(dy, x);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(dx);
        }
    }

    /// Mean of each channel.
    record GlobalAverage(Buffer x, Buffer y, Partition partition) implements Step {
        @Override
        public List<Buffer> reads() {
            return List.of(x);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(y);
        }
    }

    /// One pixel repeated over an image.
    record Spread(Buffer x, Buffer y, Partition partition) implements Step {
        @Override
        public List<Buffer> reads() {
            return List.of(x);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(y);
        }
    }

    /// Softmax probabilities of each pixel and partial sums of the negative log-likelihood.
    record CrossEntropy(Buffer scores, String target, Buffer probabilities, Buffer partials, Partition partition)
            implements Step {
        @Override
        public List<Buffer> reads() {
            return List.of(scores);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(probabilities, partials);
        }
    }

    /// `dx = (p - onehot) · g / M`, M labels in all.
    record CrossEntropyBackward(
            Buffer probabilities, String target, Buffer upstream, long labels, Buffer dx, Partition partition)
            implements Step {
        @Override
        public List<Buffer> reads() {
            return List.of(probabilities, upstream);
        }

        @Override
        public List<Buffer> writes() {
            return List.of(dx);
        }
    }

    /// The factors of dropout, drawn by logical index.
    record Mask(DropoutMask op, String key, Buffer y, Partition partition) implements Step {
        @Override
        public List<Buffer> reads() {
            return List.of();
        }

        @Override
        public List<Buffer> writes() {
            return List.of(y);
        }
    }

    /// An op without a kernel of its own: plain loops in double on plain buffers. A null input is an integer input
    /// of the graph, read where it is bound.
    record Fallback(Node node, List<@Nullable Buffer> in, List<Buffer> out) implements Step {
        @Override
        public Partition partition() {
            return Partition.WHOLE;
        }

        /// Not where it reads what is bound anew for each run.
        @Override
        public boolean constant() {
            return in.stream().noneMatch(Objects::isNull) && Step.super.constant();
        }

        @Override
        public List<Buffer> reads() {
            return in.stream().filter(Objects::nonNull).toList();
        }

        @Override
        public List<Buffer> writes() {
            return out;
        }
    }

    private static List<Buffer> present(@Nullable Buffer... buffers) {
        return Arrays.stream(buffers).filter(Objects::nonNull).toList();
    }
}
