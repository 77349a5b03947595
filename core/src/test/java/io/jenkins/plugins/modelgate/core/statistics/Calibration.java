package io.jenkins.plugins.modelgate.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import io.jenkins.plugins.modelgate.core.statistics.Result.Significance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How often each method lets through what is just too bad, and what is as good. No test: run by name only, see docs/gates.md.
 * Counts are summed up exactly; numbers are simulated, with a fixed seed.
 */
class Calibration {
    private static final double CONFIDENCE = 0.95;
    private static final int[] SIZES = {50, 200, 1_000, 2_000, 5_000, 20_000};
    private static final double[] MARGINS = {0.005, 0.01, 0.02, 0.05};

    @FunctionalInterface
    private interface Decision {
        boolean passes(int a, int b);
    }

    private static void row(Object... cells) {
        System.out.println("| " + Arrays.stream(cells).map(Object::toString).collect(Collectors.joining(" | ")) + " |");
    }

    private static void head(String... cells) {
        System.out.println();
        row((Object[]) cells);
        row(Arrays.stream(cells).map(cell -> "---").toArray());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", share * 100);
    }

    /** A share that is promised to be at most the level; it may be above it by three standard errors of so many runs. */
    private static double promised(double share, int runs) {
        double level = 1 - CONFIDENCE;
        double most = level + (runs == 0 ? 0 : 3 * Math.sqrt(level * CONFIDENCE / runs));
        assertThat(share).isLessThanOrEqualTo(most);
        return share;
    }

    /** Sums over how many of the examples on which they differ the candidate loses, and how many it gains. */
    private static double paired(int n, double gain, double loss, Decision decision) {
        return Likely.of(n, loss)
                .mean(lost -> lost == n
                        ? decision.passes(0, lost) ? 1.0 : 0
                        : Likely.of(n - lost, gain / (1 - loss))
                                .mean(gained -> decision.passes(gained, lost) ? 1.0 : 0));
    }

    @Test
    void pairedShares() {
        System.out.println(
                "\n0/1 scores on the same examples: passes in per cent (exact sums); the worst over gains of 0, 2, 10 and 30 per cent");
        head("n", "margin", "tango-score, just too bad", "corrected, just too bad", "corrected, equal, 4 % differ");
        for (int n : SIZES) {
            for (double margin : MARGINS) {
                double plain = 0;
                double corrected = 0;
                for (double gain : new double[] {0, 0.02, 0.1, 0.3}) {
                    plain = Math.max(plain, paired(n, gain, gain + margin, (a, b) -> tango(n, a, b, margin)));
                    corrected =
                            Math.max(corrected, paired(n, gain, gain + margin, (a, b) -> corrected(n, a, b, margin)));
                }
                row(
                        n,
                        percent(margin),
                        percent(plain),
                        percent(promised(corrected, 0)),
                        percent(paired(n, 0.02, 0.02, (a, b) -> corrected(n, a, b, margin))));
            }
        }
        head("n", "mcnemar-exact, equal", "5 points better, 10 % differ");
        for (int n : SIZES) {
            double worst = 0;
            for (double gain : new double[] {0.01, 0.05, 0.15}) {
                worst = Math.max(worst, paired(n, gain, gain, (a, b) -> mcnemar(n, a, b)));
            }
            row(n, percent(promised(worst, 0)), percent(paired(n, 0.075, 0.025, (a, b) -> mcnemar(n, a, b))));
        }
    }

    private static boolean tango(int n, int gained, int lost, double margin) {
        double z = Roots.z(CONFIDENCE);
        return new PairedProportions(n, gained, lost).score(-margin, 0) > z;
    }

    private static boolean corrected(int n, int gained, int lost, double margin) {
        return ((Significance) new PairedProportions(n, gained, lost).nonInferiority(margin)).p() < 1 - CONFIDENCE;
    }

    private static boolean mcnemar(int n, int gained, int lost) {
        return new PairedProportions(n, gained, lost).mcnemar() instanceof Significance found
                && found.p() < 1 - CONFIDENCE;
    }

