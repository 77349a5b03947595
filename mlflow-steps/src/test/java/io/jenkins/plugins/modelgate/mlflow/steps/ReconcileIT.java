package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.ledger.RefusedException;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.Stage;
import io.jenkins.plugins.modelgate.mlflow.fixtures.Fault;
import io.jenkins.plugins.modelgate.mlflow.fixtures.FaultProxy;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ledger decides, and MLflow follows: whoever writes to it by hand, and however late a reconciler is. */
class ReconcileIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Major.class)
    void whatWasMovedByHandIsSeenAndHealed(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            scene.promote(scene.version("one", 50));
            scene.promote(scene.version("two", 50));
            scene.gatekeeper.registry().setAlias(scene.model, "champion", "1");
            scene.gatekeeper.registry().setVersionTag(scene.model, "1", Tags.HOLDS + Scene.TARGET, "forged");
            Reconciler reconciler = new Reconciler(scene.gatekeeper);

            assertThat(reconciler.status(scene.model, false, null).targets())
                    .singleElement()
                    .satisfies(target -> assertThat(target.drift())
                            .extracting(Drift::kind)
                            .containsExactly(Drift.Kind.ALIAS, Drift.Kind.TAG));
            assertThat(new Verifier(scene.gatekeeper)
                            .verify("models:/" + scene.model + "@champion", null)
                            .problems())
                    .singleElement()
                    .asString()
                    .contains("version 1", "held by version 2");
            assertThat(reconciler.reconcile(scene.model, true).repaired()).hasSize(2);
            assertThat(scene.champion()).isEqualTo("1");

            assertThat(reconciler.reconcile(scene.model, false).repaired()).hasSize(2);

            assertThat(scene.champion()).isEqualTo("2");
            assertThat(reconciler.status(scene.model, true, null).drifted()).isFalse();
            assertThat(reconciler.reconcile(scene.model, false).repaired()).isEmpty();
        }
    }

    @Test
    void whoDoesNotOwnTheServerDecidesAndLeavesItToTheOwner() throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(Major.V3).uri(), folder)) {
            String version = scene.version("one", 50);
            scene.judge(version);
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

            Targets.Moved moved = new Targets(other).promote(scene.promotion(version));

            assertThat(moved.commit()).isNotNull();
            assertThat(moved.projection()).isNull();
            assertThat(moved.remarks()).singleElement().asString().contains("owner");
            assertThat(owner.registry().getModel(scene.model).aliases()).isEmpty();

            assertThat(new Reconciler(owner).reconcile(scene.model, false).repaired())
                    .isNotEmpty();
            assertThat(scene.champion()).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void aLateReconcilerCannotPutAnOldAliasBack(Major major) throws Exception {
        MlflowServer server = MlflowServer.shared(major);
        try (Scene scene = Scene.on(server.uri(), folder)) {
            scene.promote(scene.version("one", 50));
            String second = scene.version("two", 50);
            scene.judge(second);
            scene.gatekeeper.registry().deleteAlias(scene.model, "champion");
            AtomicReference<Scene> late = new AtomicReference<>();
            // It has read the old head and is about to write, when another one promotes.
            Checkpoint inBetween = boundary -> {
                if (boundary == Checkpoint.Boundary.COMPARED && late.getAndSet(null) != null) {
                    try {
                        new Targets(scene.gatekeeper).promote(scene.promotion(second));
                    } catch (io.jenkins.plugins.modelgate.core.ledger.LedgerException e) {
                        throw new AssertionError(e);
                    }
                }
            };
            try (Scene other = scene.again(server.uri(), inBetween)) {
                late.set(other);
                List<Drift> repaired = new Reconciler(other.gatekeeper)
                        .reconcile(scene.model, false)
                        .repaired();

                assertThat(repaired).extracting(Drift::said).contains("1", second);
            }
            assertThat(scene.champion()).isEqualTo(second);
            assertThat(new Reconciler(scene.gatekeeper)
                            .status(scene.model, false, null)
                            .drifted())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void overwrittenBytesOfTheChampionAreNoticed(Major major) throws Exception {
        MlflowServer server = MlflowServer.shared(major);
        try (Scene scene = Scene.on(server.uri(), folder)) {
            scene.promote(scene.version("one", 50));
            String uri = "models:/" + scene.model + "@champion";
            Verifier verifier = new Verifier(scene.gatekeeper);
            assertThat(verifier.verify(uri, null).ok()).isTrue();
            assertThat(verifier.verify(uri, scene.source("one")).ok()).isTrue();
            assertThat(verifier.verify(uri, scene.source("other")).ok()).isFalse();

            overwrite(scene, "1");

            assertThat(verifier.verify(uri, null).problems())
                    .singleElement()
                    .asString()
                    .contains("model.bin", "instead of");
            assertThat(new Reconciler(scene.gatekeeper)
                            .status(scene.model, true, null)
                            .targets()
                            .get(0)
                            .drift())
                    .extracting(Drift::kind)
                    .containsExactly(Drift.Kind.BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void aRollBackPassesOverWhatIsGoneOrAlteredAndQuarantinesWhatItLeaves(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            for (String content : List.of("one", "two", "three", "four", "five")) {
                scene.promote(scene.version(content, 50));
            }
            scene.gatekeeper.registry().deleteVersion(scene.model, "4");
            overwrite(scene, "3");
            DataPresence presence = paths -> Map.of(
                    "data",
                    paths.get(0).hash().equals(Scene.dataHash("two"))
                            ? TrackedPath.Presence.ABSENT
                            : TrackedPath.Presence.PRESENT);
            Targets targets = new Targets(scene.gatekeeper);

            // Of those to which a roll-back may go, the data of one is gone.
            Reconciler.Status status = new Reconciler(scene.gatekeeper).status(scene.model, false, presence);
            assertThat(status.targets().get(0).drift())
                    .extracting(Drift::kind, Drift::sentence)
                    .containsExactly(tuple(
                            Drift.Kind.DATA,
                            "Data of version 2, to which ‘production’ may be rolled back, is gone from the DVC remote: ‘data’ ("
                                    + Scene.dataHash("two") + "): push it again from where it still is"));
            assertThat(new Reconciler(scene.gatekeeper)
                            .status(scene.model, false, DataPresence.UNKNOWN)
                            .notes())
                    .contains(
                            "Whether all data of version 5, which holds ‘production’, is in the DVC remote cannot be seen from here");

            Targets.Moved rehearsed = targets.rollBack(
                    new Targets.RollBack(scene.model, Scene.TARGET, "5", null, "it broke", presence, false, true));
            assertThat(rehearsed.transition().to().version()).isEqualTo("1");
            assertThat(rehearsed.commit()).isNull();
            assertThat(scene.holder()).isEqualTo("5");

            Targets.Moved moved = targets.rollBack(
                    new Targets.RollBack(scene.model, Scene.TARGET, "5", null, "it broke", presence, false, false));

            assertThat(moved.transition().to().version()).isEqualTo("1");
            assertThat(moved.remarks()).hasSize(3);
            assertThat(scene.champion()).isEqualTo("1");
            assertThat(new Versions(scene.gatekeeper).get(scene.model, "5").tags())
                    .containsKey(Tags.QUARANTINED);
            assertThatThrownBy(() -> scene.promote("5"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("quarantined");
            // Asked again after a lost answer, it does not go back further.
            assertThat(targets.rollBack(new Targets.RollBack(
                                    scene.model, Scene.TARGET, "5", null, "it broke", presence, false, false))
                            .already())
                    .isTrue();
            assertThatThrownBy(() -> targets.rollBack(new Targets.RollBack(
                            scene.model, Scene.TARGET, null, null, "it broke", presence, false, false)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("passed over");

            targets.lift(scene.model, Scene.TARGET, "5", "it was something else", false);
            assertThat(new Versions(scene.gatekeeper).get(scene.model, "5").tags())
                    .doesNotContainKey(Tags.QUARANTINED);
            assertThat(scene.promote("5").transition().to().version()).isEqualTo("5");
            assertThat(scene.ledger.audit(null).problems()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void aChampionWithoutEvidenceIsAdoptedAndComparedWithAsSuch(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            scene.version("one", 50);
            scene.gatekeeper.registry().deleteVersionTag(scene.model, "1", Tags.EVIDENCE);
            scene.gatekeeper.registry().setAlias(scene.model, "champion", "1");
            scene.gatekeeper.registry().setStage(scene.model, "1", Stage.PRODUCTION, true);
            Adoption adoption = new Adoption(scene.gatekeeper);

            Targets.Moved adopted = adoption.adopt(scene.policy(), Scene.POLICY, Scene.TARGET, "taken over", false);

            assertThat(adopted.transition().to().evidence()).isNull();
            assertThat(adopted.projection().repaired()).extracting(Drift::kind).containsOnly(Drift.Kind.TAG);
            assertThat(adoption.adopt(scene.policy(), Scene.POLICY, Scene.TARGET, "taken over", false)
                            .already())
                    .isTrue();
            Gates.Judged judged = scene.judge(scene.version("two", 50));
            assertThat(judged.verdicts().baseline().kind()).isEqualTo(Baseline.Kind.ADOPTED_CHAMPION);
            assertThat(judged.verdicts().answer()).isEqualTo(Answer.PASS);
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void anotherAliasInThePolicyTakesThePlaceOfTheOld(Major major) throws Exception {
        try (Scene scene = Scene.on(MlflowServer.shared(major).uri(), folder)) {
            scene.promote(scene.version("one", 50));
            String version = scene.version("two", 50);
            scene.judge(version);

            new Targets(scene.gatekeeper)
                    .promote(new Targets.Promotion(
                            scene.policy(Scene.target("live", null)), Scene.POLICY, Scene.TARGET, version, "", false));

            assertThat(scene.gatekeeper.registry().getModel(scene.model).aliases())
                    .isEqualTo(Map.of("live", version));
            assertThat(new Versions(scene.gatekeeper).of(scene.model))
                    .extracting(ModelVersion::stage)
                    .doesNotContain(Stage.PRODUCTION);
        }
    }

    @Test
    void theDecisionStandsWhereMlflowDoesNotAnswer() throws Exception {
        try (FaultProxy proxy = FaultProxy.before(MlflowServer.shared(Major.V3).uri());
                Scene scene = Scene.on(proxy.uri(), folder)) {
            String version = scene.version("one", 50);
            scene.judge(version);
            proxy.always("registered-models/alias", Fault.status(500));

            Targets.Moved moved = new Targets(scene.gatekeeper).promote(scene.promotion(version));

            assertThat(moved.projection()).isNull();
            assertThat(moved.remarks()).singleElement().asString().contains("decided", "reconcile");
            assertThat(scene.holder()).isEqualTo(version);
            proxy.next("");
            assertThat(new Reconciler(scene.gatekeeper).reconcile(null, false).left())
                    .isEmpty();
            assertThat(scene.champion()).isEqualTo(version);
        }
    }

    /** As somebody with MLflow's artifact credentials would. */
    private static void overwrite(Scene scene, String version) {
        var files = scene.gatekeeper.artifacts().of(new Versions(scene.gatekeeper).get(scene.model, version));
        scene.gatekeeper.artifacts().upload(files, "model.bin", "swapped".getBytes(StandardCharsets.UTF_8));
    }
}
