package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.Quarantined;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.RegisteredModel;
import io.jenkins.plugins.modelgate.mlflow.client.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What differs between ledger and registry, without either. */
class ProjectionTest {
    private static final Sha256 TRANSITION = Scene.digest("transition");
    private static final String HOLDS = Tags.HOLDS + "production";
    private static final String MARK = TRANSITION.hex() + " champion Production";

    @Test
    void nothingDiffersWhereAllIsShown() {
        assertThat(drift(state("2"), Map.of("champion", "2"), held("2"), version("1", Stage.ARCHIVED, Map.of())))
                .isEmpty();
    }

    @Test
    void aMovedAliasIsNamedWithBothVersions() {
        assertThat(drift(state("2"), Map.of("champion", "1"), held("2"), version("1", Stage.NONE, Map.of())))
                .containsExactly("The alias ‘champion’ shows version 1; by the ledger it is version 2");
    }

    @Test
    void aSecondVersionInTheStageIsDrift() {
        assertThat(drift(state("2"), Map.of("champion", "2"), held("2"), version("1", Stage.PRODUCTION, Map.of())))
                .containsExactly("The stage ‘Production’ has also version 1; by the ledger it is version 2");
    }

    @Test
    void whereNobodyHoldsTheTargetNothingMayShowIt() {
        assertThat(drift(state(null), Map.of("champion", "1"), held("1"))).hasSize(3);
    }

    @Test
    void anAliasOfAnotherPurposeIsLeftAlone() {
        assertThat(drift(
                        state("2"),
                        Map.of("champion", "2", "theirs", "1"),
                        held("2"),
                        version("1", Stage.NONE, Map.of())))
                .isEmpty();
    }

    @Test
    void aDeletedVersionCannotBeRepairedAndItsAliasIsLeftAlone() {
        List<Projection.Repair> repairs =
                Projection.of(List.of(state("2")), new RegisteredModel("m", "", Map.of(), Map.of()), List.of());

        assertThat(repairs).singleElement().satisfies(repair -> {
            assertThat(repair.drift().kind()).isEqualTo(Drift.Kind.VERSION_GONE);
            assertThat(repair.drift().repairable()).isFalse();
        });
        assertThat(Projection.ofNothing(List.of(state("2")))).hasSize(1);
    }

    @Test
    void aForgedMarkIsReplacedAndBelievedNoFurther() {
        assertThat(drift(
                        state("2"),
                        Map.of("champion", "2"),
                        version("2", Stage.PRODUCTION, Map.of(HOLDS, "x y Nonsense")),
                        version("1", Stage.NONE, Map.of(HOLDS, "a b c d"))))
                .containsExactlyInAnyOrder(
                        "The tag ‘" + HOLDS + "’ of version 2 is not up to date",
                        "The tag ‘" + HOLDS + "’ of version 1 is left over");
    }

    @Test
    void aQuarantineIsShownOnEachVersionOfTheModel() {
        Holder bad = new Holder("1", Scene.digest("bad"), null, null);
        TargetState state = new TargetState(
                target(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                TRANSITION,
                List.of(new Quarantined(bad, "bad", actor(), Instant.EPOCH, TRANSITION)));

        assertThat(drift(
                        state,
                        Map.of(),
                        version("1", Stage.NONE, Map.of()),
                        version(
                                "2",
                                Stage.NONE,
                                Map.of(Lookup.By.MODEL_HASH.tag(), bad.model().hex())),
                        version("3", Stage.NONE, Map.of(Tags.QUARANTINED, "x"))))
                .hasSize(3);
    }

    private static List<String> drift(TargetState state, Map<String, String> aliases, ModelVersion... versions) {
        return Projection.of(List.of(state), new RegisteredModel("m", "", Map.of(), aliases), List.of(versions))
                .stream()
                .map(repair -> repair.drift().sentence())
                .toList();
    }

    private static ModelVersion held(String version) {
        return version(version, Stage.PRODUCTION, Map.of(HOLDS, MARK));
    }

    private static ModelVersion version(String version, Stage stage, Map<String, String> tags) {
        return new ModelVersion("m", version, stage, "runs:/r/model", "r", null, "", Instant.EPOCH, tags, List.of());
    }

    private static TargetState state(String version) {
        Holder holder = version == null
                ? null
                : new Holder(version, Scene.digest(version), Scene.digest("c" + version), Scene.digest("e" + version));
        return new TargetState(
                target(),
                holder,
                "champion",
                "Production",
                null,
                TRANSITION,
                Instant.EPOCH,
                actor(),
                TRANSITION,
                List.of());
    }

    private static TargetId target() {
        return new TargetId("mlflow", "default", "m", "production");
    }

    private static Actor actor() {
        return new Actor(Actor.Kind.JOB, "tests", null, Observer.CONTROLLER);
    }
}