    @Test
    void shares() {
        System.out.println(
                "\nTwo shares with n: passes in per cent (exact sums); the worst over a baseline of 50, 80, 90 and 99 per cent");
        head("n", "margin", "newcombe-corrected, just too bad", "equal, 90 %");
        for (int n : SIZES) {
            for (double margin : MARGINS) {
                double worst = 0;
                for (double share : new double[] {0.5, 0.8, 0.9, 0.99}) {
                    worst = Math.max(worst, Power.shares(n, share - margin, share, margin, CONFIDENCE));
                }
                row(
                        n,
                        percent(margin),
                        percent(promised(worst, 0)),
                        percent(Power.shares(n, 0.9, 0.9, margin, CONFIDENCE)));
            }
        }
    }

    /** The mean of a lognormal distribution that is cut at 20. */
    private static final double CUT_MEAN =
            Math.exp(0.5) * (1 - Roots.above(Math.log(20) - 1)) + 20 * Roots.above(Math.log(20));

    /** Distributions with mean 0 within ±20, by name. */
    private static Map<String, Function<SplittableRandom, Double>> shapes() {
        Map<String, Function<SplittableRandom, Double>> shapes = new LinkedHashMap<>();
        shapes.put("normal", Calibration::normal);
        shapes.put("large gains (lognormal)", random -> Math.min(20, Math.exp(normal(random))) - CUT_MEAN);
        shapes.put("large losses (lognormal)", random -> CUT_MEAN - Math.min(20, Math.exp(normal(random))));
        shapes.put("constant", random -> 0.0);
        shapes.put("ties (80 % zero)", random -> random.nextInt(5) > 0 ? 0.0 : random.nextBoolean() ? 1.0 : -1.0);
        shapes.put("heavy tails (t, 3 degrees)", random -> {
            double squares = 0;
            for (int i = 0; i < 3; i++) {
                squares += Math.pow(normal(random), 2);
            }
            return Math.max(-18, Math.min(18, normal(random) / Math.sqrt(squares / 3)));
        });
        shapes.put(
                "rare large losses (0.2 % lose 20)",
                random -> random.nextInt(500) == 0 ? -20 * 0.998 : 20 * 0.002 + 0.1 * normal(random));
        return shapes;
    }

