package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.Presence;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.State;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Facts of the candidate's descent. What only the run itself claims is no fact: it can fail a check, but not pass it. */
final class LineageGate {
    static final String METHOD = "lineage";

    private LineageGate() {}

    /** What one check found; {@code observer} is null where nobody looked. */
    private record Finding(
            Answer answer, String sentence, @CheckForNull Observer observer) {
        static Finding pass(String sentence) {
            return new Finding(Answer.PASS, sentence, null);
        }

        static Finding fail(String sentence) {
            return new Finding(Answer.FAIL, sentence, null);
        }

        static Finding unknown(String sentence) {
            return new Finding(Answer.INCONCLUSIVE, sentence, null);
        }

        /** The same by one who looked. What the run alone claims is no fact. */
        Finding by(Observer who) {
            return who == Observer.CLAIMED && answer == Answer.PASS
                    ? new Finding(Answer.INCONCLUSIVE, sentence + ", but nobody else saw it", who)
                    : new Finding(answer, sentence, who);
        }
    }

    static Verdict verdict(Gate.Lineage gate, Evidence evidence) {
        List<Finding> findings =
                gate.checks().stream().map(check -> find(check, evidence)).toList();
        Set<Observer> observers = EnumSet.noneOf(Observer.class);
        Answer answer = Answer.PASS;
        for (Finding finding : findings) {
            answer = GateEvaluator.worst(answer, finding.answer);
            if (finding.observer != null) {
                observers.add(finding.observer);
            }
        }
        // What stops the candidate comes first.
        String sentence = Stream.of(Answer.FAIL, Answer.INCONCLUSIVE, Answer.PASS)
                .flatMap(kind -> findings.stream().filter(finding -> finding.answer == kind))
                .map(finding -> finding.sentence + ".")
                .collect(Collectors.joining(" "));
        return new Verdict(gate.name(), METHOD, answer, sentence, null, null, null, null, List.copyOf(observers));
    }

    /** The checks that the evidence passes. */
    static Set<Gate.Lineage.Check> passed(Evidence evidence) {
        Set<Gate.Lineage.Check> passed = EnumSet.noneOf(Gate.Lineage.Check.class);
        for (Gate.Lineage.Check check : Gate.Lineage.Check.values()) {
            if (find(check, evidence).answer == Answer.PASS) {
                passed.add(check);
            }
        }
        return passed;
    }

    private static Finding find(Gate.Lineage.Check check, Evidence evidence) {
        return switch (check) {
            case CLEAN -> about(evidence.code(), "code", (code, who) -> clean(code.git(), evidence.way(), who));
            case DATA_UNMODIFIED -> about(evidence.data(), "data", (data, who) -> unmodified(data.paths(), who));
            case DATA_IN_REMOTE -> about(evidence.data(), "data", (data, who) -> inRemote(data.paths(), who));
            case PARAMS_TRACKED ->
                about(evidence.params(), "parameters", (params, who) -> tracked(params, logged(evidence), who));
            case PROTECTED_REF -> about(evidence.code(), "code", LineageGate::onProtectedRef);
            case BYTE_IDENTICAL -> about(evidence.link(), "link to the data", LineageGate::byteIdentical);
        };
    }

    /** Asks about a fact that somebody observed. */
    private static <T> Finding about(
            @CheckForNull Observed<T> fact, String what, BiFunction<T, String, Finding> question) {
        return fact == null
                ? Finding.unknown("Nobody knows the candidate’s " + what)
                : question.apply(fact.value(), who(fact.observer())).by(fact.observer());
    }

    private static String who(Observer observer) {
        return switch (observer) {
            case CONTROLLER -> "The controller";
            case AGENT -> "The agent";
            case REGISTRY -> "The registry";
            case SIGNED -> "Somebody";
            case CLAIMED -> "The run itself";
        };
    }

    private static Finding clean(GitState git, Evidence.Way way, String who) {
        String head = git.commit();
        if (head == null) {
            return Finding.fail(who + " found no commit that holds the code");
        }
        String commit = "commit " + abbreviated(head);
        boolean dvcMayWrite = way == Evidence.Way.TRAINED_IN_CI;
        List<String> strange = git.dirty().stream()
                .filter(file -> !(dvcMayWrite && git.dirtyByDvc().contains(file)))
                .toList();
        if (!strange.isEmpty()) {
            return Finding.fail(who + " found " + count(strange.size(), "file") + " not as in " + commit + ": "
                    + Shown.names(strange));
        }
        String but = git.dirty().isEmpty() ? "" : ", but for what DVC itself wrote (" + Shown.names(git.dirty()) + ")";
        return Finding.pass(who + " found every file as in " + commit + but);
    }

