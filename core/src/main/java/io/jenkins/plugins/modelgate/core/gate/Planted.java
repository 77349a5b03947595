package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.policy.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Slices;
import io.jenkins.plugins.modelgate.core.statistics.Replicates;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Draws the numbers of two models whose truth is known. */
public final class Planted {
    /** More are drawn as normal. */
    private static final int MOST_DRAWN = 5_000;

    private static final int GROUP = 5;

    private final Supposed supposed;
    private final Random random;

    Planted(Supposed supposed, long seed) {
        this.supposed = supposed;
        random = new Random(seed);
    }

    /**
     * What is supposed.
     *
     * @param metrics what the champion measures in truth, by name
     * @param examples how many examples there are, where no metric says so: 1 to 100,000
     * @param disagreement how much two equal models differ on single examples: the share of those that only one has right, or
     *     the standard deviation of the difference over the metric; above 0, at most 1
     */
    public record Supposed(SortedMap<String, Double> metrics, int examples, double disagreement) {
        public Supposed {
            metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
            if (examples < 1 || examples > 100_000) {
                throw new IllegalArgumentException("Suppose 1 to 100000 examples, found " + examples);
            }
            if (!(disagreement > 0 && disagreement <= 1)) {
                throw new IllegalArgumentException(
                        "Suppose a disagreement above 0 and up to 1, found " + Shown.number(disagreement));
            }
        }
    }

    /** Why a gate cannot be tried. */
    static final class Untried extends RuntimeException {
        private static final long serialVersionUID = 1;

        Untried(String why) {
            super(why);
        }
    }

    /** What a candidate and a champion show. */
    record Sides(
            SortedMap<String, Double> ours,
            SortedMap<String, Double> theirs,
            @CheckForNull ScoreTable ourScores,
            @CheckForNull ScoreTable theirScores) {}

    double truth(String metric) {
        Double value = supposed.metrics.get(metric);
        if (value == null || !Double.isFinite(value)) {
            throw new Untried("what ‘" + Shown.text(metric) + "’ is in truth is not known: say it by --value "
                    + Shown.text(metric) + "=NUMBER");
        }
        return value;
    }

    double gaussian() {
        return random.nextGaussian();
    }

    /** At least 0, below 1. */
    double unit() {
        return random.nextDouble();
    }

    int examples() {
        return supposed.examples;
    }

    /** A candidate's key. */
    Sha256 key() {
        return Sha256.of(
                ByteBuffer.allocate(Long.BYTES).putLong(random.nextLong()).array());
    }

    /** Two models whose metric is {@code ours} and {@code theirs} in truth. */
    Sides sides(Grounds grounds, String metric, double ours, double theirs) {
        if (grounds instanceof Grounds.Scores scores) {
            return scored(scores, ours, theirs);
        }
        return new Sides(numbers(grounds, metric, ours), numbers(grounds, metric, theirs), null, null);
    }

    private SortedMap<String, Double> numbers(Grounds grounds, String metric, double truth) {
        SortedMap<String, Double> numbers = new TreeMap<>();
        if (grounds instanceof Grounds.Share share) {
            int n = supposed.metrics
                    .getOrDefault(share.of(), (double) supposed.examples)
                    .intValue();
            numbers.put(share.of(), (double) n);
            numbers.put(metric, (double) successes(n, truth) / n);
        } else if (grounds instanceof Grounds.StatedError error) {
            double standard = truth(error.metric());
            numbers.put(error.metric(), standard);
            numbers.put(metric, truth + standard * gaussian());
        } else if (grounds instanceof Grounds.Replicates replicates) {
            replicate(replicates, truth, numbers);
        } else {
            numbers.put(metric, truth);
        }
        return numbers;
    }

