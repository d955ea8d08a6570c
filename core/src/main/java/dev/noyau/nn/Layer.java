package dev.noyau.nn;

import dev.noyau.graph.Value;

/// A part of a network: configuration only, with one method that emits its graph. Write your own the same way; there is
/// nothing to register.
///
/// ```java
/// record Twice(Layer inner) implements Layer {
///     public Value apply(Scope s, Value x) {
///         return s.add(x, s.apply("inner", inner, x));
///     }
/// }
/// ```
public interface Layer {
    /// Emits the layer's nodes; the number of input channels is read off `x`.
    Value apply(Scope scope, Value x);
}
