package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy.OnDrift;
import io.jenkins.plugins.modelgate.mlflow.client.Stage;
import io.jenkins.plugins.modelgate.mlflow.fixtures.Fault;
import io.jenkins.plugins.modelgate.mlflow.fixtures.FaultProxy;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Finding;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Outcome;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Round;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Real servers of both major versions and a real ledger, changed past each other; the clock is the test's. */
@ParameterizedClass
@EnumSource(Major.class)
class WatchIT {
    private static final Duration WITHIN = Duration.ofHours(4);

    @Parameter
    private Major major;

    @TempDir
    Path folder;

    private Scene scene;
    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private DataPresence presence = paths -> Map.of("data", TrackedPath.Presence.PRESENT);

    @BeforeEach
    void open() throws Exception {
        scene = Scene.on(MlflowServer.shared(major).uri(), folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private Round round(OnDrift onDrift) throws Exception {
        return round(onDrift, scene.gatekeeper, Scene.POLICY);
    }

    private Round round(OnDrift onDrift, Gatekeeper gatekeeper, PolicyRef policy) throws Exception {
        TargetPolicy plain = Scene.target("champion", "Production");
        TargetPolicy target = new TargetPolicy(
                plain.name(),
                plain.alias(),
                plain.stage(),
                plain.withoutBaseline(),
                plain.gates(),
                Map.of(),
                null,
                onDrift);
        Gatekeeper later = new Gatekeeper(
                gatekeeper.server(),
                gatekeeper.mlflow(),
                gatekeeper.ledger(),
                gatekeeper.key(),
                gatekeeper.trust(),
                gatekeeper.actor(),
                gatekeeper.owner(),
                Clock.fixed(now, ZoneOffset.UTC),
                gatekeeper.checkpoint());
        return new Watch(later)
                .round(new Watch.Request(
                        scene.model,
                        Map.of(scene.model, new Watch.InForce(scene.policy(target), policy)),
                        presence,
                        null,
                        folder.resolve("watch.json"),
                        WITHIN,
                        2,
                        false));
    }

    private void later(Duration time) {
        now = now.plus(time);
    }

    private void moveByHand(String version) {
        scene.gatekeeper.registry().setAlias(scene.model, "champion", version);
    }

    @Test
    void saysWhatWasMovedByHandSinceWhenAndThatNobodyKnowsByWhom() throws Exception {
        scene.promote(scene.version("one", 50));
        scene.promote(scene.version("two", 50));
        Instant first = now;
        assertThat(round(OnDrift.REPORT).findings()).isEmpty();
        moveByHand("1");
        later(Duration.ofMinutes(15));
        Instant second = now;

        assertThat(round(OnDrift.REPORT).drifted()).isTrue();
        later(Duration.ofMinutes(15));
        Round third = round(OnDrift.REPORT);

        assertThat(third.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.drift().kind()).isEqualTo(Drift.Kind.ALIAS);
            assertThat(finding.outcome()).isEqualTo(Outcome.REPORTED);
            assertThat(finding.since()).isEqualTo(second);
            assertThat(finding.unseen()).isEqualTo(first);
            assertThat(finding.by()).isNull();
        });
        assertThat(scene.champion()).isEqualTo("1");

        moveByHand("2");
        assertThat(round(OnDrift.REPORT).findings()).isEmpty();
    }

    @Test
    void restoresWhereThePolicySaysSoAndCountsItAsDrift() throws Exception {
        scene.promote(scene.version("one", 50));
        scene.promote(scene.version("two", 50));
        moveByHand("1");

        Round round = round(OnDrift.RESTORE);

        assertThat(round.findings()).extracting(Finding::outcome).containsExactly(Outcome.RESTORED);
        assertThat(round.drifted()).isTrue();
        assertThat(scene.champion()).isEqualTo("2");
        assertThat(round(OnDrift.RESTORE).drifted()).isFalse();
    }

