package io.jenkins.plugins.modelgate.mlflow.steps;

import io.jenkins.plugins.modelgate.core.deploy.Deployment;
import io.jenkins.plugins.modelgate.core.deploy.DeploymentException;
import io.jenkins.plugins.modelgate.core.deploy.Deployments;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Person;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import io.jenkins.plugins.modelgate.mlflow.fixtures.GitRemote;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Word;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One controller’s view of a target that asks two people, of a ledger at a remote, and of a repository from which others deploy. */
final class AskedScene implements AutoCloseable {
    private static final String MANIFEST = "apps/app.yaml";

    private static final ApprovalRules RULES = new ApprovalRules(
            List.of(new ApprovalRules.Rule(new ApprovalRules.Group("ml-leads", null), 2, "I reviewed it.")),
            24,
            false,
            ApprovalRules.everyRole(),
            false,
            List.of(),
            null);

    final Scene scene;
    private final ModelPolicy policy;
    private final Path copies;

    private AskedScene(Scene scene, Path copies) {
        this.scene = scene;
        this.copies = copies;
        TargetPolicy plain = Scene.target("champion", "Production");
        policy = scene.policy(new TargetPolicy(
                plain.name(),
                plain.alias(),
                plain.stage(),
                plain.withoutBaseline(),
                plain.gates(),
                plain.included(),
                RULES));
    }

    /** The remotes that {@link #on} expects in a folder. */
    record Remotes(GitRemote ledger, GitRemote cluster) {
        static Remotes in(Path folder) throws IOException {
            Remotes remotes = new Remotes(
                    GitRemote.create(folder.resolve("remote.git")), GitRemote.create(folder.resolve("cluster.git")));
            remotes.cluster.commit("app.yaml.in", "version: \"${version}\"\nby: \"${transition}\"\n");
            return remotes;
        }

        /** The version that others deploy; empty if none. */
        String deployed() {
            return cluster.git("ls-tree", "--name-only", "main", MANIFEST).isEmpty()
                    ? ""
                    : cluster.git("show", "main:" + MANIFEST)
                            .lines()
                            .findFirst()
                            .orElseThrow()
                            .replaceAll("\\D", "");
        }
    }

    /**
     * Opens one.
     *
     * @param folder where {@link Remotes} are
     * @param cache what is this controller’s own
     */
    static AskedScene on(ServerConfig server, Path folder, String model, String cache, Checkpoint checkpoint)
            throws LedgerException, IOException {
        String ledger = "file://" + folder.resolve("remote.git");
        return new AskedScene(
                Scene.on(server, folder, model, checkpoint, ledger, cache), folder.resolve(cache + "-copies"));
    }

    Gates.Judged judge(String version) throws LedgerException {
        Makers ada = (commit, champion, paths) ->
                Optional.of(List.of(new Maker(Maker.Role.AUTHOR, "ada", "ada@example.com", Observer.AGENT)));
        return new Gates(scene.gatekeeper)
                .judge(new Gates.Question(policy, Scene.POLICY, Scene.TARGET, version, null, ada));
    }

    Standing standing(String version) throws LedgerException {
        return new Approvals(scene.gatekeeper)
                .of(scene.model, Scene.TARGET, version)
                .orElseThrow();
    }

    /** Somebody says something to what is asked now; to what holds the target nothing is left to say. */
    Standing say(String version, String name, Decision decision) throws LedgerException {
        Standing shown = standing(version);
        return shown.holds() ? shown : say(shown, name, decision);
    }

    Standing say(Standing shown, String name, Decision decision) throws LedgerException {
        Approvals approvals =
                new Approvals(scene.gatekeeper.as(new Actor(Actor.Kind.PERSON, name, null, Observer.CONTROLLER)));
        Person person = new Person(name, "realm", List.of("ml-leads"), List.of(name + "@example.com"), null);
        Approval draft = approvals.draft(shown, new Word(shown.digest(), decision, null, ""), person);
        Envelope sealed = scene.ledger.approvals().seal(draft);
        return approvals.say(shown, sealed);
    }

    Targets.Moved promote(String version) throws LedgerException {
        return new Targets(scene.gatekeeper)
                .promote(new Targets.Promotion(policy, Scene.POLICY, Scene.TARGET, version, "", false));
    }

    Deployments.Result deploy() throws LedgerException, DeploymentException {
        Deployment deployment = new Deployment(
                "cluster",
                "file://" + scene.folder.resolve("cluster.git"),
                "main",
                null,
                scene.gatekeeper.target(scene.model, Scene.TARGET),
                new TreeMap<>(Map.of("app.yaml.in", MANIFEST)));
        return new Deployments(scene.ledger, copies, List.of(deployment), any -> null).bring(deployment, false);
    }

    /** All of it, as builds, people and jobs do it one after the other; what is done already is done. */
    void everything(String version) throws LedgerException, DeploymentException {
        judge(version);
        say(version, "bea", Decision.APPROVE);
        say(version, "ben", Decision.APPROVE);
        promote(version);
        deploy();
    }

    @Override
    public void close() {
        scene.close();
    }
}
