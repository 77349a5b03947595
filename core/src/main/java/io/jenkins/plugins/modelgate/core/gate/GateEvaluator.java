package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy.WithoutBaseline;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reaches verdicts: a pure function of what is known. What cannot be told is INCONCLUSIVE and says what is missing; it
 * never passes.
 */
public final class GateEvaluator {
    private static final String ALL =
            "Every gate must pass; because none may be left out, no correction for their number" + " is needed.";

    private GateEvaluator() {}

    /**
     * Asks all gates of a target about a candidate.
     *
     * @param evidence what is known of the candidate
     * @param version its version in the registry
     * @param target where it wants to go
     * @param policy the target's policy
     * @param ref where that policy was read
     * @param context what gates need to know beside
     * @param at the time that the verdicts carry
     */
    public static Verdicts evaluate(
            Evidence evidence,
            String version,
            TargetId target,
            TargetPolicy policy,
            PolicyRef ref,
            Context context,
            Instant at) {
        Comparisons comparisons = new Comparisons(evidence, target, context);
        Baseline baseline = context.champion().baseline();
        Looks looks = context.looks();
        // Numbers of examples that nobody may look at any more are not told.
        Predicate<Gate> asked = gate -> looks == null || looks.allowed() || !gate.judgesNumbers();
        List<Verdict> verdicts = Stream.concat(
                        policy.gates().stream()
                                .filter(asked)
                                .map(gate -> left(weighed(gate, comparisons), policy, baseline)),
                        Stream.ofNullable(looks).map(Looks::verdict))
                .toList();
        Overall overall = overall(policy, target, baseline, verdicts);
        List<String> unasked =
                policy.gates().stream().filter(asked.negate()).map(Gate::name).toList();
        return new Verdicts(
                evidence.model(),
                Documents.digest(evidence),
                evidence.candidateKey(),
                version,
                target,
                ref,
                baseline,
                verdicts,
                overall.answer,
                overall.rule + (unasked.isEmpty() ? "" : " Not asked: " + Shown.names(unasked) + "."),
                at);
    }

    /**
     * Asks the gates on tables only, before there is a candidate.
     *
     * @param champion what is known of who holds the target
     */
    public static List<Verdict> data(TargetPolicy policy, TargetId target, Baseline champion, Tables tables) {
        return policy.data().stream()
                .map(gate -> new DataGate(gate, target, champion, tables, Observer.AGENT).weighed())
                .toList();
    }

    /** What verdicts come to together, those apart that had nothing to compare with. */
    public static Answer together(List<Verdict> verdicts) {
        return worst(decisive(verdicts));
    }

    private static List<Verdict> decisive(List<Verdict> verdicts) {
        return verdicts.stream().filter(verdict -> !isSetAside(verdict)).toList();
    }

    private static boolean isSetAside(Verdict verdict) {
        return verdict.method().equals(ComparisonGate.NO_BASELINE) && verdict.answer() == Answer.INCONCLUSIVE;
    }

    private static Verdict verdict(Gate gate, Comparisons comparisons) {
        if (gate instanceof Gate.Bound bound) {
            return BoundGate.verdict(bound, comparisons.evidence(), comparisons.context());
        }
        if (gate instanceof Gate.Comparison comparison) {
            return comparisons.verdict(comparison, comparisons.context().levels(comparison.confidence()));
        }
        if (gate instanceof Gate.Any any) {
            return comparisons.any(any);
        }
        if (gate instanceof Gate.Trend trend) {
            return TrendGate.verdict(
                    trend, comparisons.evidence(), comparisons.context().before());
        }
        if (gate instanceof Gate.Signature signature) {
            return SignatureGate.verdict(signature, comparisons.context());
        }
        if (gate instanceof Gate.Lineage lineage) {
            return LineageGate.verdict(lineage, comparisons.evidence());
        }
        throw new IllegalArgumentException("No one knows how to answer a gate of " + gate.getClass());
    }

    private static Verdict weighed(Gate gate, Comparisons comparisons) {
        if (gate instanceof Gate.Data data) {
            return DataGate.of(data, comparisons).weighed();
        }
        Verdict verdict = verdict(gate, comparisons);
        return verdict.weighing(gate.severity().after(verdict.answer()));
    }

    /** What has nothing to compare with is left to a person, if the policy leaves that to one. */
    private static Verdict left(Verdict verdict, TargetPolicy policy, Baseline baseline) {
        boolean person =
                baseline.kind() != Baseline.Kind.CHAMPION && policy.withoutBaseline() == WithoutBaseline.PERSON;
        return person && isSetAside(verdict) && verdict.effect() == null ? verdict.weighing(Effect.PERSON) : verdict;
    }

    /** Random numbers follow from the candidate, so that a verdict can be recomputed to the bit. */
    static long seed(Evidence evidence) {
        return Long.parseUnsignedLong(evidence.candidateKey().hex().substring(0, 16), 16);
    }

    private record Overall(Answer answer, String rule) {}

