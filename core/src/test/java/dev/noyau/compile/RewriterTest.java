package dev.noyau.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noyau.graph.Graph;
import dev.noyau.graph.TrainingGraph;
import dev.noyau.graph.op.MaxPool2dBackward;
import dev.noyau.graph.op.ReluBackward;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Losses;
import dev.noyau.nn.MaxPool2d;
import dev.noyau.nn.Network;
import dev.noyau.nn.Relu;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// That the rewritten graph gives the same numbers is tested with every backend test; here, that it is rewritten.
class RewriterTest {
    private static Graph training(Layer... layers) {
        Network n = Network.of(Shape.of(1, 9, 9), Sequential.of(layers));
        return TrainingGraph.of(n, Losses.softmaxCrossEntropy(), n.inputShape().prepend(2));
    }

    private static List<String> gradients(Graph g) {
        List<String> names = new ArrayList<>();
        g.nodes().stream()
                .filter(n -> n.op() instanceof ReluBackward || n.op() instanceof MaxPool2dBackward)
                .forEach(n -> names.add(n.op().name()));
        return names;
    }

    @Test
    void masksBeforePoolingSpreadsTheGradient() {
        Graph g = training(Conv2d.of(4, 3), new Relu(), MaxPool2d.of(3).stride(2), Conv2d.of(3, 3));
        assertThat(gradients(g)).containsExactly("MaxPool2dBackward", "ReluBackward");
        Graph r = Rewriter.rewrite(g);
        assertThat(gradients(r)).containsExactly("ReluBackward", "MaxPool2dBackward");
        assertThat(r.gradients().keySet()).isEqualTo(g.gradients().keySet());
        assertThat(r.inputs().keySet()).isEqualTo(g.inputs().keySet());
    }

    @Test
    void leavesAloneWhatIsNotMaskedByThePooledValue() {
        Graph g = training(Conv2d.of(4, 3), MaxPool2d.of(2), new Relu(), Conv2d.of(3, 3));
        assertThat(gradients(Rewriter.rewrite(g))).isEqualTo(gradients(g));
    }
}