    private static Finding unmodified(List<TrackedPath> paths, String who) {
        List<String> changed = names(paths, path -> path.state() == State.MODIFIED || path.state() == State.UNRECORDED);
        if (!changed.isEmpty()) {
            return Finding.fail(who + " found data that is not as DVC recorded it: " + Shown.names(changed));
        }
        List<String> elsewhere = names(paths, path -> path.state() != State.UNCHANGED);
        if (!elsewhere.isEmpty()) {
            return Finding.unknown(
                    who + " could not look at data that is not in the workspace: " + Shown.names(elsewhere));
        }
        return paths.isEmpty()
                ? Finding.unknown(who + " found no data that DVC tracks")
                : Finding.pass(
                        who + " found all data (" + count(paths.size(), "tracked path") + ") as DVC recorded it");
    }

    private static Finding inRemote(List<TrackedPath> paths, String who) {
        List<TrackedPath> stored = paths.stream().filter(TrackedPath::stored).toList();
        List<String> absent = names(stored, path -> path.inRemote() == Presence.ABSENT);
        if (!absent.isEmpty()) {
            return Finding.fail(who + " looked for the data in the DVC remote and did not find " + Shown.names(absent)
                    + "; run ‘dvc push’, and register the candidate again");
        }
        // Outputs of stages can be made again; sources cannot.
        List<String> sources = names(
                stored,
                path -> path.inRemote() == Presence.NOT_PUSHED && path.owner().endsWith(".dvc"));
        if (!sources.isEmpty()) {
            return Finding.fail(who + " found data that is declared never to be pushed: " + Shown.names(sources)
                    + "; remove its ‘push: false’, run ‘dvc push’, and register the candidate again");
        }
        List<String> unknown = names(stored, path -> path.inRemote() == Presence.UNKNOWN);
        if (!unknown.isEmpty()) {
            return Finding.unknown(who + " could not tell whether the DVC remote has " + Shown.names(unknown));
        }
        List<String> outputs = names(stored, path -> path.inRemote() == Presence.NOT_PUSHED);
        int seen = stored.size() - outputs.size();
        String but = outputs.isEmpty()
                ? ""
                : ", but for what its stage declares never to be pushed: " + Shown.names(outputs);
        return seen == 0
                ? Finding.unknown(who + " found no data that DVC stores" + but)
                : Finding.pass(who + " saw all data (" + count(seen, "stored path") + ") in the DVC remote" + but);
    }

    /** What the training says of its parameters; what was adopted has no others. */
    private static SortedMap<String, String> logged(Evidence evidence) {
        Observed<Evidence.Run> run = evidence.run();
        SortedMap<String, String> params = run == null ? null : run.value().params();
        return params == null ? Collections.emptySortedMap() : params;
    }

    private static Finding tracked(SortedMap<String, String> recorded, SortedMap<String, String> logged, String who) {
        Parameters params = new Parameters(recorded, logged);
        List<String> contradictions = params.contradictions();
        if (!contradictions.isEmpty()) {
            return Finding.fail("The training logged " + String.join("; ", contradictions));
        }
        List<String> untracked = params.untracked();
        String more = untracked.isEmpty()
                ? ""
                : "; the training logged " + count(untracked.size(), "parameter") + " that DVC does not track: "
                        + Shown.names(untracked);
        return recorded.isEmpty()
                ? Finding.unknown(who + " found no parameters in DVC’s lock" + more)
                : Finding.pass(who + " read " + count(recorded.size(), "parameter")
                        + " from DVC’s lock, and the training" + " contradicts none" + more);
    }

    private static Finding onProtectedRef(Evidence.Code code, String who) {
        String commit = code.git().commit();
        if (commit == null) {
            return Finding.fail(who + " found no commit that holds the code");
        }
        return code.protectedRef() == null
                ? Finding.unknown(who + " found no protected ref that contains commit " + abbreviated(commit))
                : Finding.pass(who + " found commit " + abbreviated(commit) + " on the protected ref ‘"
                        + Shown.text(code.protectedRef()) + "’");
    }

    private static Finding byteIdentical(Evidence.Link link, String who) {
        return switch (link) {
            case BYTE_IDENTICAL -> Finding.pass(who + " found the model’s files byte by byte as in DVC’s lock");
            case SAME_BUILD ->
                Finding.unknown(
                        who + " knows only that one build made both the model and the lock, not that their bytes"
                                + " are the same");
            case NONE -> Finding.unknown(who + " knows of nothing that ties the model’s files to DVC’s lock");
        };
    }

    private static List<String> names(List<TrackedPath> paths, Predicate<TrackedPath> wanted) {
        return paths.stream().filter(wanted).map(TrackedPath::path).toList();
    }

    private static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static String abbreviated(String commit) {
        return Shown.text(commit.length() > 10 ? commit.substring(0, 10) : commit);
    }
}
