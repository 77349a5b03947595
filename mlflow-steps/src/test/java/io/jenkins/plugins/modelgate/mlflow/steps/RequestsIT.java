package io.jenkins.plugins.modelgate.mlflow.steps;

import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.ANSWER_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.AT_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.BY_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.ID_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.LINK_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.REASON_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.STATE_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.TARGET_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Person;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.client.Registry;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Word;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.Reply;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people ask for by tags, and the answers, on real servers. */
class RequestsIT {
    @TempDir
    private Path folder;

    private Scene scene;
    private Registry registry;
    private Requests requests;

    private void open(Major major) throws Exception {
        scene = Scene.on(MlflowServer.shared(major).uri(), folder);
        registry = scene.gatekeeper.registry();
        requests = new Requests(scene.gatekeeper.mlflow(), scene.gatekeeper.clock());
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private void ask(String version, String target, String reason) {
        registry.setVersionTag(scene.model, version, REASON_TAG, reason);
        registry.setVersionTag(scene.model, version, BY_TAG, "ann");
        registry.setVersionTag(scene.model, version, TARGET_TAG, target);
    }

    private PromotionRequest find(String version) {
        return requests.find(scene.model).stream()
                .filter(request -> request.version().version().equals(version))
                .findFirst()
                .orElseThrow();
    }

    private Map<String, String> tags(String version) {
        Map<String, String> tags =
                new HashMap<>(registry.getVersion(scene.model, version).tags());
        tags.keySet().retainAll(List.of(STATE_TAG, ANSWER_TAG, LINK_TAG, ID_TAG));
        return tags;
    }

    private Optional<Reply> before(String version, ModelPolicy policy) throws LedgerException {
        return new RequestJudge(scene.gatekeeper).before(find(version), policy, Instant.now(), null);
    }

    private Optional<Reply> after(String version, boolean asked) throws LedgerException {
        return new RequestJudge(scene.gatekeeper).after(find(version), asked);
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void findsWhatIsAskedAndWritesTheAnswersBesideIt(Major major) throws Exception {
        open(major);
        String one = scene.version("one", 60);
        String two = scene.version("two", 60);
        String three = scene.version("three", 60);
        ask(one, "production", "it's “better” & <cheaper>\n😀");
        ask(three, "staging", "to try it");
        registry.setVersionTag(scene.model, two, TARGET_TAG, " ");

        assertThat(requests.find(scene.model))
                .extracting(request -> request.version().version())
                .containsExactly(three, one);
        assertThat(requests.find(null))
                .extracting(PromotionRequest::id)
                .contains(find(one).id(), find(three).id());
        PromotionRequest request = find(one);
        assertThat(request.target()).isEqualTo("production");
        assertThat(request.reason()).isEqualTo("it's “better” & <cheaper> 😀");
        assertThat(request.by()).isEqualTo("ann");

        assertThat(requests.answer(request, new Reply(State.RUNNING, "A build is at it.", "https://ci/1/")))
                .isTrue();
        assertThat(tags(one))
                .isEqualTo(Map.of(
                        STATE_TAG,
                        "running",
                        ANSWER_TAG,
                        "A build is at it.",
                        LINK_TAG,
                        "https://ci/1/",
                        ID_TAG,
                        request.id().hex()));
        assertThat(Instant.parse(registry.getVersion(scene.model, one).tags().get(AT_TAG)))
                .isBefore(Instant.now());
        assertThat(find(one).isSettled()).isFalse();
        assertThat(find(one).id()).isEqualTo(request.id());

        Reply last = new Reply(State.REFUSED, "No: " + "x".repeat(10_000), null);
        assertThat(requests.answer(request, last)).isTrue();
        assertThat(requests.answer(request, last)).isTrue();
        assertThat(find(one).isSettled()).isTrue();
        assertThat(tags(one)).containsEntry(STATE_TAG, "refused").doesNotContainKey(LINK_TAG);
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void answersNothingThatWasChangedOrTakenBackMeanwhile(Major major) throws Exception {
        open(major);
        String version = scene.version("one", 60);
        ask(version, "production", "better");
        PromotionRequest before = find(version);
        Reply reply = new Reply(State.PROMOTED, "Done.", null);

        registry.setVersionTag(scene.model, version, REASON_TAG, "another reason");
        assertThat(requests.answer(before, reply)).isFalse();
        PromotionRequest changed = find(version);
        assertThat(changed.id()).isNotEqualTo(before.id());

        registry.deleteVersionTag(scene.model, version, TARGET_TAG);
        assertThat(requests.answer(changed, reply)).isFalse();
        assertThat(requests.find(scene.model)).isEmpty();
        assertThat(tags(version)).isEmpty();

        registry.deleteVersion(scene.model, version);
        assertThat(requests.answer(changed, reply)).isFalse();
    }

    @Test
    void asksTheLedgerWhetherThereIsAnythingToDo() throws Exception {
        open(Major.V3);
        String one = scene.version("one", 60);
        String two = scene.version("two", 60);
        ask(one, "production", "better");
        ask(two, "production", "better");
        assertThat(before(one, scene.policy())).isEmpty();

        scene.promote(one);
        assertThat(before(one, scene.policy())).hasValueSatisfying(reply -> {
            assertThat(reply.state()).isEqualTo(State.PROMOTED);
            assertThat(reply.sentence()).startsWith("Version " + one + " holds ‘production’ since 20");
        });

        scene.promote(two);
        new Targets(scene.gatekeeper).rollBack(scene.rollBack());
        assertThat(before(two, scene.policy())).hasValueSatisfying(reply -> {
            assertThat(reply.state()).isEqualTo(State.REFUSED);
            assertThat(reply.sentence()).contains("quarantined since").contains("‘it broke’");
        });
    }

    @Test
    void tellsWhatTheGatesSaidOnlyIfTheyWereAskedForIt() throws Exception {
        open(Major.V3);
        String bad = scene.version("bad", 160);
        ask(bad, "production", "better");
        assertThat(after(bad, true)).as("never asked").isEmpty();
        scene.judge(bad);
        assertThat(after(bad, false)).isEmpty();
        assertThat(after(bad, true)).hasValueSatisfying(reply -> {
            assertThat(reply.state()).isEqualTo(State.REFUSED);
            assertThat(reply.sentence()).startsWith("The gate ‘in-bounds’ says FAIL: rmse is 160");
        });

        String good = scene.version("good", 60);
        ask(good, "production", "better");
        scene.judge(good);
        assertThat(after(good, true)).as("passed, and yet nobody promoted it").isEmpty();
        scene.promote(scene.version("faster", 60));
        assertThat(after(good, true)).hasValueSatisfying(reply -> {
            assertThat(reply.state()).isEqualTo(State.FAILED);
            assertThat(reply.sentence()).contains("another champion");
        });
        scene.promote(good);
        assertThat(after(good, true)).map(Reply::state).contains(State.PROMOTED);
    }

    @Test
    void waitsForPeopleAndTellsWhatTheySay() throws Exception {
        open(Major.V3);
        TargetPolicy plain = Scene.target("champion", "Production");
        ModelPolicy policy = scene.policy(new TargetPolicy(
                plain.name(),
                plain.alias(),
                plain.stage(),
                plain.withoutBaseline(),
                plain.gates(),
                plain.included(),
                new ApprovalRules(
                        List.of(new ApprovalRules.Rule(new ApprovalRules.Group("ml-leads", null), 1, "I reviewed it.")),
                        24,
                        false,
                        ApprovalRules.everyRole(),
                        false,
                        List.of(),
                        null)));
        String version = scene.version("one", 60);
        ask(version, "production", "better");
        new Gates(scene.gatekeeper)
                .judge(new Gates.Question(
                        policy,
                        Scene.POLICY,
                        Scene.TARGET,
                        version,
                        null,
                        (commit, champion, paths) -> Optional.of(List.of())));
        assertThat(after(version, true)).hasValueSatisfying(reply -> {
            assertThat(reply.state()).isEqualTo(State.WAITING);
            assertThat(reply.sentence()).contains("1 of ‘ml-leads’");
        });

        say(version, Decision.REJECT, "not today");
        assertThat(after(version, true)).hasValueSatisfying(reply -> {
            assertThat(reply.state()).isEqualTo(State.REFUSED);
            assertThat(reply.sentence()).contains("bob").contains("‘not today’");
        });

        say(version, Decision.APPROVE, "");
        assertThat(after(version, true)).map(Reply::state).contains(State.WAITING);
        new Targets(scene.gatekeeper)
                .promote(new Targets.Promotion(policy, Scene.POLICY, Scene.TARGET, version, "", false));
        assertThat(after(version, true)).map(Reply::state).contains(State.PROMOTED);
    }

    private void say(String version, Decision decision, String comment) throws LedgerException {
        Gatekeeper asBob = scene.gatekeeper.as(new Actor(Actor.Kind.PERSON, "bob", null, Observer.CONTROLLER));
        Approvals approvals = new Approvals(asBob);
        Standing standing = approvals.of(scene.model, Scene.TARGET, version).orElseThrow();
        Person person = new Person("Bob", "realm", List.of("ml-leads"), List.of("bob@example.com"), null);
        approvals.say(
                standing,
                scene.ledger
                        .approvals()
                        .seal(approvals.draft(standing, new Word(standing.digest(), decision, null, comment), person)));
    }
}
