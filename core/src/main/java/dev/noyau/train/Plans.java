package dev.noyau.train;

import dev.noyau.graph.Backend;
import dev.noyau.graph.Parameters;
import dev.noyau.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// The compiled plans of a trainer, one for each batch shape and mode; the least recently used is dropped.
final class Plans {
    /// A whole batch and the last smaller one, for training and for each of two sets to measure, fit.
    private static final int KEPT = 6;

    private final Training training;
    private final Backend backend;
    private final Parameters parameters;

    /// The most recently used first.
    private final List<StepPlan> plans = new ArrayList<>();

    Plans(Training training, Backend backend, Parameters parameters) {
        this.training = training;
        this.backend = backend;
        this.parameters = parameters;
    }

    StepPlan training(Shape input) {
        return plan(input, true);
    }

    StepPlan evaluation(Shape input) {
        return plan(input, false);
    }

    private StepPlan plan(Shape input, boolean gradients) {
        for (int i = 0; i < plans.size(); i++) {
            StepPlan p = plans.get(i);
            if (p.fits(input, gradients)) {
                if (i > 0) {
                    plans.remove(i);
                    plans.addFirst(p);
                }
                return p;
            }
        }
        StepPlan p = StepPlan.compile(training, backend, parameters, input, gradients);
        plans.addFirst(p);
        if (plans.size() > KEPT) {
            plans.removeLast();
        }
        return p;
    }

    void clear() {
        plans.clear();
    }
}
