package dev.noyau.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noyau.nn.Conv2d;
import dev.noyau.nn.ConvTranspose2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Residual;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import org.junit.jupiter.api.Test;

class InputSizesTest {
    private static final Network DOWN_AND_UP = Network.of(
            Shape.of(2, 32, 32),
            Residual.of(level(Residual.of(level(Conv2d.of(2, 3).same())))));

    private static Layer level(Layer inner) {
        return Sequential.of(MaxPool2d.of(2), inner, ConvTranspose2d.of(2, 2).stride(2));
    }

    @Test
    void skipsWantMultiples() {
        assertThat(InputSizes.rules(DOWN_AND_UP))
                .containsExactly(new InputSizes.Rule(1, 4, 4), new InputSizes.Rule(2, 4, 4));
        assertThat(InputSizes.rules(DOWN_AND_UP).getFirst()).hasToString("multiples of 4 from 4 on");
        assertThat(InputSizes.padded(DOWN_AND_UP, Shape.of(2, 37, 64))).isEqualTo(Shape.of(2, 40, 64));
        InputSizes.Answer a = InputSizes.of(DOWN_AND_UP, Shape.of(2, 38, 38));
        assertThat(a.legal()).isFalse();
        assertThat(a.reason()).startsWith("body.1 Residual: the body gives [1,2,18,18]");
    }

    @Test
    void fullyConnectedLayerFixesTheSize() {
        Network n = Network.of(
                Shape.of(1, 28, 28), Sequential.of(Conv2d.of(4, 3).stride(2).padding(1), new Flatten(), Linear.of(10)));
        assertThat(InputSizes.of(n, Shape.of(1, 56, 56)).reason())
                .isEqualTo("2 fixes the input size: for inputs of 1×56×56 its weight would be 10×3136, it is 10×784");
        assertThat(InputSizes.padded(n, Shape.of(1, 20, 28))).isEqualTo(Shape.of(1, 27, 28));
        assertThatThrownBy(() -> InputSizes.padded(n, Shape.of(1, 64, 64))).hasMessageContaining("no padding makes");
    }

    @Test
    void convolutionalNetworkGivesAMap() {
        Network n =
                Network.of(Shape.of(1, 28, 28), Sequential.of(Conv2d.of(4, 4).stride(4), Conv2d.of(10, 7)));
        assertThat(InputSizes.of(n, Shape.of(1, 60, 100)).output()).isEqualTo(Shape.of(10, 9, 19));
        assertThat(InputSizes.rules(n).getFirst()).hasToString("from 28 on");
    }
}
