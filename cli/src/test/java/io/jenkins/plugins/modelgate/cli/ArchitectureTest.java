package io.jenkins.plugins.modelgate.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    static {
        // The rules ask for names only; reading all libraries for more than that takes its time.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    }

    @Test
    void nothingBelowKnowsTheCommandLineAndNothingKnowsJenkins() {
        var everything = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.jenkins.plugins.modelgate");
        noClasses()
                .that()
                .resideOutsideOfPackage("io.jenkins.plugins.modelgate.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.jenkins.plugins.modelgate.cli..", "picocli..")
                .check(everything);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("hudson..", "jenkins..", "org.kohsuke..", "org.jenkinsci..")
                .check(everything);
    }
}
