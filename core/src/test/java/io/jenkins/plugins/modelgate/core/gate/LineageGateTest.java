package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.Presence;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Lineage.Check;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineageGateTest {
    private static final Evidence PLAIN = new EvidenceBuilder().build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.lr | 0.1 | train.lr | 0.1",
                "train.lr | 0.1 | train.lr | 0.10",
                "train.lr | 1 | train.lr | 1.0",
                "train.lr | 0.1 | lr | 0.1",
                "p.toml:train.lr | 0.1 | train.lr | 0.1",
                "train.on | true | train.on | True",
                "train.on | null | train.on | None",
                "train.solver | \"adam\" | solver | adam",
                "train.layers | [1,2] | train.layers | [1, 2]",
                "train.lr | 1e-7 | train.lr | 1e-07",
            })
    void findsWhatTheTrainingLoggedInTheLock(String name, String json, String logged, String value) {
        Verdict verdict = ask(Check.PARAMS_TRACKED, params(Map.of(name, json), Map.of(logged, value)));

        assertThat(verdict.answer()).isEqualTo(Answer.PASS);
        assertThat(verdict.sentence())
                .isEqualTo("The agent read 1 parameter from DVC’s lock, and the training contradicts none.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.lr | 0.1 | train.lr | 0.2",
                "train.lr | 0.1 | train.lr | fast",
                "train.lr | 0.1 | train.lr | NaN",
                "p.toml:train.lr | 0.1 | train.lr | 0.2",
                "train.on | true | train.on | False",
                "train.on | null | train.on | 0",
                "train.solver | \"adam\" | train.solver | sgd",
                "train.odd | 1,2 | train.odd | 1",
                "train.odd | [ | train.odd | 1",
            })
    void failsWhereTheTrainingSaysThatItUsedAnother(String name, String json, String logged, String value) {
        Verdict verdict = ask(Check.PARAMS_TRACKED, params(Map.of(name, json), Map.of(logged, value)));

        assertThat(verdict.answer()).isEqualTo(Answer.FAIL);
        assertThat(verdict.sentence())
                .isEqualTo("The training logged ‘" + logged + "’ as ‘" + value + "’, but DVC’s lock records ‘" + json
                        + "’.");
    }

    @Test
    void namesWhatTheTrainingLoggedThatDvcDoesNotTrack() {
        Verdict verdict = ask(
                Check.PARAMS_TRACKED,
                params(Map.of("train.lr", "0.1"), Map.of("lr", "0.2", "train.lr", "0.1", "copy_X", "True")));

        assertThat(verdict.answer()).isEqualTo(Answer.PASS);
        assertThat(verdict.sentence())
                .isEqualTo("The agent read 1 parameter from DVC’s lock, and the training contradicts none; the training"
                        + " logged 2 parameters that DVC does not track: ‘copy_X’, ‘lr’.");
    }

    @Test
    void cannotTellWhereTheLockRecordsNone() {
        Verdict verdict = ask(Check.PARAMS_TRACKED, params(Map.of(), Map.of("lr", "0.2")));

        assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(verdict.sentence())
                .isEqualTo("The agent found no parameters in DVC’s lock; the training logged 1 parameter that DVC does"
                        + " not track: ‘lr’.");
    }

    @Test
    void namesOutputsThatAreNeverPushed() {
        Verdict verdict = ask(
                Check.DATA_IN_REMOTE,
                data(
                        path("raw", "raw.dvc", Presence.PRESENT),
                        path("features", "dvc.yaml:prepare", Presence.NOT_PUSHED)));

        assertThat(verdict.answer()).isEqualTo(Answer.PASS);
        assertThat(verdict.sentence())
                .isEqualTo("The agent saw all data (1 stored path) in the DVC remote, but for what its stage declares"
                        + " never to be pushed: ‘features’.");
    }

    @Test
    void failsForSourcesThatAreNeverPushed() {
        Verdict verdict = ask(
                Check.DATA_IN_REMOTE,
                data(
                        path("raw", "raw.dvc", Presence.NOT_PUSHED),
                        path("features", "dvc.yaml:prepare", Presence.PRESENT)));

        assertThat(verdict.answer()).isEqualTo(Answer.FAIL);
        assertThat(verdict.sentence())
                .isEqualTo("The agent found data that is declared never to be pushed: ‘raw’; remove its ‘push: false’"
                        + " and run ‘dvc push’.");
    }

    @Test
    void cannotTellWhereNothingIsEverPushed() {
        Verdict verdict = ask(Check.DATA_IN_REMOTE, data(path("features", "dvc.yaml:prepare", Presence.NOT_PUSHED)));

        assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE);
    }

    private static Verdict ask(Check check, Evidence evidence) {
        return LineageGate.verdict(new Gate.Lineage("descent", Set.of(check)), evidence);
    }

    private static Evidence params(Map<String, String> recorded, Map<String, String> logged) {
        return with(
                PLAIN.data(),
                new Observed<>(new TreeMap<>(recorded), Observer.AGENT),
                new Observed<>(new Evidence.Run("r", "1", null, new TreeMap<>(logged)), Observer.REGISTRY));
    }

    private static Evidence data(TrackedPath... paths) {
        Evidence.Data data = new Evidence.Data(new Sha256("a".repeat(64)), List.of(paths), new TreeMap<>());
        return with(new Observed<>(data, Observer.AGENT), PLAIN.params(), null);
    }

    private static Evidence with(
            Observed<Evidence.Data> data, Observed<SortedMap<String, String>> params, Observed<Evidence.Run> run) {
        return new Evidence(
                PLAIN.model(),
                PLAIN.name(),
                PLAIN.candidateKey(),
                PLAIN.way(),
                PLAIN.code(),
                data,
                params,
                PLAIN.metrics(),
                PLAIN.link(),
                run,
                null,
                PLAIN.at());
    }

    private static TrackedPath path(String name, String owner, Presence presence) {
        DataHash hash = DataHash.md5("d41d8cd98f00b204e9800998ecf8427e");
        return new TrackedPath(
                name,
                TrackedPath.Kind.FILE,
                owner,
                hash,
                hash,
                1,
                1,
                TrackedPath.State.UNCHANGED,
                true,
                presence,
                true);
    }
}
