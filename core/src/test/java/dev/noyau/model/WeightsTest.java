package dev.noyau.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.Noyau;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Value;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Init;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Scope;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.Tensor;
import dev.noyau.train.Trainer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class WeightsTest {
    /// A running mean, which is state, and a fully connected head.
    private record Body() implements Layer {
        @Override
        public Value apply(Scope s, Value x) {
            Value mean = s.state("running_mean", Shape.of(4), Init.kaimingUniform(4));
            Value y = s.op(new dev.noyau.graph.op.BiasAdd(), s.apply("flat", new Flatten(), x), mean);
            return s.apply("fc", Linear.of(2), y);
        }
    }

    private static final Network NET = Network.of(Shape.of(1, 2, 2), new Body());

    private static SequencedMap<String, Tensor> fitting(String prefix) {
        SequencedMap<String, Tensor> t = new LinkedHashMap<>();
        t.put(prefix + "running_mean", Tensor.of(Shape.of(4), 1, 2, 3, 4));
        t.put(prefix + "num_batches_tracked", Tensor.ofLongs(Shape.SCALAR, 7));
        t.put(prefix + "fc.weight", Tensor.of(Shape.of(2, 4), 1, 0, 0, 0, 0, 1, 0, 0));
        t.put(prefix + "fc.bias", Tensor.of(Shape.of(2), 5, 6));
        return t;
    }

    @Test
    void fillsParametersAndState() {
        GraphSource source = Weights.of(fitting("")).into(NET);
        assertThat(source.initialParameters(9).get("fc.bias")).isEqualTo(Tensor.of(Shape.of(2), 5, 6));
        assertThat(source.initialState().slab()).containsExactly(1, 2, 3, 4);
        assertThat(source.graph(Shape.of(3, 1, 2, 2), Mode.INFERENCE)
                        .output(GraphSource.OUTPUT)
                        .shape())
                .isEqualTo(Shape.of(3, 2));
        Model model = Model.of(source, ModelInfo.of("net", NET.inputShape()), Noyau.backend());
        assertThat(model.predict(Tensor.of(Shape.of(1, 2, 2), 1, 1, 0, 0))).isEqualTo(Tensor.of(Shape.of(2), 7, 9));
        assertThat(Weights.of(model).tensors().keySet())
                .containsExactlyInAnyOrder("fc.weight", "fc.bias", "running_mean");
        try (Trainer t = Trainer.of(source).seed(3).open()) {
            assertThat(t.parameters().get("fc.bias")).isEqualTo(Tensor.of(Shape.of(2), 5, 6));
        }
    }

    @Test
    void allThatDoesNotFitIsToldAtOnce() {
        SequencedMap<String, Tensor> t = fitting("");
        t.remove("running_mean");
        t.put("fc.weight", Tensor.zeros(Shape.of(10, 4)));
        t.put("extra", Tensor.scalar(1));
        Parameters before = NET.initialParameters(1);
        Parameters p = before.copy();
        assertThatThrownBy(() -> Weights.of(t).into(p, NET.initialState()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the weights: does not fit the network: of its 3 tensors 1 are missing and 1 have another"
                        + " shape, 1 are unexpected. Names can be changed, left out and be optional, see Weights.\n"
                        + "  shape: fc.weight is [2,4] in the network, [10,4] there\n"
                        + "  missing: running_mean [4]\n"
                        + "  unexpected: extra []");
        assertThat(p.slab()).isEqualTo(before.slab());
    }

    @Test
    void namesCanBeChangedLeftOutAndOptional() {
        Weights w = Weights.of(fitting("state_dict.module."));
        assertThat(w.under("state_dict.module").tensors()).isEqualTo(fitting(""));
        assertThat(w.fitting(NET).tensors()).isEqualTo(fitting(""));
        assertThat(w.renamed("^state_dict\\.module\\.", "").tensors()).isEqualTo(fitting(""));
        assertThatThrownBy(() -> w.into(NET))
                .hasMessageContaining("take that off with under(\"state_dict.module\")")
                .hasMessageContaining("missing: fc.bias [2]");
        assertThatThrownBy(() -> w.under("modules")).hasMessageContaining("nothing lies under 'modules'");
        assertThatThrownBy(() -> w.renamed(".*weight|.*bias", "x")).hasMessageContaining("another one is");
        Weights headless = Weights.of(fitting("")).without("fc\\..*");
        GraphSource source = headless.into(NET, 5, "fc\\..*");
        assertThat(source.initialParameters(0).slab())
                .isEqualTo(NET.initialParameters(5).slab());
        assertThat(source.initialState().slab()).containsExactly(1, 2, 3, 4);
        assertThatThrownBy(() -> headless.into(NET, "fc\\.weight")).hasMessageContaining("missing: fc.bias");
        assertThatThrownBy(() -> headless.get("fc.bias")).hasMessageContaining("there is no 'fc.bias'");
    }

    @Test
    void integersBecomeFloats() {
        Map<String, Tensor> t = fitting("");
        t.put("fc.bias", Tensor.ofLongs(Shape.of(2), 3, 4));
        assertThat(Weights.of(t).into(NET).initialParameters(0).get("fc.bias")).isEqualTo(Tensor.of(Shape.of(2), 3, 4));
    }

    @Test
    void layersKeepTheirNames() {
        Network n = Network.of(Shape.of(4), Sequential.of(Linear.of(3), Linear.of(2)));
        Weights w = Weights.of(Model.of(n, ModelInfo.of("n", n.inputShape()), Noyau.backend()));
        assertThat(w.tensors().keySet()).containsExactly("0.weight", "0.bias", "1.weight", "1.bias");
        assertThat(w.into(n).initialParameters(1).slab())
                .isEqualTo(n.initialParameters(0).slab());
    }
}
