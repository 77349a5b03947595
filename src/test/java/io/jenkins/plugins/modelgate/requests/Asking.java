package io.jenkins.plugins.modelgate.requests;

import io.jenkins.plugins.modelgate.config.Grant;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.PolicySource;
import io.jenkins.plugins.modelgate.core.policy.PolicyRepository;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.client.ArtifactFolder;
import io.jenkins.plugins.modelgate.mlflow.client.MetricPoint;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.client.NewVersion;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.jgit.api.Git;

/** A data scientist who trains somewhere, registers versions of one model, and asks for them. */
final class Asking {
    private final MlflowClient client;
    private final String model;

    Asking(MlflowServer mlflow, String model) {
        this.client = mlflow.client();
        this.model = model;
    }

    MlflowClient client() {
        return client;
    }

    /** The server, a policy with these models in a repository of its own, and power for the jobs that are named. */
    static void configure(MlflowServer mlflow, Path repository, List<String> models, String... granted)
            throws Exception {
        Setup.server(mlflow.uri());
        Files.createDirectories(repository);
        StringBuilder policy = new StringBuilder("version: 1\nmodels:\n");
        models.forEach(model -> policy.append("""
                  %s:
                    targets:
                      production:
                        alias: champion
                        gates:
                          - bound: { name: good-enough, metric: rmse, at-most: 60 }
                      reviewed:
                        alias: reviewed
                        approvals:
                          from:
                            - { group: ml-leads, count: 1 }
                          never: [starter, run-user]
                          expires: 1 hours
                """.formatted(model)));
        Files.writeString(repository.resolve(PolicyRepository.FILE), policy);
        try (Git git = Git.init()
                .setDirectory(repository.toFile())
                .setInitialBranch("main")
                .call()) {
            git.add().addFilepattern(PolicyRepository.FILE).call();
            git.commit()
                    .setMessage("Policy")
                    .setSign(false)
                    .setAuthor("t", "t@example.org")
                    .setCommitter("t", "t@example.org")
                    .call();
        }
        ModelGateConfiguration configuration = ModelGateConfiguration.get();
        configuration.setPolicies(List.of(new PolicySource(repository.toUri().toString())));
        Grant grant = new Grant(String.join(",", granted));
        grant.setPromote(true);
        configuration.setGrants(List.of(grant));
    }

    /** Trains and registers, as a notebook might; gives the version. */
    String version(double rmse) {
        try {
            client.registry().createModel(model, "", Map.of());
        } catch (MlflowException.AlreadyExists e) {
            // Not the first version.
        }
        String experiment;
        try {
            experiment = client.tracking().createExperiment(model);
        } catch (MlflowException.AlreadyExists e) {
            experiment = client.tracking().getExperiment(model).id();
        }
        Run run = client.tracking().createRun(experiment, null, Instant.now(), Map.of());
        client.tracking()
                .logBatch(run.id(), List.of(new MetricPoint("rmse", rmse, Instant.now(), 0)), Map.of(), Map.of());
        ArtifactFolder files = client.artifacts().of(run).folder("model");
        byte[] content = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        client.artifacts().upload(files, "model.bin", content);
        return client.registry()
                .createVersion(new NewVersion(model, "runs:/" + run.id() + "/model", run.id(), null, Map.of()))
                .version();
    }

    void ask(String version, String target, String reason) {
        tag(version, PromotionRequest.REASON_TAG, reason);
        tag(version, PromotionRequest.BY_TAG, "dora");
        tag(version, PromotionRequest.TARGET_TAG, target);
    }

    void tag(String version, String key, String value) {
        client.registry().setVersionTag(model, version, key, value);
    }

    /** The answer's tags, by the end of their names; none if there is none. */
    Map<String, String> answer(String version) {
        Map<String, String> answer = new TreeMap<>();
        client.registry().getVersion(model, version).tags().forEach((key, value) -> {
            if (key.startsWith("model-gate.request-") && !value.isEmpty()) {
                answer.put(key.substring("model-gate.request-".length()), value);
            }
        });
        answer.remove("reason");
        answer.remove("by");
        return answer;
    }

    String state(String version) {
        return answer(version).getOrDefault("state", "none");
    }

    /** Until a webhook, or what happens in Jenkins, brought the answer. */
    Map<String, String> await(String version, String state) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(answer(version))
                        .containsEntry("state", state));
        return answer(version);
    }

    String holder(String alias) {
        try {
            return client.registry().getByAlias(model, alias).version();
        } catch (MlflowException.NotFound e) {
            return "nobody";
        }
    }
}
