package dev.noyau.cli.course;

import dev.noyau.analysis.InputSizes;
import dev.noyau.analysis.ReceptiveField;
import dev.noyau.analysis.Summary;
import dev.noyau.analysis.ToeplitzMatrix;
import dev.noyau.graph.op.Window;
import dev.noyau.mnist.Mnist;
import dev.noyau.nn.Conv1d;
import dev.noyau.nn.Conv2d;
import dev.noyau.nn.Flatten;
import dev.noyau.nn.Layer;
import dev.noyau.nn.Linear;
import dev.noyau.nn.Network;
import dev.noyau.nn.Sequential;
import dev.noyau.tensor.Shape;
import dev.noyau.zoo.Zoo;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// Answers to exercises of the course, computed as the rest of it.
final class Exercises {
    private static final Shape DIGIT = Shape.of(1, 28, 28);

    /// Rows and columns of the map of scores that is asked for.
    private static final int ROWS = 3;

    private static final int COLUMNS = 5;

    private final Language l;
    private final Map<String, Object> facts;

    Exercises(Language language, Map<String, Object> facts) {
        l = language;
        this.facts = facts;
    }

    void add() {
        steps();
        matrix();
        filters();
        padding();
        lastLayer();
        canvas();
        sound();
    }

    private void steps() {
        int images = Mnist.train().size();
        facts.put("batch", Learned.BATCH);
        facts.put("epochSteps", l.number(Math.ceilDiv(images, Learned.BATCH)));
        facts.put("epochRest", images % Learned.BATCH);
    }

    private void matrix() {
        ToeplitzMatrix m = ToeplitzMatrix.of(Window.of(1, 3), 1, 1, Shape.of(1, 8));
        facts.put("exerciseMatrix", m.rows() + "×" + m.columns());
        facts.put("exerciseZeros", l.number((long) m.rows() * m.columns() - m.macs()));
        facts.put("exerciseAll", l.number((long) m.rows() * m.columns()));
        facts.put("exerciseWeights", m.weights());
    }

    private void filters() {
        Summary s = Summary.of(Network.of(Shape.of(64, 56, 56), Conv2d.of(32, 3)));
        facts.put("exerciseFilters", s.output().pretty());
        facts.put("exerciseFiltersParameters", l.number(s.parameters()));
        facts.put("exerciseFiltersMacs", l.number(s.macs()));
    }

    private void padding() {
        Shape image = Shape.of(3, 224, 224);
        Conv2d wide = Conv2d.of(64, 7).stride(2);
        Conv2d half = wide.padding(wide.window().kh() / 2);
        facts.put("exercisePadding", half.window().top());
        facts.put("exercisePadded", Summary.of(Network.of(image, half)).output().pretty());
        facts.put("exerciseBare", Summary.of(Network.of(image, wide)).output().pretty());
    }

    /// The network's last convolution covers all that is left of a digit, as a fully connected layer does.
    private void lastLayer() {
        Network cnn = Zoo.get("course-cnn", DIGIT, 10);
        List<Summary.Layer> layers = Summary.of(cnn).layers();
        Shape before = layers.get(layers.size() - 2).output();
        Summary connected = Summary.of(Network.of(before, Sequential.of(new Flatten(), Linear.of(10))));
        facts.put("exerciseBefore", before.pretty());
        facts.put("exerciseConnected", l.number(connected.parameters()));
        facts.put("exerciseConvolved", l.number(layers.getLast().parameters()));
    }

    private void canvas() {
        Network cnn = Zoo.get("course-cnn", DIGIT, 10);
        int height = smallest(cnn, 1, ROWS);
        int width = smallest(cnn, 2, COLUMNS);
        facts.put("exerciseMap", ROWS + "×" + COLUMNS);
        facts.put("exerciseCanvas", height + "×" + width);
    }

    /// The smallest size of an axis for which so many scores come out along it.
    private static int smallest(Network n, int axis, int scores) {
        int size = n.inputShape().dim(axis);
        while (true) {
            Shape out = InputSizes.of(n, n.inputShape().with(axis, size)).output();
            if (out != null && out.dim(axis) >= scores) {
                return size;
            }
            size++;
        }
    }

    private void sound() {
        Layer layer = Conv1d.of(16, 9).stride(4).padding(4);
        int depth = 4;
        Network n = Network.of(Shape.of(1, LayerFacts.RATE), new Sequential(Collections.nCopies(depth, layer)));
        ReceptiveField.Axis seen = ReceptiveField.of(n).last().axes().getFirst();
        facts.put("exerciseDepth", depth);
        facts.put("exerciseSamples", l.number(seen.size()));
        facts.put("exerciseMillis", l.number(1e3 * seen.size() / LayerFacts.RATE, 1));
        facts.put("exerciseRate", l.number(LayerFacts.RATE / seen.stride(), 1));
    }
}
