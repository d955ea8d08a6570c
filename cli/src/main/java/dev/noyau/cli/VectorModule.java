package dev.noyau.cli;

import java.lang.reflect.InvocationTargetException;

/// Brings the Vector API into a running JVM.
///
/// `java --add-modules jdk.incubator.vector` does the same while the JVM starts, but prints a warning that no option
/// turns off, and keeps the JVM from taking its modules out of its archive. So the command does it later, by the
/// method with which the JVM itself loads a module that turns out to be needed (`jdk.management.agent`, for example).
/// The manifest of the command's jar opens the way to it (`Add-Exports`). Figures: `docs/decisions/0002-launcher.md`.
public final class VectorModule {
    private static final String NAME = "jdk.incubator.vector";

    private VectorModule() {}

    /// Loads the module unless it is there; takes some 50 ms, and any thread may call it. Must have returned before
    /// kernels are chosen. Where it fails nothing is thrown: the engine then finds no Vector API and says so.
    ///
    /// @return whether the Vector API can now be used
    public static synchronized boolean load() {
        if (isPresent()) {
            return true;
        }
        if ("scalar".equals(System.getProperty("noyau.kernels"))) {
            return false;
        }
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, NAME);
        } catch (ReflectiveOperationException | LinkageError e) {
            Throwable cause = e instanceof InvocationTargetException ite ? ite.getTargetException() : e;
            System.getLogger(VectorModule.class.getName())
                    .log(System.Logger.Level.DEBUG, "The Vector API could not be loaded", cause);
        }
        return isPresent();
    }

    private static boolean isPresent() {
        try {
            Class.forName(NAME + ".FloatVector", false, null);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
