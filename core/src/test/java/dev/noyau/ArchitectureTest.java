package dev.noyau;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.noyau.tensor.Shape;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The order of core's packages: each may use only those to its left, and siblings not each other.
///
///     tensor ← graph(.op) ← {nn, analysis, reference, model} ← compile ← cpu(.kernels) ← data ← train ← zoo ← pixels
class ArchitectureTest {
    private static final String ROOT = "dev.noyau.";
    private static final String KERNELS = ROOT + "cpu.kernels..";

    /// From left to right; the packages of one list are siblings.
    private static final List<List<String>> ORDER = List.of(
            List.of("tensor"),
            List.of("graph"),
            List.of("nn", "analysis", "reference", "model"),
            List.of("compile"),
            List.of("cpu"),
            List.of("data"),
            List.of("train"),
            List.of("zoo"),
            List.of("pixels"));

    private static JavaClasses core;

    @BeforeAll
    static void read() throws URISyntaxException {
        Path classes = Path.of(
                Shape.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        core = new ClassFileImporter().importPath(classes);
        assertThat(core).as("classes of core that ArchUnit can read").isNotEmpty();
    }

    static Stream<String> ordered() {
        return ORDER.stream().flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("ordered")
    void packageUsesOnlyThoseToItsLeft(String name) {
        Set<String> forbidden = new LinkedHashSet<>();
        boolean passed = false;
        for (List<String> siblings : ORDER) {
            if (siblings.contains(name)) {
                passed = true;
            }
            if (passed) {
                siblings.stream().filter(other -> !other.equals(name)).forEach(forbidden::add);
            }
        }
        String[] patterns = forbidden.stream().map(other -> ROOT + other + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(patterns)
                .allowEmptyShould(true)
                .check(core);
    }

    /// So that no package escapes the order by being new.
    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        Set<String> known = new LinkedHashSet<>(ordered().toList());
        assertThat(core.stream()
                        .map(c -> c.getPackageName())
                        .filter(p -> p.startsWith(ROOT))
                        .map(p -> p.substring(ROOT.length()).split("\\.")[0]))
                .isSubsetOf(known);
    }

    /// The choice among kernels asks the JVM what there is; the kernels themselves know nothing but
    /// arrays.
    @Test
    void kernelsSeeArraysAndNumbersOnly() {
        classes()
                .that()
                .resideInAPackage(KERNELS)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(KERNELS, "java..", "org.jspecify.annotations")
                .allowEmptyShould(true)
                .check(core);
        classes()
                .that()
                .resideInAPackage(KERNELS)
                .and()
                .haveSimpleNameNotStartingWith("KernelProvider")
                .and()
                .haveSimpleNameNotStartingWith("KernelSelector")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                KERNELS,
                                "java.lang",
                                "java.lang.invoke",
                                "java.lang.runtime",
                                "java.util.concurrent..",
                                "java.util.function",
                                "java.util.stream",
                                "org.jspecify.annotations")
                        .or(belongToAnyOf(Arrays.class, OptionalInt.class)))
                .allowEmptyShould(true)
                .check(core);
    }

    @Test
    void opsKnowNoBackend() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "graph..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "reference..", ROOT + "compile..", ROOT + "cpu..")
                .allowEmptyShould(true)
                .check(core);
    }

    @Test
    void coreNeedsNothingButTheBaseOfTheJdk() {
        classes()
                .that()
                .areNotAssignableTo("dev.noyau.cpu.StepEvent")
                .and()
                .doNotHaveFullyQualifiedName("dev.noyau.cpu.Recorded")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.noyau..", "java..", "org.jspecify.annotations")
                .check(core);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.awt..", "javax..", "java.sql..", "java.beans..", "java.rmi..")
                .check(core);
    }
}
