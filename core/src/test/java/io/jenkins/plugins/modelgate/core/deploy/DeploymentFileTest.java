package io.jenkins.plugins.modelgate.core.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.document.TargetId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentFileTest {
    private static final String GOOD = """
            version: 1
            deployments:
              - name: cluster
                repository: https://git.example.org/cluster.git
                proposal: model-gate/diabetes
                model: diabetes
                target: production
                files: { t/app.yaml.in: app.yaml }
            """;

    private static List<Deployment> parse(String yaml) throws DeploymentException {
        return DeploymentFile.parse(yaml.getBytes(StandardCharsets.UTF_8), "deploy.yaml", "prod", "default");
    }

    @Test
    void readsADeployment() throws Exception {
        assertThat(parse(GOOD))
                .containsExactly(new Deployment(
                        "cluster",
                        "https://git.example.org/cluster.git",
                        "main",
                        "model-gate/diabetes",
                        new TargetId("prod", "default", "diabetes", "production"),
                        new TreeMap<>(Map.of("t/app.yaml.in", "app.yaml"))));
    }

    @ParameterizedTest
    @CsvSource({
        "version: 1,version: 2,version: 1",
        "proposal:,propose:,unknown field",
        "    model: diabetes,'',model",
        "app.yaml },../app.yaml },no path of a file",
        "https://,https://ann:secret@,password",
        "model-gate/diabetes,main,another than",
        "name: cluster,name: a b,name of its own",
        "'{ t/app.yaml.in: app.yaml }',{},names no files",
    })
    void refusesWhatIsWrong(String from, String to, String said) {
        String wrong = GOOD.replace(from, to);
        assertThat(wrong).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> parse(wrong))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("deploy.yaml")
                .hasMessageContaining(said)
                .hasMessageNotContaining("secret");
    }
}
