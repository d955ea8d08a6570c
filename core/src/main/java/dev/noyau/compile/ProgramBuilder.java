package dev.noyau.compile;

import dev.noyau.compile.Program.Code;
import dev.noyau.compile.Program.Instruction;
import dev.noyau.graph.op.Unary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Writes a [Program]: first with a register for each intermediate result, at the end with as few as can be.
final class ProgramBuilder {
    private final List<Instruction> code = new ArrayList<>();
    private final Map<Float, Integer> constants = new HashMap<>();
    private int values;

    /// Appends an instruction and gives the number of its result.
    int emit(Code what, int... in) {
        return add(what, null, in);
    }

    private int add(Code what, @Nullable Unary f, int... in) {
        int a = in.length > 0 ? in[0] : -1;
        int b = in.length > 1 ? in[1] : -1;
        int c = in.length > 2 ? in[2] : -1;
        code.add(new Instruction(what, values, a, b, c, 0, f));
        return values++;
    }

    int constant(float value) {
        return constants.computeIfAbsent(value, v -> {
            code.add(new Instruction(Code.CONSTANT, values, -1, -1, -1, v, null));
            return values++;
        });
    }

    void store(int value, int result) {
        code.add(new Instruction(Code.STORE, result, value, -1, -1, 0, null));
    }

    private int times(int x, float c) {
        return c == 1 ? x : emit(Code.MUL, x, constant(c));
    }

    private int plus(int x, float c) {
        return emit(Code.ADD, x, constant(c));
    }

    /// `max(x, 0) + slope · min(x, 0)`.
    int leaky(int x, int slope) {
        int zero = constant(0);
        return emit(Code.ADD, emit(Code.RELU, x), emit(Code.MUL, slope, emit(Code.MIN, x, zero)));
    }

    private int clip(int x, float low, float high) {
        return emit(Code.MIN, emit(Code.MAX, x, constant(low)), constant(high));
    }

    /// `x > 0 ? x : alpha · (e^(x/scale) - 1)`.
    private int elu(int x, float alpha, float scale) {
        int inner = scale == 1 ? x : emit(Code.DIV, x, constant(scale));
        int negative = emit(Code.EXPM1, emit(Code.MIN, inner, constant(0)));
        return emit(Code.ADD, emit(Code.RELU, x), times(negative, alpha));
    }

    /// A function of one number.
    int unary(Unary f, int x) {
        float alpha = f.alpha();
        float beta = f.beta();
        return switch (f.kind()) {
            case ABS -> emit(Code.ABS, x);
            case NEG -> emit(Code.NEG, x);
            case SIGN -> emit(Code.SIGN, x);
            case SQRT -> emit(Code.SQRT, x);
            case FLOOR -> emit(Code.FLOOR, x);
            case CEIL -> emit(Code.CEIL, x);
            case ROUND -> emit(Code.ROUND, x);
            case LOG -> emit(Code.LOG, x);
            case TANH -> emit(Code.TANH, x);
            case ERF -> emit(Code.ERF, x);
            case SIGMOID -> emit(Code.SIGMOID, x);
            case SOFTPLUS -> emit(Code.SOFTPLUS, x);
            case RECIPROCAL -> emit(Code.DIV, constant(1), x);
            case SOFTSIGN -> emit(Code.DIV, x, plus(emit(Code.ABS, x), 1));
            case LOG_SIGMOID -> emit(Code.NEG, emit(Code.SOFTPLUS, emit(Code.NEG, x)));
            case SWISH -> emit(Code.MUL, x, emit(Code.SIGMOID, times(x, alpha)));
            case MISH -> emit(Code.MUL, x, emit(Code.TANH, emit(Code.SOFTPLUS, x)));
            case GELU -> gelu(x, emit(Code.ERF, times(x, (float) Math.sqrt(0.5))));
            case GELU_TANH -> {
                int cube = times(emit(Code.MUL, x, emit(Code.MUL, x, x)), 0.044715f);
                yield gelu(x, emit(Code.TANH, times(emit(Code.ADD, x, cube), (float) Math.sqrt(2 / Math.PI))));
            }
            case LEAKY_RELU -> leaky(x, constant(alpha));
            case ELU -> elu(x, alpha, 1);
            case CELU -> alpha > 0 ? elu(x, alpha, alpha) : add(Code.SLOW, f, x);
            case SELU -> times(elu(x, alpha, 1), beta);
            case CLIP -> clip(x, alpha, beta);
            case THRESHOLDED_RELU -> emit(Code.SELECT, emit(Code.GREATER, x, constant(alpha)), x, constant(0));
            case SHRINK -> {
                int above = emit(Code.SELECT, emit(Code.GREATER, x, constant(beta)), plus(x, -alpha), constant(0));
                yield emit(Code.SELECT, emit(Code.GREATER, constant(-beta), x), plus(x, alpha), above);
            }
            case HARD_SIGMOID -> clip(plus(times(x, alpha), beta), 0, 1);
            case HARD_SWISH -> emit(Code.MUL, x, clip(plus(times(x, 1f / 6), 0.5f), 0, 1));
            case SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, ASINH, ACOSH, ATANH -> add(Code.SLOW, f, x);
        };
    }

