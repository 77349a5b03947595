package io.jenkins.plugins.modelgate;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import hudson.FilePath;
import hudson.Launcher;
import java.io.File;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.Test;

/** Which part of the plugin may know which. */
class ArchitectureTest {
    private static final String PLUGIN = "io.jenkins.plugins.modelgate.";
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void noPartKnowsAnotherThatKnowsIt() {
        slices().matching(PLUGIN + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theConfigurationKnowsNoOtherPartOfThePlugin() {
        noClasses()
                .that(resideInAPackage(PLUGIN + "config"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        PLUGIN + "approvals..", PLUGIN + "build..", PLUGIN + "steps..", PLUGIN + "workspace.."))
                .check(CLASSES);
    }

    @Test
    void whatABuildKeepsKnowsNoStep() {
        noClasses()
                .that(resideInAnyPackage(PLUGIN + "build..", PLUGIN + "workspace.."))
                .should()
                .dependOnClassesThat(resideInAPackage(PLUGIN + "steps.."))
                .check(CLASSES);
    }

    @Test
    void onlyStepsAndTheWorkspaceReachAgents() {
        noClasses()
                .that(not(resideInAnyPackage(PLUGIN + "steps..", PLUGIN + "workspace..")))
                .should()
                .dependOnClassesThat(resideInAPackage("hudson.remoting..")
                        .or(belongToAnyOf(FilePath.class, Launcher.class, MasterToSlaveFileCallable.class)))
                .check(CLASSES);
    }

    /** A path of an agent means nothing on the controller. */
    @Test
    void stepsOpenNoFileThemselves() {
        noClasses()
                .that(resideInAPackage(PLUGIN + "steps.."))
                .and(not(assignableTo(MasterToSlaveFileCallable.class)))
                .should()
                .dependOnClassesThat(belongToAnyOf(File.class, Files.class))
                .check(CLASSES);
    }

    @Test
    void theWorkspaceIsOpenedWhereItIs() {
        noClasses()
                .that(resideInAPackage(PLUGIN + "workspace.."))
                .and(not(assignableTo(MasterToSlaveFileCallable.class)))
                .should()
                .callConstructor(File.class, String.class)
                .orShould()
                .callMethod(Path.class, "of", String.class, String[].class)
                .check(CLASSES);
    }

    /** What travels to an agent, and what is kept over a restart, must be there when it is read. */
    @Test
    void callablesAndStepsAreSerializable() {
        classes()
                .that(assignableTo(MasterToSlaveFileCallable.class)
                        .or(assignableTo(Step.class))
                        .or(assignableTo(StepExecution.class)))
                .should()
                .beAssignableTo(Serializable.class)
                .check(CLASSES);
    }
}
