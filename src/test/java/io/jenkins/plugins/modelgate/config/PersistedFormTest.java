package io.jenkins.plugins.modelgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import io.jenkins.plugins.casc.misc.Util;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.jvnet.hudson.test.recipes.LocalData;

/** The configuration that version 1 of the plugin wrote is read by every later one. */
@WithJenkins
class PersistedFormTest {
    private static final Path FIXTURES =
            Path.of("src/test/resources/io/jenkins/plugins/modelgate/config/PersistedFormTest");

    private static final String FILE = ModelGateConfiguration.class.getName() + ".xml";

    /** Which knew nothing of a watch and of webhooks. */
    private static String configuration() throws Exception {
        return Util.toStringFromYamlFile(new ConfigurationTest(), "configuration.yaml")
                .replace("|-\n    PUBLIC-KEY", "\"PUBLIC-KEY\"")
                .replaceAll("  (watch\\w+|webhookCredentialsId): .+\n", "");
    }

    /** Which knew nothing of mail. */
    private static String kept(String version) throws IOException {
        return Files.readString(FIXTURES.resolve(version).resolve(FILE))
                .strip()
                .replace("  </grants>", "  </grants>\n  <mail>true</mail>");
    }

    private static String written(JenkinsRule jenkins) throws IOException {
        ModelGateConfiguration.get().save();
        return Files.readString(jenkins.jenkins.getRootDir().toPath().resolve(FILE));
    }

    /** Before deployments. */
    private static String beforeDeployments() throws Exception {
        return configuration().replaceFirst("(?s)deployments:.*(?=grants:)", "");
    }

    /** Which knew nothing of shared gates. */
    @Test
    @LocalData("version1")
    void readsWhatVersion1WroteAndWritesItLikewise(JenkinsRule jenkins) throws Exception {
        assertThat(ConfigurationTest.exported())
                .isEqualTo(beforeDeployments().replaceFirst("(?s)includes:.*(?=ledgers:)", ""));

        assertThat(written(jenkins))
                .isEqualTo(kept("version1").replace("  <grants>", "  <includes/>\n  <deployments/>\n  <grants>"));

        FolderLimits limits = jenkins.jenkins
                .getItemByFullName("team", Folder.class)
                .getProperties()
                .get(FolderLimits.class);
        assertThat(limits.getServers()).isEqualTo("lab-*");
        assertThat(limits.getModels()).isEqualTo("dia*, x");
        assertThat(limits.isNoPromotion()).isTrue();
        assertThat(limits.isNoRollBack()).isTrue();
    }

    @Test
    @LocalData("version2")
    void readsWhatVersion2WroteAndWritesItLikewise(JenkinsRule jenkins) throws Exception {
        assertThat(ConfigurationTest.exported()).isEqualTo(beforeDeployments());
        assertThat(written(jenkins)).isEqualTo(kept("version2").replace("  <grants>", "  <deployments/>\n  <grants>"));
    }

    @Test
    @LocalData("version3")
    void readsWhatVersion3WroteAndWritesItLikewise(JenkinsRule jenkins) throws Exception {
        assertThat(ConfigurationTest.exported()).isEqualTo(configuration());
        assertThat(written(jenkins)).isEqualTo(kept("version3"));
    }
}
