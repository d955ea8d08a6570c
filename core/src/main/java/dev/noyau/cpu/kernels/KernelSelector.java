package dev.noyau.cpu.kernels;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Chooses the kernels, once for the process: the vector kernels where the module `noyau-vector`, the JDK's incubating
/// Vector API and the C2 compiler are present, else [ScalarKernels]. The system property `noyau.kernels` forces
/// `scalar`, `128`, `256` or `512` (bits of a vector).
public final class KernelSelector {
    /// The system property that forces the kernels.
    public static final String PROPERTY = "noyau.kernels";

    private static final String FLAG = "--add-modules jdk.incubator.vector";

    private KernelSelector() {}

    /// The kernels and why it is these.
    public record Choice(Kernels kernels, String reason) {}

    private static @Nullable Choice chosen;

    /// The choice. The first call may load the Vector API, about 100 ms.
    ///
    /// @throws IllegalArgumentException if `noyau.kernels` is none of its values
    /// @throws IllegalStateException if it asks for vectors that this JVM does not have
    public static synchronized Choice choice() {
        if (chosen == null) {
            chosen = select(System.getProperty(PROPERTY));
        }
        return chosen;
    }

    /// The kernels of the [#choice].
    public static Kernels kernels() {
        return choice().kernels();
    }

    /// Why there can be no vector kernels, or null if there may be. Loads nothing, so it is free to ask: a lone
    /// prediction runs on [ScalarKernels#INSTANCE] and gets the same bits.
    public static @Nullable String obstacle() {
        String vm = System.getProperty("java.vm.info", "");
        if (!isLoaded()) {
            return "the Vector API is not enabled, start java with " + FLAG;
        }
        if (vm.contains("interpreted") || vm.contains("emulated-client")) {
            return "this JVM runs without its optimizing compiler C2";
        }
        return null;
    }

    /// Whether the Vector API is in this JVM. The module may also have come after the JVM had started, so the boot
    /// layer alone does not tell.
    private static boolean isLoaded() {
        try {
            Class.forName("jdk.incubator.vector.FloatVector", false, null);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /// The choice for a value of the property, null for none.
    static Choice select(@Nullable String wanted) {
        if (wanted == null) {
            return automatic();
        }
        return switch (wanted) {
            case "scalar" -> new Choice(ScalarKernels.INSTANCE, "asked for with -D" + PROPERTY + "=scalar");
            case "128", "256", "512" -> forced(Integer.parseInt(wanted));
            default ->
                throw new IllegalArgumentException(PROPERTY + "=" + wanted
                        + ": expected scalar, 128, 256 or 512 (or leave it out, the best is taken)");
        };
    }

    private static Choice automatic() {
        String obstacle = obstacle();
        if (obstacle != null) {
            return new Choice(ScalarKernels.INSTANCE, obstacle);
        }
        try {
            KernelProvider provider = provider();
            if (provider == null) {
                return new Choice(ScalarKernels.INSTANCE, "noyau-vector is not on the class path or module path");
            }
            int bits = provider.preferredBits();
            if (bits == 0) {
                return new Choice(ScalarKernels.INSTANCE, "this machine has no vectors of 128 bits or more");
            }
            return new Choice(provider.kernels(bits), "the widest vectors of this machine have " + bits + " bits");
        } catch (ServiceConfigurationError | LinkageError e) {
            return new Choice(ScalarKernels.INSTANCE, "the vector kernels do not load (" + e + ")");
        }
    }

    private static Choice forced(int bits) {
        String obstacle = obstacle();
        if (obstacle != null) {
            throw new IllegalStateException(PROPERTY + "=" + bits + ": " + obstacle);
        }
        KernelProvider provider = provider();
        if (provider == null) {
            throw new IllegalStateException(
                    PROPERTY + "=" + bits + ": noyau-vector is not on the class path or module path");
        }
        return new Choice(provider.kernels(bits), "asked for with -D" + PROPERTY + "=" + bits);
    }

    /// From the class loader that loaded this class, so that it does not depend on the thread that asks first.
    private static @Nullable KernelProvider provider() {
        return ServiceLoader.load(KernelProvider.class, KernelProvider.class.getClassLoader())
                .findFirst()
                .orElse(null);
    }
}
