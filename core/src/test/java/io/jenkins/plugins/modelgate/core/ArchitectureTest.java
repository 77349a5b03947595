package io.jenkins.plugins.modelgate.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    static {
        // The rules ask for names only; reading all libraries for more than that takes its time.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    }

    private static final String CORE = "io.jenkins.plugins.modelgate.core.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(CORE + ".");

    @Test
    void packagesPointInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("digest")
                .definedBy(CORE + "digest..")
                .layer("data")
                .definedBy(CORE + "data..")
                .layer("document")
                .definedBy(CORE + "document..")
                .layer("git")
                .definedBy(CORE + "git..")
                .layer("policy")
                .definedBy(CORE + "policy..")
                .layer("statistics")
                .definedBy(CORE + "statistics..")
                .layer("contract")
                .definedBy(CORE + "contract..")
                .layer("gate")
                .definedBy(CORE + "gate..")
                .layer("ledger")
                .definedBy(CORE + "ledger..")
                .layer("deploy")
                .definedBy(CORE + "deploy..")
                .layer("approval")
                .definedBy(CORE + "approval..")
                .whereLayer("digest")
                .mayNotAccessAnyLayer()
                .whereLayer("data")
                .mayOnlyAccessLayers("digest")
                .whereLayer("document")
                .mayOnlyAccessLayers("digest", "data")
                .whereLayer("git")
                .mayOnlyAccessLayers("document")
                .whereLayer("approval")
                .mayOnlyAccessLayers("digest", "document")
                .whereLayer("policy")
                .mayOnlyAccessLayers("digest", "data", "document", "git", "contract", "approval")
                .whereLayer("statistics")
                .mayNotAccessAnyLayer()
                .whereLayer("contract")
                .mayOnlyAccessLayers("digest", "document", "statistics")
                .whereLayer("gate")
                .mayOnlyAccessLayers("digest", "data", "document", "contract", "policy", "statistics")
                .whereLayer("ledger")
                .mayOnlyAccessLayers("digest", "data", "document", "git", "policy", "gate", "approval")
                .whereLayer("deploy")
                .mayOnlyAccessLayers("digest", "data", "document", "git", "ledger")
                .ensureAllClassesAreContainedInArchitecture()
                .check(CLASSES);
    }

    @Test
    void knowsNoJenkinsNoHttpAndNoProcesses() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("hudson..", "jenkins..", "org.kohsuke..", "org.jenkinsci..", "java.net.http..")
                .orShould()
                .dependOnClassesThat(
                        JavaClass.Predicates.belongToAnyOf(ProcessBuilder.class, Process.class, Runtime.class))
                .check(CLASSES);
    }

    @Test
    void knowsOnlyWhatItIsBuiltOn() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        CORE + ".",
                        "java..",
                        "javax.net.ssl..",
                        "javax.xml.stream..",
                        "edu.umd.cs.findbugs.annotations..",
                        "com.fasterxml.jackson..",
                        "org.apache.commons.statistics..",
                        "org.erdtman.jcs..",
                        "org.snakeyaml.engine..",
                        "org.eclipse.jgit.."))
                .check(CLASSES);
    }

    /** JGit's way of asking for credentials apart; and annotations, which nobody needs who uses the type. */
    @Test
    void showsNoLibraryInItsSignatures() {
        classes()
                .should(showNothingFrom(
                        "com.fasterxml.jackson..", "org.apache.commons..", "org.erdtman..", "org.snakeyaml.."))
                .check(CLASSES);
    }

    private static ArchCondition<JavaClass> showNothingFrom(String... packages) {
        DescribedPredicate<JavaClass> foreign = resideInAnyPackage(packages);
        return new ArchCondition<>("show nothing from " + String.join(", ", packages)) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMembers().stream()
                        .filter(member -> isVisible(type) && isVisible(member.getModifiers()))
                        .filter(member ->
                                member.getAllInvolvedRawTypes().stream().anyMatch(foreign))
                        .map(member -> SimpleConditionEvent.violated(member, member.getDescription() + " does"))
                        .forEach(events::add);
            }
        };
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }
}
