package io.jenkins.plugins.modelgate.profile;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
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

    /** Of our own modules, this one knows core only; and no Jenkins. */
    @Test
    void dependsOnCoreOnly() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.jenkins.plugins.modelgate..")
                        .and(resideOutsideOfPackages(
                                "io.jenkins.plugins.modelgate.core..", "io.jenkins.plugins.modelgate.profile..")))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("hudson..", "jenkins..", "org.kohsuke..", "org.jenkinsci..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.jenkins.plugins.modelgate.profile"));
    }
}
