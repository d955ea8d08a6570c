package dev.noyau.cpu;

import dev.noyau.compile.DenseStep;
import dev.noyau.compile.MoveStep;
import dev.noyau.compile.NormStep;
import dev.noyau.compile.Product;
import dev.noyau.compile.Step;

/// Makes each kind of step ready to run.
final class Runners {
    private Runners() {}

    static Runner of(Frame f, Step step) {
        return switch (step) {
            case Step.Copy s -> Moves.copy(f, s);
            case Step.Reinterpret s -> Moves.reinterpret(f, s);
            case Step.PackWeights s -> s.g().depthwise() ? DepthwisePacking.pack(f, s) : Packing.pack(f, s);
            case Step.Forward s -> ConvPass.forward(f, s);
            case Step.BackwardData s -> ConvPass.backwardData(f, s);
            case Step.BackwardWeights s -> new WeightGradient(f, s);
            case Step.UnpackWeights s -> s.g().depthwise() ? DepthwisePacking.unpack(f, s) : Packing.unpack(f, s);
            case Step.Winograd s -> Winograd.of(f, s);
            case DenseStep.Columns s -> Dense.columns(f, s);
            case DenseStep.DenseForward s -> Dense.forward(f, s);
            case DenseStep.DenseFinish s -> Dense.finish(f, s);
            case DenseStep.DenseBackwardData s -> Dense.backwardData(f, s);
            case DenseStep.DenseBackwardWeights s -> Dense.backwardWeights(f, s);
            case Step.ChannelSums s -> Moves.channelSums(f, s);
            case Step.SumPartials s -> Packing.sum(f, s);
            case Step.Elementwise s -> Elementwise.of(f, s);
            case Product s -> MatrixProducts.of(f, s);
            case Step.Chain s -> ChainRunner.of(f, s);
            case Step.Bias s -> Moves.bias(f, s);
            case Step.Pool s -> Pooling.forward(f, s);
            case Step.PoolBackward s -> Pooling.backward(f, s);
            case Step.GlobalAverage s -> Moves.globalAverage(f, s);
            case Step.Spread s -> Moves.spread(f, s);
            case Step.CrossEntropy s -> Classification.forward(f, s);
            case Step.CrossEntropyBackward s -> Classification.backward(f, s);
            case Step.Mask s -> Classification.mask(f, s);
            case MoveStep s -> ImageMoves.of(f, s);
            case NormStep s -> BatchNorms.of(f, s);
            case Step.Fallback s -> FallbackRunner.of(f, s);
        };
    }
}