    @Test
    void adoptsOnlyWhatAPersonTakesOver() throws Exception {
        scene.promote(scene.version("one", 50));
        scene.promote(scene.version("two", 50));
        String head = scene.ledger.head().commit().orElseThrow();
        moveByHand("1");

        assertThat(round(OnDrift.ADOPT).findings()).extracting(Finding::outcome).containsExactly(Outcome.WAITS);

        assertThat(scene.ledger.head().commit()).contains(head);
        assertThat(scene.champion()).isEqualTo("1");
        scene.gatekeeper.registry().setStage(scene.model, "1", Stage.PRODUCTION, true);
        new Adoption(scene.gatekeeper).adopt(scene.policy(), Scene.POLICY, Scene.TARGET, "it stays", false);
        assertThat(round(OnDrift.ADOPT).findings()).isEmpty();
        assertThat(scene.holder()).isEqualTo("1");
    }

    @Test
    void completesADecisionThatHadNotArrivedAndDoesNotCallItDrift() throws Exception {
        scene.promote(scene.version("one", 50));
        assertThat(round(OnDrift.REPORT).drifted()).isFalse();
        String second = scene.version("two", 50);
        scene.judge(second);
        try (FaultProxy proxy = FaultProxy.before(MlflowServer.shared(major).uri());
                Scene broken = scene.again(proxy.uri(), Checkpoint.NONE)) {
            proxy.always("registered-models/alias", Fault.status(500));
            assertThat(new Targets(broken.gatekeeper)
                            .promote(scene.promotion(second))
                            .projection())
                    .isNull();
        }
        assertThat(scene.champion()).isEqualTo("1");

        Round round = round(OnDrift.REPORT);

        assertThat(round.findings()).extracting(Finding::outcome).containsOnly(Outcome.COMPLETED);
        assertThat(round.drifted()).isFalse();
        assertThat(scene.champion()).isEqualTo(second);
    }

    @Test
    void whoeverRemovesItsTagsToLookLikeALateDecisionIsReported() throws Exception {
        scene.promote(scene.version("one", 50));
        scene.promote(scene.version("two", 50));
        round(OnDrift.REPORT);
        moveByHand("1");
        scene.gatekeeper.registry().deleteVersionTag(scene.model, "2", Tags.HOLDS + Scene.TARGET);

        Round round = round(OnDrift.REPORT);

        assertThat(round.findings())
                .extracting(finding -> finding.drift().kind())
                .containsExactly(Drift.Kind.ALIAS, Drift.Kind.TAG);
        assertThat(round.findings()).extracting(Finding::outcome).containsOnly(Outcome.REPORTED);
        assertThat(scene.champion()).isEqualTo("1");
    }

    @Test
    void whoDoesNotOwnTheServerOnlyLooks() throws Exception {
        scene.promote(scene.version("one", 50));
        scene.gatekeeper.registry().deleteAlias(scene.model, "champion");
        Gatekeeper owner = scene.gatekeeper;
        Gatekeeper other = new Gatekeeper(
                owner.server(),
                owner.mlflow(),
                owner.ledger(),
                owner.key(),
                owner.trust(),
                owner.actor(),
                false,
                owner.clock(),
                owner.checkpoint());

        assertThat(round(OnDrift.RESTORE, other, Scene.POLICY).findings())
                .extracting(Finding::outcome)
                .containsExactly(Outcome.REPORTED);
        assertThat(owner.registry().getModel(scene.model).aliases()).isEmpty();
    }

