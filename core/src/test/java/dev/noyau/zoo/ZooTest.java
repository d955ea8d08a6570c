package dev.noyau.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.graph.Graph;
import dev.noyau.graph.GraphSource;
import dev.noyau.graph.Mode;
import dev.noyau.nn.Network;
import dev.noyau.tensor.Shape;
import dev.noyau.tensor.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZooTest {
    private static final Shape DIGIT = Shape.of(1, 28, 28);

    /// Parameters counted by hand: (inputs of a filter + 1) · filters, layer by layer.
    @ParameterizedTest
    @CsvSource({
        "course-cnn, 33546", // 10·16 + 145·32 + 289·64 + 1025·10
        "course-pool, 29066", // 10·16 + 145·32 + 289·64 + 577·10
        "course-tiny, 1828", // 10·3 + 28·5 + 46·8 + 129·10
        "mlp, 109386", // 785·128 + 129·64 + 65·10
        "digits-cnn, 77562", // 10·16 + 145·16 + 145·32 + 289·32 + 289·64 + 577·64 + 577·10
        "lenet5, 61706" // 26·6 + 151·16 + 401·120 + 121·84 + 85·10
    })
    void networkHasItsParametersAndTenScores(String name, int parameters) {
        Network n = Zoo.get(name, DIGIT, 10);
        assertThat(n.initialParameters(1).size()).isEqualTo(parameters);
        Shape out = n.graph(DIGIT.prepend(3), Mode.INFERENCE)
                .output(GraphSource.OUTPUT)
                .shape();
        assertThat(out.dim(0)).isEqualTo(3);
        assertThat(out.dropFirst().size()).isEqualTo(10);
    }

    @Test
    void everyNameIsANetwork() {
        assertThat(Zoo.names()).hasSize(29).allSatisfy(name -> {
            Shape input = Zoo.get(name).inputShape();
            Graph g = Zoo.get(name, input, 7).graph(input.prepend(2), Mode.TRAINING);
            assertThat(g.output(GraphSource.OUTPUT).shape().dim(1)).isEqualTo(7);
        });
    }

    @Test
    void unknownNameTellsTheNearest() {
        assertThatThrownBy(() -> Zoo.get("course-cn", DIGIT, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown network 'course-cn'; did you mean 'course-cnn'?");
        assertThatThrownBy(() -> Zoo.get("LeNet-5", DIGIT, 10)).hasMessageContaining("did you mean 'lenet5'?");
    }

    @Test
    void inputThatIsTooSmallNamesTheLayer() {
        assertThatThrownBy(() -> Zoo.get("course-cnn", Shape.of(1, 8, 8), 10))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith("course-cnn is not made for inputs of 1×8×8: 6 Conv2d: ");
    }

    /// On a larger image the same parameters give a map of scores.
    @Test
    void courseCnnTakesLargerImages() {
        Network n = Zoo.get("course-cnn", DIGIT, 10).withInput(Shape.of(1, 60, 52));
        assertThat(n.graph(Shape.of(1, 1, 60, 52), Mode.INFERENCE)
                        .output(GraphSource.OUTPUT)
                        .shape())
                .isEqualTo(Shape.of(1, 10, 5, 4));
    }
}
