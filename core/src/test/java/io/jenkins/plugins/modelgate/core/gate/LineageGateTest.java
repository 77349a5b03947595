package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.Presence;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.EvidenceBuilder.Fact;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Lineage.Check;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LineageGateTest {
    private static final Evidence PLAIN = new EvidenceBuilder().build();

    static Stream<Arguments> lineage() {
        return Stream.of(
                arguments(Check.CLEAN, Fact.GOOD, Answer.PASS, "The agent found every file as in commit 0123456789."),
                arguments(
                        Check.CLEAN,
                        Fact.BAD,
                        Answer.FAIL,
                        "The agent found 2 files not as in commit 0123456789: ‘src/a.py’, ‘x\\u001by’."),
                arguments(
                        Check.DATA_UNMODIFIED,
                        Fact.GOOD,
                        Answer.PASS,
                        "The agent found all data (2 tracked paths) as DVC recorded it."),
                arguments(
                        Check.DATA_UNMODIFIED,
                        Fact.BAD,
                        Answer.FAIL,
                        "The agent found data that is not as DVC recorded it: ‘data’."),
                arguments(
                        Check.DATA_UNMODIFIED,
                        Fact.VAGUE,
                        Answer.INCONCLUSIVE,
                        "The agent could not look at data that is not in the workspace: ‘data’."),
                arguments(
                        Check.DATA_IN_REMOTE,
                        Fact.GOOD,
                        Answer.PASS,
                        "The agent saw all data (1 stored path) in the DVC remote."),
                arguments(
                        Check.DATA_IN_REMOTE,
                        Fact.BAD,
                        Answer.FAIL,
                        "The agent looked for the data in the DVC remote and did not find ‘data’; run ‘dvc push’,"
                                + " and register the candidate again."),
                arguments(
                        Check.DATA_IN_REMOTE,
                        Fact.VAGUE,
                        Answer.INCONCLUSIVE,
                        "The agent could not tell whether the DVC remote has ‘data’."),
                arguments(
                        Check.PARAMS_TRACKED,
                        Fact.GOOD,
                        Answer.PASS,
                        "The agent read 1 parameter from DVC’s lock, and the training contradicts none."),
                arguments(
                        Check.PARAMS_TRACKED,
                        Fact.VAGUE,
                        Answer.INCONCLUSIVE,
                        "The agent found no parameters in DVC’s lock."),
                arguments(
                        Check.PROTECTED_REF,
                        Fact.GOOD,
                        Answer.PASS,
                        "The agent found commit 0123456789 on the protected ref ‘refs/heads/main’."),
                arguments(
                        Check.PROTECTED_REF,
                        Fact.VAGUE,
                        Answer.INCONCLUSIVE,
                        "The agent found no protected ref that contains commit 0123456789."),
                arguments(
                        Check.BYTE_IDENTICAL,
                        Fact.GOOD,
                        Answer.PASS,
                        "The agent found the model’s files byte by byte as in DVC’s lock."),
                arguments(
                        Check.BYTE_IDENTICAL,
                        Fact.VAGUE,
                        Answer.INCONCLUSIVE,
                        "The agent knows only that one build made both the model and the lock"),
                arguments(Check.CLEAN, Fact.UNKNOWN, Answer.INCONCLUSIVE, "Nobody knows the candidate’s code."),
                arguments(Check.PROTECTED_REF, Fact.UNKNOWN, Answer.INCONCLUSIVE, "Nobody knows the candidate’s code."),
                arguments(
                        Check.DATA_UNMODIFIED, Fact.UNKNOWN, Answer.INCONCLUSIVE, "Nobody knows the candidate’s data."),
                arguments(
                        Check.DATA_IN_REMOTE, Fact.UNKNOWN, Answer.INCONCLUSIVE, "Nobody knows the candidate’s data."),
                arguments(
                        Check.BYTE_IDENTICAL,
                        Fact.UNKNOWN,
                        Answer.INCONCLUSIVE,
                        "The agent knows of nothing that ties the model’s files to DVC’s lock."));
    }

    @ParameterizedTest
    @MethodSource
    void lineage(Check check, Fact fact, Answer answer, String sentence) {
        EvidenceBuilder evidence = new EvidenceBuilder().facts(fact, Observer.AGENT);
        Verdicts verdicts = judged(evidence.build(), lineage(check));
        Verdict verdict = verdicts.verdicts().get(0);
        assertThat(verdict.sentence()).startsWith(sentence);
        assertThat(verdict.answer()).isEqualTo(verdicts.answer()).isEqualTo(answer);
    }

    @ParameterizedTest
    @EnumSource(Check.class)
    void whatOnlyTheRunClaimsPassesNoLineageCheck(Check check) {
        Verdict verdict = judged(
                        new EvidenceBuilder().facts(Fact.GOOD, Observer.CLAIMED).build(), lineage(check))
                .verdicts()
                .get(0);
        assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE);
        assertThat(verdict.sentence()).startsWith("The run itself ").endsWith(", but nobody else saw it.");
        assertThat(verdict.observers()).containsExactly(Observer.CLAIMED);
    }

    @Test
    void dvcMayWriteItsOwnFilesOnlyWhereTheBuildTrained() {
        EvidenceBuilder evidence =
                new EvidenceBuilder().facts(Fact.GOOD, Observer.AGENT).dirtyByDvc("dvc.lock");
        Verdict trained = judged(evidence.way(Evidence.Way.TRAINED_IN_CI).build(), lineage(Check.CLEAN))
                .verdicts()
                .get(0);
        assertThat(trained.answer()).isEqualTo(Answer.PASS);
        assertThat(trained.sentence())
                .isEqualTo(
                        "The agent found every file as in commit 0123456789, but for what DVC itself wrote (‘dvc.lock’).");
        assertThat(judged(evidence.way(Evidence.Way.LOCKED_BEFORE).build(), lineage(Check.CLEAN))
                        .answer())
                .isEqualTo(Answer.FAIL);
    }

    @Test
    void whatStopsTheCandidateIsSaidFirst() {
        Verdict verdict = judged(
                        new EvidenceBuilder().facts(Fact.BAD, Observer.AGENT).build(),
                        new Gate.Lineage("all", EnumSet.allOf(Check.class)))
                .verdicts()
                .get(0);
        assertThat(verdict.answer()).isEqualTo(Answer.FAIL);
        assertThat(verdict.sentence())
                .matches("The agent found 2 files .*found data that is not .*did not find .*parameter.*");
        assertThat(verdict.observers()).containsExactly(Observer.AGENT);
    }

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
                .isEqualTo("The agent found data that is declared never to be pushed: ‘raw’; remove its ‘push: false’,"
                        + " run ‘dvc push’, and register the candidate again.");
    }

    @Test
    void cannotTellWhereNothingIsEverPushed() {
        Verdict verdict = ask(Check.DATA_IN_REMOTE, data(path("features", "dvc.yaml:prepare", Presence.NOT_PUSHED)));

        assertThat(verdict.answer()).isEqualTo(Answer.INCONCLUSIVE);
    }

    @Test
    void moreIsShownWhereACheckPassesThatDidNot() {
        Evidence absent = data(path("raw", "raw.dvc", Presence.ABSENT));
        Evidence present = data(path("raw", "raw.dvc", Presence.PRESENT));

        assertThat(GateEvaluator.showsMoreDescent(present, absent)).isTrue();
        assertThat(GateEvaluator.showsMoreDescent(absent, present)).isFalse();
        assertThat(GateEvaluator.showsMoreDescent(present, present)).isFalse();
    }

    @Test
    void evidenceOfNoTrainingTakesNoContradictionBack() {
        Evidence contradicted = params(Map.of("lr", "0.1"), Map.of("lr", "0.2"));
        Evidence silent = params(Map.of("lr", "0.1"), Map.of());
        Evidence pushed = with(data(path("raw", "raw.dvc", Presence.PRESENT)).data(), silent.params(), silent.run());

        assertThat(GateEvaluator.showsMoreDescent(silent, contradicted)).isFalse();
        assertThat(GateEvaluator.showsMoreDescent(pushed, contradicted)).isFalse();
        assertThat(GateEvaluator.showsMoreDescent(pushed, silent)).isTrue();
    }

    @Test
    void aCandidateFailsByItselfForItsNumbersOnly() {
        Gate lineage = lineage(Check.DATA_IN_REMOTE);
        Gate bound = new Gate.Bound("in-bounds", "rmse", null, 70.0);
        Evidence bad = new EvidenceBuilder()
                .facts(Fact.BAD, Observer.AGENT)
                .metric("rmse", 80, Observer.AGENT)
                .build();

        assertThat(GateEvaluator.failsByItself(judged(bad, lineage))).isFalse();
        assertThat(GateEvaluator.failsByItself(judged(bad, lineage, bound))).isTrue();
        assertThat(GateEvaluator.failsByItself(judged(PLAIN, lineage, bound))).isFalse();
    }

    private static Verdicts judged(Evidence evidence, Gate... gates) {
        return GateEvaluator.evaluate(
                evidence,
                "1",
                new TargetId("main", "default", "diabetes", "production"),
                new TargetPolicy("production", "champion", null, TargetPolicy.WithoutBaseline.BOUNDS, List.of(gates)),
                new PolicyRef(PLAIN.candidateKey(), "refs/heads/main", null, true),
                Context.of(Opponent.none()),
                Instant.EPOCH);
    }

    private static Gate.Lineage lineage(Check check) {
        return new Gate.Lineage("descent", Set.of(check));
    }

    private static Verdict ask(Check check, Evidence evidence) {
        return LineageGate.verdict(lineage(check), evidence);
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