    private int successes(int n, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new Untried(Shown.number(share) + " is no share");
        }
        if (n > MOST_DRAWN) {
            double drawn = n * share + Math.sqrt(n * share * (1 - share)) * gaussian();
            return (int) Math.max(0, Math.min(n, Math.round(drawn)));
        }
        return (int)
                IntStream.range(0, n).filter(i -> random.nextDouble() < share).count();
    }

    private void replicate(Grounds.Replicates replicates, double truth, SortedMap<String, Double> numbers) {
        double[] known = replicates.among(supposed.metrics);
        double spread = Replicates.spread(known);
        if (!(spread > 0)) {
            throw new Untried("how much the replicates ‘" + Shown.text(replicates.pattern())
                    + "’ spread is not known: the metrics have too few of them");
        }
        for (int i = 0; i < known.length; i++) {
            numbers.put(replicates.pattern().replace("*", String.valueOf(i)), truth + spread * gaussian());
        }
    }

    // --- scores

    private Sides scored(Grounds.Scores scores, double ours, double theirs) {
        boolean rightOrWrong = scores.range() == null && !scores.unbounded();
        if (rightOrWrong && !(Math.min(ours, theirs) >= 0 && Math.max(ours, theirs) <= 1)) {
            throw new Untried(
                    Shown.number(ours) + " or " + Shown.number(theirs) + " is no mean of scores that are 0 or 1");
        }
        StringBuilder our = new StringBuilder();
        StringBuilder their = new StringBuilder();
        Slices slices = scores.slices();
        for (StringBuilder csv : List.of(our, their)) {
            csv.append("id,").append(scores.column());
            csv.append(scores.group() == null ? "" : "," + scores.group());
            csv.append(slices == null ? "" : "," + slices.by()).append('\n');
        }
        double differ = Math.max(supposed.disagreement, Math.abs(ours - theirs));
        for (int i = 0; i < supposed.examples; i++) {
            double[] pair = rightOrWrong ? rightOrWrong(differ, ours, theirs) : real(scores, ours, theirs);
            row(our, i, pair[0], scores);
            row(their, i, pair[1], scores);
        }
        return new Sides(new TreeMap<>(), new TreeMap<>(), table(our), table(their));
    }

    private static void row(StringBuilder csv, int i, double score, Grounds.Scores scores) {
        csv.append(i)
                .append(',')
                .append(score == Math.rint(score) ? Long.toString((long) score) : Double.toString(score));
        if (scores.group() != null) {
            csv.append(',').append(i / GROUP);
        }
        Slices slices = scores.slices();
        if (slices != null) {
            List<String> names = slices.only().isEmpty() ? List.of("a", "b", "c") : slices.only();
            csv.append(',').append(names.get(i % names.size()));
        }
        csv.append('\n');
    }

    private static ScoreTable table(StringBuilder csv) {
        try {
            return ScoreTable.parse(csv.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new Untried("its scores cannot be planted: " + e.getMessage());
        }
    }

    private double[] rightOrWrong(double differ, double ours, double theirs) {
        double gained = (differ + ours - theirs) / 2;
        double at = random.nextDouble();
        if (at < gained) {
            return new double[] {1, 0};
        }
        if (at < differ) {
            return new double[] {0, 1};
        }
        // Both right or both wrong, so that the champion's mean comes out.
        double both = differ == 1 ? 0 : (theirs - (differ - gained)) / (1 - differ);
        return random.nextDouble() < both ? new double[] {1, 1} : new double[] {0, 0};
    }

    private double[] real(Grounds.Scores scores, double ours, double theirs) {
        double spread = supposed.disagreement * Math.max(Math.abs(theirs), 1e-9);
        double common = theirs + spread * gaussian();
        double other = common + ours - theirs + spread * gaussian();
        Grounds.Range range = scores.range();
        return range == null
                ? new double[] {other, common}
                : new double[] {within(range, other), within(range, common)};
    }

    private static double within(Grounds.Range range, double value) {
        return Math.max(range.low(), Math.min(range.high(), value));
    }
}
