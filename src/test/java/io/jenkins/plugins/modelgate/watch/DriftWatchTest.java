package io.jenkins.plugins.modelgate.watch;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.PolicySource;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.policy.PolicyRepository;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.client.ArtifactFolder;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.NewVersion;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import io.jenkins.plugins.modelgate.mlflow.steps.Adoption;
import io.jenkins.plugins.modelgate.mlflow.steps.Drift;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A real MLflow server, whose alias somebody moves by hand. */
@WithJenkins
class DriftWatchTest {
    @TempDir
    private Path folder;

    private final String model = "watched-" + UUID.randomUUID();

    @TestExtension
    public static final class Heard implements DriftListener {
        private final List<Watch.Round> rounds = new ArrayList<>();

        @Override
        public void watched(String server, Watch.Round round) {
            if (server.equals("mlflow")) {
                rounds.add(round);
            }
        }
    }

    @Test
    void reportsWhatSomebodyMovedAndPutsItBackWhereThePolicySaysSo(JenkinsRule jenkins) throws Exception {
        var mlflow = io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.shared(Major.V3);
        MlflowClient client = mlflow.client();
        twoVersions(client);
        Path repository = folder.resolve("policy");
        policy(repository, "report");
        Setup.server(mlflow.uri());
        ModelGateConfiguration.get()
                .setPolicies(List.of(new PolicySource(repository.toUri().toString())));
        MlflowServer server = ModelGateConfiguration.get().server(null);
        adopt(server, repository);
        DriftWatch watch = DriftWatch.get();
        Heard heard = ExtensionList.lookupSingleton(Heard.class);

        watch.look(server);
        assertThat(watch.report("mlflow").orElseThrow().round().drifted()).isFalse();

        client.registry().setAlias(model, "champion", "2");
        watch.look(server);
        watch.look(server);
        assertThat(heard.rounds).hasSize(3);
        assertThat(heard.rounds.get(2).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.drift().kind()).isEqualTo(Drift.Kind.ALIAS);
            assertThat(finding.outcome()).isEqualTo(Watch.Outcome.REPORTED);
            assertThat(finding.since()).isEqualTo(heard.rounds.get(1).at());
            assertThat(finding.unseen()).isEqualTo(heard.rounds.get(0).at());
        });
        assertThat(champion(client)).isEqualTo("2");

        policy(repository, "restore");
        watch.look(server);
        assertThat(champion(client)).isEqualTo("1");
        assertThat(heard.rounds.get(3).findings())
                .extracting(Watch.Finding::outcome)
                .contains(Watch.Outcome.RESTORED);

        server.setWatchMinutes(0);
        assertThat(watch.isDue(server, Instant.now().plus(Duration.ofDays(1)))).isFalse();
        server.setWatchMinutes(5);
        assertThat(watch.isDue(server, Instant.now())).isFalse();
        assertThat(watch.isDue(server, Instant.now().plus(Duration.ofMinutes(5))))
                .isTrue();
        server.setOwner(false);
        assertThat(watch.isDue(server, Instant.now().plus(Duration.ofDays(1)))).isFalse();
    }

    @Test
    void keepsWhyItCouldNotLook(JenkinsRule jenkins) throws Exception {
        policy(folder, "report");
        ModelGateConfiguration.get()
                .setPolicies(List.of(new PolicySource(folder.toUri().toString())));
        MlflowServer nobody = new MlflowServer("nobody", "http://127.0.0.1:1");
        nobody.setDeadline(1);

        DriftWatch.get().look(nobody);

        DriftWatch.Report report = DriftWatch.get().report("nobody").orElseThrow();
        assertThat(report.round()).isNull();
        assertThat(report.failure()).contains("127.0.0.1:1");
    }

    private void twoVersions(MlflowClient client) {
        client.registry().createModel(model, "", Map.of());
        String experiment = client.tracking().createExperiment(model);
        for (String content : List.of("one", "two")) {
            Run run = client.tracking().createRun(experiment, null, Instant.now(), Map.of());
            ArtifactFolder files = client.artifacts().of(run).folder("model");
            client.artifacts().upload(files, "model.bin", content.getBytes(StandardCharsets.UTF_8));
            client.registry()
                    .createVersion(new NewVersion(model, "runs:/" + run.id() + "/model", run.id(), null, Map.of()));
        }
        client.registry().setAlias(model, "champion", "1");
    }

    private String champion(MlflowClient client) {
        return client.registry().getByAlias(model, "champion").version();
    }

    private void policy(Path repository, String drift) throws Exception {
        Files.createDirectories(repository);
        Files.writeString(
                repository.resolve(PolicyRepository.FILE),
                "version: 1\nmodels:\n  " + model + ":\n    targets:\n      production: { alias: champion, drift: "
                        + drift + " }\n");
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
    }

    private void adopt(MlflowServer server, Path repository) throws Exception {
        Actor actor = new Actor(Actor.Kind.JOB, "tests", null, Observer.CONTROLLER);
        try (ServerSession session = ServerSession.open(server, null, actor);
                PolicyRepository policies = PolicyRepository.open(repository)) {
            PolicyRepository.Guarded policy = policies.policy(
                    "refs/heads/main", true, ModelGateConfiguration.get().shared(null));
            new Adoption(session.gatekeeper())
                    .adopt(policy.policy().models().get(model), policy.ref(), "production", "start", false);
        }
    }
}
