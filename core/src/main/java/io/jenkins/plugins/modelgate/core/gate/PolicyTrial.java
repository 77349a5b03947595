package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Subject;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.gate.Planted.Untried;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Holdout;
import io.jenkins.plugins.modelgate.core.policy.Margin;
import io.jenkins.plugins.modelgate.core.policy.Reference;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Tries gates on planted candidates. Known-good ones are as good as the champion in truth (better by 5 %, where a gate asks for
 * better ones); known-bad ones are worse by twice the margin (by 5 % without one; equal, where better ones are asked for) or as far out
 * of bounds as the champion is within. What chance adds is drawn from a fixed seed. For gates on tables and signatures see {@link
 * FactTrial}.
 *
 * @param supposed what is supposed of the champion and the examples
 */
public record PolicyTrial(Planted.Supposed supposed) {
    /** A gate tells them apart if it passes so many of the good ones, */
    public static final double GOOD = 0.5;

    /** and no more than so many of the bad ones. */
    public static final double BAD = 0.1;

    private static final int RUNS = 100;
    private static final int HISTORY = 40;
    private static final double STEP = 0.05;
    private static final TargetId TARGET = new TargetId("trial", "default", "trial", "trial");
    private static final Sha256 HASH = Sha256.of(new byte[0]);
    private static final Opponent CHAMPION = new Opponent(
            new Baseline(Baseline.Kind.CHAMPION, new Holder("1", HASH, HASH, HASH), true, new TreeMap<>()), null);

    /**
     * What came of it.
     *
     * @param gate the gate's name
     * @param good of 1, how often a known-good candidate passed
     * @param bad of 1, how often a known-bad one did
     * @param chance whether all that chance does was drawn; of bare numbers it is not known
     * @param missed what passed although no chance can make it right, in words: a broken contract or signature
     * @param untried why it was not tried; null if it was
     */
    public record Outcome(
            String gate,
            double good,
            double bad,
            boolean chance,
            List<String> missed,
            @CheckForNull String untried) {
        public Outcome {
            missed = List.copyOf(missed);
        }

        /** Whether the gate was tried and cannot tell the good from the bad. */
        public boolean isBlind() {
            return untried == null && (good < GOOD || bad > BAD || !missed.isEmpty());
        }
    }

    /** Tries all gates of a target. */
    public List<Outcome> of(TargetPolicy target, @CheckForNull Holdout holdout) {
        Looks looks = holdout == null ? null : new Looks(holdout, "trial", true, 1, 0, 0);
        return target.gates().stream().map(gate -> outcome(gate, looks)).toList();
    }

    private Outcome outcome(Gate gate, @CheckForNull Looks looks) {
        Planted planted = new Planted(supposed, gate.name().hashCode());
        FactTrial facts = new FactTrial(TARGET, CHAMPION, planted);
        if (gate instanceof Gate.Data data) {
            return facts.data(data);
        }
        if (gate instanceof Gate.Signature signature) {
            return facts.signature(signature);
        }
        try {
            return new Outcome(
                    gate.name(),
                    passes(() -> answer(gate, true, planted, looks)),
                    passes(() -> answer(gate, false, planted, looks)),
                    !isBare(gate),
                    List.of(),
                    null);
        } catch (Untried e) {
            return new Outcome(gate.name(), Double.NaN, Double.NaN, false, List.of(), e.getMessage());
        }
    }

    private static boolean isBare(Gate gate) {
        return gate instanceof Gate.Bound bound && bound.grounds() instanceof Grounds.Bare
                || gate instanceof Gate.Comparison comparison && comparison.grounds() instanceof Grounds.Bare;
    }

    private static double passes(Supplier<Answer> ask) {
        int passed = 0;
        for (int run = 0; run < RUNS; run++) {
            passed += ask.get() == Answer.PASS ? 1 : 0;
        }
        return (double) passed / RUNS;
    }

    private static Answer answer(Gate gate, boolean good, Planted planted, @CheckForNull Looks looks) {
        if (gate instanceof Gate.Bound bound) {
            return bound(bound, good, planted, looks);
        }
        if (gate instanceof Gate.Comparison comparison) {
            return question(comparison, good, planted)
                    .at(levels(looks, comparison.confidence()))
                    .answer();
        }
        if (gate instanceof Gate.Any any) {
            List<Several.Question> questions =
                    any.of().stream().map(one -> question(one, good, planted)).toList();
            return Parts.any(
                            gate.name(),
                            Several.any(questions, levels(looks, any.of().get(0).confidence())))
                    .answer();
        }
        if (gate instanceof Gate.Trend trend) {
            return trend(trend, good, planted);
        }
        throw new Untried("it judges no numbers that could be planted");
    }