    private int gelu(int x, int t) {
        return emit(Code.MUL, times(x, 0.5f), plus(t, 1));
    }

    /// The program, with registers given back after their last use.
    Program build() {
        int[] lastUse = new int[values];
        for (int i = 0; i < code.size(); i++) {
            for (int v : reads(code.get(i))) {
                lastUse[v] = i;
            }
        }
        Set<Integer> kept = new HashSet<>();
        int[] register = new int[values];
        TreeSet<Integer> free = new TreeSet<>();
        int count = 0;
        List<Instruction> out = new ArrayList<>();
        for (int i = 0; i < code.size(); i++) {
            Instruction n = code.get(i);
            boolean store = n.code() == Code.STORE;
            if (kept(n)) {
                kept.add(n.to());
            }
            if (!store) {
                Integer r = kept(n) ? null : free.pollFirst();
                register[n.to()] = r == null ? count++ : r;
            }
            out.add(renamed(n, register));
            for (int v : reads(n)) {
                if (lastUse[v] == i && !kept.contains(v)) {
                    free.add(register[v]);
                }
            }
        }
        return new Program(List.copyOf(out), count, zeros());
    }

    /// Whether a register keeps its values from one stretch to the next.
    private static boolean kept(Instruction n) {
        return n.code() == Code.CONSTANT || n.code() == Code.CHANNELS;
    }

    private static boolean readsOperand(Instruction n) {
        return n.code() == Code.LOAD || n.code() == Code.SPREAD || n.code() == Code.CHANNELS;
    }

    /// The numbers of the values that an instruction reads, each once.
    private static int[] reads(Instruction n) {
        if (readsOperand(n)) {
            return new int[0];
        }
        return java.util.stream.IntStream.of(n.a(), n.b(), n.c())
                .filter(v -> v >= 0)
                .distinct()
                .toArray();
    }

    private static Instruction renamed(Instruction n, int[] register) {
        int to = n.code() == Code.STORE ? n.to() : register[n.to()];
        int a = n.a() < 0 || readsOperand(n) ? n.a() : register[n.a()];
        int b = n.b() < 0 ? -1 : register[n.b()];
        int c = n.c() < 0 ? -1 : register[n.c()];
        return new Instruction(n.code(), to, a, b, c, n.value(), n.function());
    }

    /// Whether every result is 0 where all loaded operands are: followed through the instructions that keep zeros.
    private boolean zeros() {
        boolean[] zero = new boolean[values];
        boolean all = true;
        for (Instruction n : code) {
            switch (n.code()) {
                case LOAD -> zero[n.to()] = true;
                case CONSTANT -> zero[n.to()] = n.value() == 0;
                case STORE -> all &= zero[n.a()];
                case ADD, SUB, MIN, MAX, RELU_BACKWARD -> zero[n.to()] = zero[n.a()] && zero[n.b()];
                case MUL -> zero[n.to()] = zero[n.a()] && keeps(zero, n.b()) || zero[n.b()] && keeps(zero, n.a());
                case FMA ->
                    zero[n.to()] =
                            zero[n.c()] && (zero[n.a()] && keeps(zero, n.b()) || zero[n.b()] && keeps(zero, n.a()));
                case SELECT -> zero[n.to()] = zero[n.b()] && zero[n.c()];
                case RELU, ABS, NEG, SIGN, SQRT, FLOOR, CEIL, ROUND, EXPM1, TANH, ERF -> zero[n.to()] = zero[n.a()];
                case SPREAD,
                        CHANNELS,
                        DIV,
                        POW,
                        REMAINDER,
                        GREATER,
                        GREATER_OR_EQUAL,
                        EQUAL,
                        NOT,
                        EXP,
                        LOG,
                        SIGMOID,
                        SOFTPLUS,
                        SLOW -> {}
            }
        }
        return all;
    }

    /// Whether zero times this is zero.
    private boolean keeps(boolean[] zero, int v) {
        return zero[v] || constants.entrySet().stream().anyMatch(e -> e.getValue() == v && Float.isFinite(e.getKey()));
    }
}
