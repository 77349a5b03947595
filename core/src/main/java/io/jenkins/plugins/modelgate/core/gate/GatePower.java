package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Margin;
import io.jenkins.plugins.modelgate.core.statistics.PairedProportions;
import io.jenkins.plugins.modelgate.core.statistics.Power;
import io.jenkins.plugins.modelgate.core.statistics.Proportion;
import io.jenkins.plugins.modelgate.core.statistics.Replicates;
import io.jenkins.plugins.modelgate.core.statistics.StatedErrors;
import java.util.Map;

/**
 * How often a comparison would let models through, under what is supposed of the numbers.
 *
 * @param value the champion's true number, finite; null if not supposed
 * @param examples how many stand behind a share; null if not supposed
 * @param disagreement the share of the examples on which one model is right and the other wrong; null if not supposed
 * @param error what both sides state; null if not supposed
 * @param replicates how many on each side; null if not supposed
 * @param spread the standard deviation of replicates; null if not supposed
 */
public record GatePower(
        @CheckForNull Double value,
        @CheckForNull Integer examples,
        @CheckForNull Double disagreement,
        @CheckForNull Double error,
        @CheckForNull Integer replicates,
        @CheckForNull Double spread) {
    public GatePower {
        if (value != null && !Double.isFinite(value)) {
            throw new IllegalArgumentException("The champion’s number is finite, found " + value);
        }
        if (examples != null && (examples < 1 || examples > Power.MOST)) {
            throw new IllegalArgumentException("Suppose 1 to " + Power.MOST + " examples, found " + examples);
        }
        if (disagreement != null && !(disagreement > 0 && disagreement <= 1)) {
            throw new IllegalArgumentException(
                    "Both models differ on a share of examples above 0 and up to 1, found " + disagreement);
        }
        if (replicates != null && (replicates < 1 || replicates > 1_000)) {
            throw new IllegalArgumentException("Suppose 1 to 1000 replicates, found " + replicates);
        }
        if (!isPositive(error) || !isPositive(spread)) {
            throw new IllegalArgumentException("A standard error or deviation is a finite number above 0");
        }
    }

    /**
     * How often.
     *
     * @param method the comparison's method
     * @param equal of 1, how often a model passes that is as good as the champion
     * @param justTooBad of 1, how often one passes that is worse by exactly the margin; the same where it must be better
     * @param unknown why neither can be told; null if they can
     */
    public record Passes(
            String method,
            double equal,
            double justTooBad,
            @CheckForNull String unknown) {
        private static Passes unknown(String method, String why) {
            return new Passes(method, Double.NaN, Double.NaN, why);
        }
    }

    /** The same; what a comparison needs and nobody supposed is taken from metrics. */
    public GatePower measured(Gate.Comparison gate, Map<String, Double> metrics) {
        Grounds grounds = gate.grounds();
        Double count = grounds instanceof Grounds.Share share ? metrics.get(share.of()) : null;
        Double stated = grounds instanceof Grounds.StatedError given ? metrics.get(given.metric()) : null;
        double[] known = grounds instanceof Grounds.Replicates some ? some.among(metrics) : new double[0];
        double varies = Replicates.spread(known);
        return new GatePower(
                first(value, metrics.get(gate.metric())),
                first(examples, count == null ? null : count.intValue()),
                disagreement,
                first(error, stated),
                first(replicates, known.length == 0 ? null : known.length),
                first(spread, varies > 0 ? varies : null));
    }

    @CheckForNull
    private static <T> T first(@CheckForNull T one, @CheckForNull T other) {
        return one == null ? other : one;
    }

    /**
     * How often this comparison would.
     *
     * @param questions among how many the level is shared; 1 without a budget of looks
     */
    public Passes of(Gate.Comparison gate, double questions) {
        Grounds grounds = gate.grounds();
        if (grounds instanceof Grounds.Bare) {
            return Passes.unknown(ComparisonGate.METHOD, "two bare numbers: their uncertainty is unknown");
        }
        if (value == null) {
            return Passes.unknown(
                    method(grounds),
                    "what ‘" + Shown.text(gate.metric()) + "’ is now is not known: suppose it (--value)");
        }
        Margin allowed = gate.margin();
        double margin = allowed == null ? 0 : allowed.against(value).doubleValue();
        double sure = Levels.of(gate.confidence()).passingOneOf(questions).pass();
        if (grounds instanceof Grounds.Scores scores) {
            return scores(scores, margin, sure);
        }
        if (grounds instanceof Grounds.Share) {
            return shares(gate.better() == Direction.HIGHER ? value : 1 - value, margin, sure);
        }
        return grounds instanceof Grounds.StatedError ? stated(margin, sure) : replicated(margin, sure);
    }

    private static String method(Grounds grounds) {
        if (grounds instanceof Grounds.Share) {
            return Proportion.DIFFERENCE;
        }
        if (grounds instanceof Grounds.StatedError) {
            return StatedErrors.METHOD;
        }
        return grounds instanceof Grounds.Replicates ? Replicates.WELCH : ScoreMethods.NONE;
    }

    private Passes stated(double margin, double sure) {
        return error == null
                ? Passes.unknown(StatedErrors.METHOD, "suppose a standard error (--error)")
                : new Passes(
                        StatedErrors.METHOD,
                        Power.statedErrors(error, 0, margin, sure),
                        Power.statedErrors(error, -margin, margin, sure),
                        null);
    }

    private Passes replicated(double margin, double sure) {
        return replicates == null || spread == null
                ? Passes.unknown(Replicates.WELCH, "suppose replicates and their spread (--replicates, --spread)")
                : new Passes(
                        Replicates.WELCH,
                        Power.replicates(replicates, spread, 0, margin, sure),
                        Power.replicates(replicates, spread, -margin, margin, sure),
                        null);
    }

    private Passes scores(Grounds.Scores scores, double margin, double sure) {
        if (examples == null || disagreement == null) {
            return Passes.unknown(
                    ScoreMethods.NONE, "suppose how often both models differ (--examples, --disagreement)");
        }
        if (scores.range() != null || scores.unbounded() || scores.slices() != null || margin > disagreement) {
            return Passes.unknown(
                    ScoreMethods.NONE,
                    margin > disagreement
                            ? "the models differ on fewer examples than the margin allows to lose"
                            : "only of scores that are 0 or 1, and of all examples together");
        }
        if (margin == 0) {
            double equal = Power.better(examples, disagreement, sure);
            return new Passes(PairedProportions.MCNEMAR, equal, equal, null);
        }
        return new Passes(
                PairedProportions.CORRECTED,
                Power.paired(examples, disagreement, 0, margin, sure),
                Power.paired(examples, disagreement, -margin, margin, sure),
                null);
    }

    private Passes shares(double good, double margin, double sure) {
        if (examples == null) {
            return Passes.unknown(Proportion.DIFFERENCE, "suppose a number of examples (--examples)");
        }
        if (good < 0 || good > 1) {
            return Passes.unknown(Proportion.DIFFERENCE, "the champion’s value is no share");
        }
        return new Passes(
                Proportion.DIFFERENCE,
                Power.shares(examples, good, good, margin, sure),
                Power.shares(examples, Math.max(0, good - margin), good, margin, sure),
                null);
    }

    private static boolean isPositive(@CheckForNull Double number) {
        return number == null || number > 0 && Double.isFinite(number);
    }
}