    private static Answer bound(Gate.Bound gate, boolean good, Planted planted, @CheckForNull Looks looks) {
        double truth = planted.truth(gate.metric());
        Double most = gate.atMost();
        Double least = gate.atLeast();
        double bound = most != null ? most : Objects.requireNonNull(least);
        double room = Math.max(Math.abs(truth - bound), STEP * Math.abs(bound));
        double value = good ? truth : most == null ? bound - room : bound + room;
        Planted.Sides sides = planted.sides(gate.grounds(), gate.metric(), value, value);
        Context context = new Context(sides.ourScores(), Opponent.none(), List.of(), Map.of(), List.of(), looks);
        return BoundGate.verdict(gate, evidence(sides.ours(), planted), context).answer();
    }

    private static Levels levels(@CheckForNull Looks looks, double confidence) {
        return new Context(null, Opponent.none(), List.of(), Map.of(), List.of(), looks).levels(confidence);
    }

    /** About one candidate, who stays the same however sure the answer must be. */
    private static Several.Question question(Gate.Comparison gate, boolean good, Planted planted) {
        double champion = planted.truth(gate.metric());
        Margin margin = gate.margin();
        double step = STEP * Math.abs(champion);
        double allowed = margin == null ? 0 : margin.against(champion).doubleValue();
        double ahead = margin == null ? good ? step : 0 : good ? 0 : -(allowed == 0 ? step : 2 * allowed);
        double candidate = gate.better() == Direction.HIGHER ? champion + ahead : champion - ahead;
        Planted.Sides sides = planted.sides(gate.grounds(), gate.metric(), candidate, champion);
        String n = gate.n();
        if (n != null) {
            sides.ours().put(n, planted.truth(n));
        }
        Baseline baseline =
                new Baseline(Baseline.Kind.CHAMPION, new Holder("1", HASH, HASH, HASH), true, observed(sides.theirs()));
        Opponent opponent = new Opponent(baseline, sides.theirScores());
        Map<String, Opponent> pinned =
                gate.against() instanceof Reference.Pinned one ? Map.of(one.version(), opponent) : Map.of();
        Context context = new Context(sides.ourScores(), opponent, List.of(), pinned, List.of(), null);
        Comparisons comparisons = new Comparisons(evidence(sides.ours(), planted), TARGET, context);
        return levels -> comparisons.verdict(gate, levels);
    }

    /** A history that stays, or one that goes down by a quarter of its spread with each candidate. */
    private static Answer trend(Gate.Trend gate, boolean good, Planted planted) {
        double truth = planted.truth(gate.metric());
        double spread = 0.01 * Math.max(Math.abs(truth), 1e-9);
        double worse = gate.better() == Direction.HIGHER ? -0.25 * spread : 0.25 * spread;
        List<Evidence> history = new ArrayList<>();
        for (int i = 0; i < gate.usual() + HISTORY; i++) {
            double drift = good ? 0 : worse * Math.max(0, i - gate.usual());
            history.add(evidence(
                    new TreeMap<>(Map.of(gate.metric(), truth + drift + spread * planted.gaussian())), planted));
        }
        int last = history.size() - 1;
        return TrendGate.verdict(gate, history.get(last), history.subList(0, last))
                .answer();
    }

    private static SortedMap<String, Observed<Metric>> observed(SortedMap<String, Double> metrics) {
        SortedMap<String, Observed<Metric>> observed = new TreeMap<>();
        metrics.forEach((name, value) -> observed.put(name, new Observed<>(new Metric(value), Observer.AGENT)));
        return observed;
    }

    private static Evidence evidence(SortedMap<String, Double> metrics, Planted planted) {
        return new Evidence(
                new ModelFiles(List.of(new Subject("model", HASH))),
                TARGET.model(),
                planted.key(),
                Evidence.Way.TRAINED_ELSEWHERE,
                null,
                null,
                new Observed<>(new TreeMap<>(), Observer.CLAIMED),
                observed(metrics),
                new Observed<>(Evidence.Link.NONE, Observer.CLAIMED),
                null,
                null,
                Instant.EPOCH);
    }
}
