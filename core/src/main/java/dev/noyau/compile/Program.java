package dev.noyau.compile;

import dev.noyau.graph.op.Unary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A small program over registers, each some hundred floats, that computes elements of several values in one pass: what
/// a
/// [Step.Chain] runs for one stretch of elements after the other.
///
/// @param code in order
/// @param registers how many it needs
/// @param zeros whether zeros in all operands give zeros in all results, so that halos may be walked over
public record Program(List<Instruction> code, int registers, boolean zeros) {
    /// Floats of a register.
    public static final int STRETCH = 512;

    /// What an instruction does with the registers a, b, c, written to register `to`.
    public enum Code {
        /// Operand number a, an element for each of the result.
        LOAD,
        /// Operand number a, broadcast.
        SPREAD,
        /// Operand number a, a number for each channel of a blocked image: written once for each block of channels.
        CHANNELS,
        /// A number; written once, never overwritten.
        CONSTANT,
        /// Register a to result number `to`.
        STORE,
        ADD,
        SUB,
        MUL,
        DIV,
        MIN,
        MAX,
        POW,
        REMAINDER,
        GREATER,
        GREATER_OR_EQUAL,
        EQUAL,
        NOT,
        /// `a · b + c`, rounded once.
        FMA,
        /// `a ? b : c`.
        SELECT,
        RELU,
        /// `b > 0 ? a : 0`.
        RELU_BACKWARD,
        ABS,
        NEG,
        SIGN,
        SQRT,
        FLOOR,
        CEIL,
        ROUND,
        EXP,
        EXPM1,
        LOG,
        SIGMOID,
        TANH,
        SOFTPLUS,
        ERF,
        /// A function without a fast form, one element after the other in double.
        SLOW
    }

    /// One instruction.
    ///
    /// @param value of [Code#CONSTANT]
    /// @param function of [Code#SLOW]
    public record Instruction(
            Code code,
            int to,
            int a,
            int b,
            int c,
            float value,
            @Nullable Unary function) {
        @Override
        public String toString() {
            String what = code == Code.CONSTANT ? " " + value : function == null ? "" : " " + function.kind();
            return "r" + to + "=" + code + what + "(" + a + "," + b + "," + c + ")";
        }
    }

    /// Where an operand's elements are.
    ///
    /// @param buffer blocked or plain like the results; plain where it is broadcast
    /// @param spread how it is broadcast, null where it has the results' shape
    public record Operand(Buffer buffer, @Nullable Spread spread) {}

    /// How a plain operand is broadcast over one image: for each axis of the image, as `sizes` divide it, how far
    /// apart neighbours lie in the operand; 0 where it is repeated. For blocked results the axes are channels,
    /// rows, columns.
    ///
    /// @param images whether each image has its own part of the operand
    public record Spread(boolean images, List<Integer> sizes, List<Integer> strides) {}
}