    private static double normal(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private static double[] draw(
            SplittableRandom random, int n, Function<SplittableRandom, Double> shape, double plus) {
        return IntStream.range(0, n)
                .mapToDouble(i -> shape.apply(random) + plus)
                .toArray();
    }

    private static final double MARGIN = 0.2;

    @Test
    void means() {
        System.out.println("\nReal-valued differences, margin " + MARGIN
                + ": passes in per cent, ± two standard errors of the simulation");
        head(
                "differences",
                "n",
                "bootstrap, just too bad",
                "bootstrap, equal",
                "betting (range ±21), just too bad",
                "betting, equal");
        shapes().forEach((name, shape) -> {
            for (int n : new int[] {50, Bootstrap.FEWEST, 1_000, 5_000, 20_000}) {
                int runs = n <= 200 ? 2_000 : n <= 1_000 ? 1_000 : 400;
                SplittableRandom random = new SplittableRandom(n);
                row(
                        name,
                        n,
                        // It is not offered where large losses are rare: they are not in the sample.
                        passes(runs, !name.startsWith(RARE), () -> bootstrap(draw(random, n, shape, -MARGIN), random)),
                        passes(runs / 4, false, () -> bootstrap(draw(random, n, shape, 0), random)),
                        passes(runs, true, () -> betting(draw(random, n, shape, -MARGIN), random)),
                        passes(runs / 4, false, () -> betting(draw(random, n, shape, 0), random)));
            }
        });
    }

    private static final String RARE = "rare";

    /** How often a difference is shown to lie above the margin. */
    private static String passes(int runs, boolean promised, Supplier<Result> draw) {
        long judged = 0;
        long passed = 0;
        for (int run = 0; run < runs; run++) {
            Result result = draw.get();
            judged += result instanceof Estimate ? 1 : 0;
            passed += lower(result) > -MARGIN ? 1 : 0;
        }
        double share = (double) passed / runs;
        return judged == 0 ? "INCONCLUSIVE" : shown(promised ? promised(share, runs) : share, runs);
    }

    @Test
    void groups() {
        System.out.println("\nDifferences in groups of 1 to 9 that share half of their variance, margin " + MARGIN);
        head("groups", "ignored, just too bad", "drawn whole, just too bad", "drawn whole, equal");
        for (int count : new int[] {Bootstrap.FEWEST, 1_000}) {
            SplittableRandom random = new SplittableRandom(count);
            List<String> cells = new ArrayList<>();
            for (int column = 0; column < 3; column++) {
                boolean whole = column > 0;
                double plus = column < 2 ? -MARGIN : 0;
                cells.add(share(1_000, () -> {
                    int[] labels = IntStream.range(0, count)
                            .flatMap(g -> IntStream.generate(() -> g).limit(1 + random.nextInt(9)))
                            .toArray();
                    double[] shared = draw(random, count, Calibration::normal, plus);
                    double[] values = Arrays.stream(labels)
                            .mapToDouble(g -> shared[g] + normal(random))
                            .toArray();
                    return lower(new Bootstrap(values, whole ? labels : new int[0], random.nextLong(), 999)
                                    .at(CONFIDENCE))
                            > -MARGIN;
                }));
            }
            row(count, cells.get(0), cells.get(1), cells.get(2));
        }
    }

    @Test
    void replicates() {
        System.out.println(
                "\nReplicates, margin of one standard deviation; passes in per cent; the baseline's spread is 1 or 2 times the candidate's");
        head(
                "replicates",
                "on each side",
                "spread",
                "welch, just too bad",
                "welch, equal",
                "permutation, just too bad",
                "permutation, equal");
        shapes().forEach((name, shape) -> {
            if (name.startsWith(RARE) || name.equals("constant")) {
                return;
            }
            for (int k : new int[] {5, 10, 20}) {
                for (int spread = 1; spread <= 2; spread++) {
                    row(cells(name, shape, k, spread));
                }
            }
        });
    }

    private static Object[] cells(String name, Function<SplittableRandom, Double> shape, int k, int spread) {
        SplittableRandom random = new SplittableRandom(k);
        Function<SplittableRandom, Double> wide = r -> spread * shape.apply(r);
        List<Object> cells = new ArrayList<>(List.of(name, k, spread + " ×"));
        for (double plus : new double[] {-1, 0}) {
            cells.add(share(
                    4_000,
                    () -> lower(Replicates.welch(draw(random, k, shape, plus), draw(random, k, wide, 0), CONFIDENCE))
                            > -1));
        }
        for (double plus : new double[] {-1, 0}) {
            cells.add(share(
                    k > 5 ? 200 : 2_000,
                    () -> Replicates.permutation(
                                            draw(random, k, shape, plus),
                                            draw(random, k, wide, 0),
                                            1,
                                            random.nextLong())
                                    instanceof Significance found
                            && found.p() <= 1 - CONFIDENCE));
        }
        return cells.toArray();
    }

    @Test
    void bounds() {
        System.out.println(
                "\nA share that must be at least b: passes in per cent (exact sums); the worst over b of 50, 80, 90 and 99 %");
        head("n", "clopper-pearson, just below b", "1 point above b = 90 %", "2 points", "5 points");
        for (int n : SIZES) {
            double worst = DoubleStream.of(0.5, 0.8, 0.9, 0.99)
                    .map(bound -> bounded(n, bound, bound))
                    .max()
                    .orElseThrow();
            row(
                    n,
                    percent(promised(worst, 0)),
                    percent(bounded(n, 0.91, 0.9)),
                    percent(bounded(n, 0.92, 0.9)),
                    percent(bounded(n, 0.95, 0.9)));
        }
    }

    private static double bounded(int n, double share, double bound) {
        return Likely.of(n, share)
                .mean(k -> new Proportion(n, k).clopperPearson(CONFIDENCE).lower() >= bound ? 1 : 0);
    }

    @Test
    void looks() {
        System.out.println(
                "\nTwenty candidates that are just too bad, one after the other: how often at least one passes, in per cent"
                        + " (exact, by newcombe-corrected, 90 %, margin 2 points); and how often an equal one passes");
        head("n", "without a budget", "20 looks, 1 pass", "equal", "20 looks, 3 passes", "equal");
        for (int n : new int[] {2_000, 5_000, 20_000}) {
            row(n, atLeastOne(n, 1), atLeastOne(n, 20), passing(n, 20), atLeastOne(n, 1_350), passing(n, 1_350));
        }
    }

    private static String atLeastOne(int n, double questions) {
        double one = Power.shares(n, 0.88, 0.9, 0.02, 1 - (1 - CONFIDENCE) / questions);
        return percent(1 - Math.pow(1 - one, 20));
    }

    private static String passing(int n, double questions) {
        return percent(Power.shares(n, 0.9, 0.9, 0.02, 1 - (1 - CONFIDENCE) / questions));
    }

    @Test
    void charts() {
        System.out.println(
                "\nHistories of 50 candidates after those learned from: an alarm for the worse in per cent of them,"
                        + " ± two standard errors of the simulation");
        head(
                "values",
                "learned from",
                "ewma, nothing happened",
                "1 deviation worse",
                "cusum, nothing happened",
                "1 deviation worse");
        Map<String, Function<SplittableRandom, Double>> shapes = shapes();
        shapes.keySet().removeIf(name -> name.startsWith(RARE) || name.startsWith("ties") || name.equals("constant"));
        shapes.forEach((name, shape) -> {
            for (int usual : new int[] {20, 50}) {
                SplittableRandom random = new SplittableRandom(usual);
                double spread = Math.sqrt(Samples.variance(draw(random, 100_000, shape, 0)));
                row(
                        name,
                        usual,
                        share(2_000, () -> isAlarmed(true, usual, 0, shape, random)),
                        share(1_000, () -> isAlarmed(true, usual, -spread, shape, random)),
                        share(2_000, () -> isAlarmed(false, usual, 0, shape, random)),
                        share(1_000, () -> isAlarmed(false, usual, -spread, shape, random)));
            }
        });
    }

    private static boolean isAlarmed(
            boolean ewma, int usual, double shift, Function<SplittableRandom, Double> shape, SplittableRandom random) {
        double[] values = DoubleStream.concat(
                        DoubleStream.of(draw(random, usual, shape, 0)), DoubleStream.of(draw(random, 50, shape, shift)))
                .toArray();
        Result.Chart chart = (Result.Chart)
                (ewma ? ControlCharts.ewma(values, usual, 0, 0) : ControlCharts.cusum(values, usual, 0, 0));
        return chart.points().stream().anyMatch(point -> point.value() < point.lower());
    }

    private static Result bootstrap(double[] differences, SplittableRandom random) {
        return new Bootstrap(differences, new int[0], random.nextLong(), 999).at(CONFIDENCE);
    }

    private static Result betting(double[] differences, SplittableRandom random) {
        return PairedMeans.betting(differences, -21, 21, CONFIDENCE, random.nextLong());
    }

    private static double lower(Result result) {
        return result instanceof Estimate estimate ? estimate.lower() : Double.NEGATIVE_INFINITY;
    }

    private static String share(int runs, java.util.function.BooleanSupplier passes) {
        long passed =
                IntStream.range(0, runs).filter(i -> passes.getAsBoolean()).count();
        return shown((double) passed / runs, runs);
    }

    private static String shown(double share, int runs) {
        return percent(share) + " ± " + percent(2 * Math.sqrt(Math.max(share, 1.0 / runs) * (1 - share) / runs));
    }
}
