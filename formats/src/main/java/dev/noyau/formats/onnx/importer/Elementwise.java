package dev.noyau.formats.onnx.importer;

import dev.noyau.graph.Value;
import dev.noyau.graph.op.Add;
import dev.noyau.graph.op.BiasAdd;
import dev.noyau.graph.op.Exp;
import dev.noyau.graph.op.Mul;
import dev.noyau.graph.op.Relu;
import dev.noyau.graph.op.Sub;

/// Add, Sub, Mul (with broadcasting, from opset 7), Relu, Exp.
final class Elementwise {
    private Elementwise() {}

    static void add(Site s) {
        Value a = s.value(0);
        Value b = s.value(1);
        if (isBias(a, b)) {
            s.result(s.emit(new BiasAdd(), a, b));
        } else if (isBias(b, a)) {
            s.result(s.emit(new BiasAdd(), b, a));
        } else {
            s.result(s.emit(new Add(), a, b));
        }
    }

    /// A matrix product and then an addition: how a fully connected layer is written without Gemm.
    private static boolean isBias(Value x, Value b) {
        return x.shape().rank() == 2
                && b.shape().rank() == 1
                && x.shape().dim(1) == b.shape().dim(0);
    }

    static void sub(Site s) {
        s.result(s.emit(new Sub(), s.value(0), s.value(1)));
    }

    static void mul(Site s) {
        s.result(s.emit(new Mul(), s.value(0), s.value(1)));
    }

    static void relu(Site s) {
        s.result(s.emit(new Relu(), s.value(0)));
    }

    static void exp(Site s) {
        s.result(s.emit(new Exp(), s.value(0)));
    }
}