    private static Overall overall(TargetPolicy policy, TargetId target, Baseline baseline, List<Verdict> verdicts) {
        Answer worst = worst(verdicts);
        boolean compared = baseline.kind() == Baseline.Kind.CHAMPION;
        if (!compared && policy.withoutBaseline() == WithoutBaseline.PERSON) {
            return new Overall(
                    worst(worst, Answer.INCONCLUSIVE),
                    Comparisons.nothingToCompareWith(target, baseline) + "; the policy leaves it to a person then. "
                            + ALL + weights(verdicts));
        }
        List<Verdict> decisive = decisive(verdicts);
        if (compared || decisive.size() == verdicts.size()) {
            return new Overall(
                    worst,
                    verdicts.isEmpty()
                            ? "The policy names no gates here: every registered version may go there."
                            : ALL + weights(verdicts));
        }
        return new Overall(
                worst(worst(decisive), isBounded(verdicts) ? Answer.PASS : Answer.INCONCLUSIVE),
                Comparisons.nothingToCompareWith(target, baseline)
                        + "; the policy lets the bounds decide then: comparisons are set aside, every other gate must pass,"
                        + " and at least one of them must be a bound. No correction for their number is needed."
                        + weights(verdicts));
    }

    /** Which gates weigh less than others. */
    private static String weights(List<Verdict> verdicts) {
        List<String> warn = named(verdicts, Effect.WARN);
        List<String> person = named(verdicts, Effect.PERSON);
        return (warn.isEmpty() ? "" : " Only a warning: " + Shown.names(warn) + ".")
                + (person.isEmpty() ? "" : " Left to a person where it does not pass: " + Shown.names(person) + ".");
    }

    private static List<String> named(List<Verdict> verdicts, Effect effect) {
        return verdicts.stream()
                .filter(verdict -> verdict.effect() == effect)
                .map(Verdict::gate)
                .toList();
    }

    private static boolean isBounded(List<Verdict> verdicts) {
        return verdicts.stream()
                .anyMatch(verdict -> verdict.answer() == Answer.PASS
                        && verdict.effect() == null
                        && (verdict.method().equals(BoundGate.METHOD)
                                || verdict.bound() != null && verdict.baseline() == null));
    }

    /**
     * The gravest verdict that speaks against a PASS of all together; empty if nothing does. Whoever reads verdicts that say
     * PASS can see by this that they add up.
     */
    public static Optional<Verdict> objection(Verdicts verdicts) {
        return objections(verdicts).max(Comparator.comparing(GateEvaluator::counted, SEVERITY));
    }

    private static Stream<Verdict> objections(Verdicts verdicts) {
        boolean boundsDecide = verdicts.baseline().kind() != Baseline.Kind.CHAMPION && isBounded(verdicts.verdicts());
        return verdicts.verdicts().stream()
                .filter(Verdict::objects)
                .filter(verdict -> !boundsDecide || !isSetAside(verdict));
    }

    /**
     * Whether a person may let the candidate through: all gates together cannot tell, and whatever speaks against a PASS is
     * left to a person. A gate that blocks is no person's to decide, whatever it answers but PASS.
     */
    public static boolean openToAPerson(Verdicts verdicts) {
        return verdicts.answer() == Answer.INCONCLUSIVE && objections(verdicts).allMatch(Verdict::asksAPerson);
    }

    /**
     * What a person decides who lets the candidate through; empty if nobody may, and where nothing is amiss but that there is nobody
     * to compare with.
     */
    public static List<Verdict> leftToAPerson(Verdicts verdicts) {
        return openToAPerson(verdicts) ? objections(verdicts).toList() : List.of();
    }

    /** The answer of all together for people, with what becomes of it where that is not plain. */
    public static String words(Verdicts verdicts) {
        boolean warned = verdicts.verdicts().stream().anyMatch(Verdict::warns);
        return verdicts.answer()
                + (openToAPerson(verdicts)
                        ? " (ASKS A PERSON)"
                        : warned && verdicts.answer() == Answer.PASS ? " (WITH WARNINGS)" : "");
    }

    /**
     * Whether a FAIL that counts is about the candidate itself: about its numbers, and not only about its descent. Of that more may be
     * known later (its data is pushed, its commit gets to a protected branch), and then other evidence says so.
     */
    public static boolean failsByItself(Verdicts verdicts) {
        return verdicts.verdicts().stream()
                .anyMatch(verdict -> verdict.answer() == Answer.FAIL
                        && verdict.objects()
                        && !verdict.method().equals(LineageGate.METHOD));
    }

    /**
     * Whether evidence shows more of the descent than other evidence of the same candidate: it passes all checks of lineage that
     * the other one passes, and one more. What a training said of its parameters is not taken back by evidence of no training.
     */
    public static boolean showsMoreDescent(Evidence evidence, Evidence other) {
        Set<Gate.Lineage.Check> passed = LineageGate.passed(evidence);
        Set<Gate.Lineage.Check> before = LineageGate.passed(other);
        return passed.size() > before.size()
                && passed.containsAll(before)
                && passed.contains(Gate.Lineage.Check.PARAMS_TRACKED)
                        == before.contains(Gate.Lineage.Check.PARAMS_TRACKED);
    }

    /** ERROR outweighs FAIL, FAIL outweighs INCONCLUSIVE, and PASS is what is left. */
    static final Comparator<Answer> SEVERITY =
            Comparator.comparing(List.of(Answer.PASS, Answer.INCONCLUSIVE, Answer.FAIL, Answer.ERROR)::indexOf);

    private static Answer worst(List<Verdict> verdicts) {
        return verdicts.stream().map(GateEvaluator::counted).max(SEVERITY).orElse(Answer.PASS);
    }

    /** What an answer counts for. */
    private static Answer counted(Verdict verdict) {
        if (!verdict.objects()) {
            return Answer.PASS;
        }
        return verdict.effect() == Effect.PERSON ? Answer.INCONCLUSIVE : verdict.answer();
    }

    static Answer worst(Answer one, Answer other) {
        return SEVERITY.compare(one, other) >= 0 ? one : other;
    }
}