    @Test
    void looksAtAllFilesWithinTheTimeAndAtWhatWasWrongEachTime() throws Exception {
        for (String content : List.of("one", "two", "three", "four")) {
            scene.promote(scene.version(content, 50));
        }
        Round first = round(OnDrift.REPORT);
        assertThat(first.versions()).isEqualTo(3);
        assertThat(first.looked()).isEqualTo(3);
        assertThat(first.lookedSince()).isEqualTo(now);
        overwrite("2");

        int looked = 0;
        for (Duration passed = Duration.ZERO;
                passed.compareTo(WITHIN) < 0;
                passed = passed.plus(Duration.ofMinutes(80))) {
            later(Duration.ofMinutes(80));
            Round round = round(OnDrift.REPORT);
            looked += round.looked();
            assertThat(Duration.between(round.lookedSince(), now)).isLessThanOrEqualTo(WITHIN);
        }
        assertThat(looked).isBetween(3, 5);
        Round round = round(OnDrift.REPORT);
        assertThat(round.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.drift().kind()).isEqualTo(Drift.Kind.BYTES);
            assertThat(finding.drift().sentence()).contains("version 2, to which ‘production’ may be rolled back");
        });
    }

    @Test
    void noticesThatDataIsGoneBeforeARollBackNeedsIt() throws Exception {
        scene.promote(scene.version("one", 50));
        scene.promote(scene.version("two", 50));
        presence = paths -> Map.of(
                "data",
                paths.get(0).hash().equals(Scene.dataHash("one"))
                        ? TrackedPath.Presence.ABSENT
                        : TrackedPath.Presence.PRESENT);

        Round round = round(OnDrift.RESTORE);

        assertThat(round.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.drift().kind()).isEqualTo(Drift.Kind.DATA);
            assertThat(finding.drift().sentence()).contains("version 1", "‘data’ (" + Scene.dataHash("one") + ")");
            assertThat(finding.outcome()).isEqualTo(Outcome.REPORTED);
        });
        presence = DataPresence.UNKNOWN;
        later(WITHIN);
        assertThat(round(OnDrift.RESTORE).notes()).singleElement().asString().contains("2 of 2 versions");
    }

    @Test
    void saysThatThePolicyChangedButDoesNotCallItDrift() throws Exception {
        scene.promote(scene.version("one", 50));
        PolicyRef other = new PolicyRef(Scene.digest("another policy"), "refs/heads/main", null, true);

        Round round = round(OnDrift.RESTORE, scene.gatekeeper, other);

        assertThat(round.findings())
                .extracting(finding -> finding.drift().kind())
                .containsExactly(Drift.Kind.POLICY);
        assertThat(round.drifted()).isFalse();
    }

    @Test
    void saysWhatIsShownThoughNobodyDecided() throws Exception {
        scene.version("one", 50);
        moveByHand("1");

        assertThat(round(OnDrift.ADOPT).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.drift().kind()).isEqualTo(Drift.Kind.UNDECIDED);
            assertThat(finding.outcome()).isEqualTo(Outcome.WAITS);
        });
    }

    @Test
    void beginsAnewWhereItsMemoryIsDamaged() throws Exception {
        scene.promote(scene.version("one", 50));
        scene.gatekeeper.registry().deleteAlias(scene.model, "champion");
        round(OnDrift.REPORT);
        later(Duration.ofMinutes(15));
        Files.writeString(folder.resolve("watch.json"), "{}");

        assertThat(round(OnDrift.REPORT).findings()).extracting(Finding::since).containsExactly(now);
    }

    @Test
    void namesAllThatMustBeKept() throws Exception {
        for (String content : List.of("one", "two", "three")) {
            scene.promote(scene.version(content, 50));
        }
        new Targets(scene.gatekeeper).rollBack(scene.rollBack());

        List<Roots.Root> roots = new Roots(scene.ledger).kept(scene.model, true).roots();

        assertThat(roots).extracting(Roots.Root::version).containsExactly("1", "2", "3");
        assertThat(roots)
                .extracting(root -> root.reasons().get(0).why())
                .containsExactly(Roots.Why.ROLL_BACK, Roots.Why.HOLDS, Roots.Why.CITED);
        assertThat(roots.get(1).data()).contains(new Roots.Data("data", Scene.dataHash("two")));
        assertThat(roots.get(1).run()).isNotNull();
        assertThat(new Roots(scene.ledger).kept(scene.model, false).roots())
                .extracting(Roots.Root::version)
                .containsExactly("1", "2");
    }

    /** As somebody with MLflow's artifact credentials would. */
    private void overwrite(String version) {
        var files = scene.gatekeeper.artifacts().of(new Versions(scene.gatekeeper).get(scene.model, version));
        scene.gatekeeper.artifacts().upload(files, "model.bin", "swapped".getBytes(StandardCharsets.UTF_8));
    }
}
