package io.jenkins.plugins.modelgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import io.jenkins.plugins.casc.misc.Util;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.jvnet.hudson.test.recipes.LocalData;

/** The configuration that version 1 of the plugin wrote is read by every later one. */
@WithJenkins
class PersistedFormTest {
    private static final Path FIXTURE =
            Path.of("src/test/resources/io/jenkins/plugins/modelgate/config/PersistedFormTest/version1");

    @Test
    @LocalData("version1")
    void readsWhatVersion1WroteAndWritesItLikewise(JenkinsRule jenkins) throws Exception {
        assertThat(ConfigurationTest.exported())
                .isEqualTo(Util.toStringFromYamlFile(new ConfigurationTest(), "configuration.yaml")
                        .replace("|-\n    PUBLIC-KEY", "\"PUBLIC-KEY\""));

        String file = ModelGateConfiguration.class.getName() + ".xml";
        ModelGateConfiguration.get().save();
        assertThat(jenkins.jenkins.getRootDir().toPath().resolve(file)).hasSameTextualContentAs(FIXTURE.resolve(file));

        FolderLimits limits = jenkins.jenkins
                .getItemByFullName("team", Folder.class)
                .getProperties()
                .get(FolderLimits.class);
        assertThat(limits.getServers()).isEqualTo("lab-*");
        assertThat(limits.getModels()).isEqualTo("dia*, x");
        assertThat(limits.isNoPromotion()).isTrue();
        assertThat(limits.isNoRollBack()).isTrue();
    }
}
