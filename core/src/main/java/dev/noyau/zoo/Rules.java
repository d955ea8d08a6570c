package dev.noyau.zoo;

import dev.noyau.nn.Drawn;
import dev.noyau.nn.Init;

/// How the parameters of known networks begin, as torchvision and timm draw them.
final class Rules {
    /// Of weights that begin narrow.
    static final double STD = 0.02;

    private static final int MATRIX = 2;

    /// Convolutions by the outputs that see an input, matrices narrow, biases 0.
    static final Drawn.Rule FAN_OUT = (shape, usual) -> switch (shape.rank()) {
        case 1 -> vector(usual);
        case MATRIX -> new Init.Normal(0.01);
        default -> Init.kaimingNormal(Init.fanOut(shape));
    };

    /// Convolutions and matrices by their inputs, biases 0.
    static final Drawn.Rule FAN_IN =
            (shape, usual) -> shape.rank() == 1 ? vector(usual) : Init.kaimingNormal(Init.fanIn(shape));

    /// Weights uniform in ±√(6/fanIn), biases 0 (He et al. 2015): before a rectifier the signal keeps its size through
    /// many layers, also where no norm restores it.
    static final Drawn.Rule RECTIFIED =
            (shape, usual) -> shape.rank() == 1 ? vector(usual) : new Init.Uniform(Math.sqrt(6.0 / Init.fanIn(shape)));

    /// All weights narrow, as transformers begin, biases 0; what begins with one number stays so.
    static final Drawn.Rule NARROW = (shape, usual) ->
            shape.rank() == 1 || usual instanceof Init.Constant ? vector(usual) : new Init.Normal(STD);

    private Rules() {}

    /// Scales and shifts of norms begin with one number already; biases with none.
    private static Init vector(Init usual) {
        return usual instanceof Init.Constant ? usual : Init.zeros();
    }
}
