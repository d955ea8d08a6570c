package dev.noyau.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.graph.Parameters;
import dev.noyau.graph.Value;
import dev.noyau.tensor.Shape;
import org.junit.jupiter.api.Test;

/// A fresh layer in the place of a network's last ones.
class HeadsTest {
    private static final Network NETWORK = Network.of(
            Shape.of(1, 6, 6),
            Sequential.of(
                    Conv2d.of(4, 3),
                    new BatchNorm2d(),
                    new Relu(),
                    Dropout.of(0.5),
                    new Flatten(),
                    Linear.of(7),
                    new BatchNorm1d(),
                    new Softmax()));

    @Test
    void theHeadIsNewAndTheRestIsKept() {
        GraphSource s = Heads.replace(NETWORK, "5", Sequential.of(Dropout.of(0.2), Linear.of(3)));
        Parameters old = NETWORK.initialParameters(1);
        Parameters p = s.initialParameters(1);
        assertThat(p.slots().keySet())
                .containsExactly("0.weight", "0.bias", "1.weight", "1.bias", "5.1.weight", "5.1.bias");
        assertThat(p.slot("5.1.weight").shape()).isEqualTo(Shape.of(3, 64));
        for (String path : new String[] {"0.weight", "0.bias", "1.weight", "1.bias"}) {
            assertThat(p.get(path).data()).isEqualTo(old.get(path).data());
        }
        assertThat(p.get("5.1.weight").data()).doesNotContain(0f);
        assertThat(s.initialState().slots().keySet()).containsExactly("1.running_mean", "1.running_var");
        Graph g = s.graph(Shape.of(2, 1, 6, 6), Mode.TRAINING);
        assertThat(g.output(GraphSource.OUTPUT).shape()).isEqualTo(Shape.of(2, 3));
        assertThat(g.stateUpdates()).containsOnlyKeys("1.running_mean", "1.running_var");
        assertThat(g.inputs()).containsOnlyKeys(GraphSource.INPUT, GraphSource.KEY);
        assertThat(s.inputShape()).isEqualTo(NETWORK.inputShape());
    }

    @Test
    void aHeadOfTheWholeNetworkTakesItsInput() {
        GraphSource s = Heads.replace(NETWORK, "0.*", Conv2d.of(2, 3));
        assertThat(s.graph(Shape.of(1, 1, 6, 6), Mode.INFERENCE)
                        .output(GraphSource.OUTPUT)
                        .shape())
                .isEqualTo(Shape.of(1, 2, 4, 4));
        assertThat(s.initialState().slots()).isEmpty();
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThatThrownBy(() -> Heads.replace(NETWORK, "fc", Linear.of(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no head to replace: no layer or parameter matches 'fc'; there are [0.weight,");
        Network two = Network.of(Shape.of(4), (s, x) -> {
            Value a = s.apply("a", Linear.of(4), x);
            return s.apply("sum", (t, y) -> t.add(y, x), a);
        });
        assertThatThrownBy(() -> Heads.replace(two, "sum", Linear.of(3)))
                .hasMessage("the head at 'sum' takes 2 values of the network, only one can be handed to a layer; begin"
                        + " further down");
    }
}
