package io.jenkins.plugins.modelgate.core.statistics;

import io.jenkins.plugins.modelgate.core.statistics.Result.Chart;
import io.jenkins.plugins.modelgate.core.statistics.Result.Estimate;
import io.jenkins.plugins.modelgate.core.statistics.Result.Significance;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Questions in the words of {@code reference.py}, with our answers to them. */
final class AgreementCases {
    /** By what is compared: how a case is made. */
    static final Map<String, Function<SplittableRandom, Case>> MAKERS = Map.ofEntries(
            Map.entry("tango", AgreementCases::tango),
            Map.entry("corrected", AgreementCases::corrected),
            Map.entry("non-inferiority", AgreementCases::nonInferiority),
            Map.entry("mcnemar", AgreementCases::mcnemar),
            Map.entry("wilson", AgreementCases::wilson),
            Map.entry("clopper-pearson", AgreementCases::clopperPearson),
            Map.entry("newcombe", AgreementCases::newcombe),
            Map.entry("stated-error", AgreementCases::statedError),
            Map.entry("bootstrap", random -> bootstrap(random, false)),
            Map.entry("grouped-bootstrap", random -> bootstrap(random, true)),
            Map.entry("betting", AgreementCases::betting),
            Map.entry("welch", AgreementCases::welch),
            Map.entry("permutation", AgreementCases::permutation),
            Map.entry("permutation-interval", AgreementCases::permutationInterval),
            Map.entry("holm", AgreementCases::holm),
            Map.entry("psi", AgreementCases::psi),
            Map.entry("chi-square", AgreementCases::chiSquare),
            Map.entry("kolmogorov-smirnov", AgreementCases::kolmogorovSmirnov),
            Map.entry("ewma", random -> chart(random, "ewma")),
            Map.entry("cusum", random -> chart(random, "cusum")));

    private AgreementCases() {}

    record Case(Map<String, Object> question, List<Double> answer) {}

    private static PairedProportions pairs(SplittableRandom random) {
        int n = random.nextInt(50, random.nextBoolean() ? 300 : 20_000);
        int gained = random.nextInt(0, random.nextBoolean() ? 5 : n / 3);
        int lost = random.nextInt(0, random.nextBoolean() ? 5 : n / 3);
        return new PairedProportions(n, gained, lost);
    }

    private static Case tango(SplittableRandom random) {
        PairedProportions pairs = pairs(random);
        double confidence = confidence(random);
        return new Case(question("tango-score", pairs, "confidence", confidence), numbers(pairs.tango(confidence)));
    }

    private static Case corrected(SplittableRandom random) {
        PairedProportions pairs = pairs(random);
        double confidence = confidence(random);
        return new Case(
                question("tango-score-corrected", pairs, "confidence", confidence),
                numbers(pairs.corrected(confidence)));
    }

    private static Case nonInferiority(SplittableRandom random) {
        PairedProportions pairs = pairs(random);
        double margin = random.nextDouble(0.001, 0.3);
        return new Case(question("non-inferiority", pairs, "margin", margin), numbers(pairs.nonInferiority(margin)));
    }

    private static Map<String, Object> question(String method, PairedProportions pairs, String key, double value) {
        return Map.of("method", method, "n", pairs.n(), "gained", pairs.gained(), "lost", pairs.lost(), key, value);
    }

    private static Case mcnemar(SplittableRandom random) {
        int gained = random.nextInt(0, 200);
        int lost = random.nextInt(1, 200);
        return new Case(
                Map.of("method", "mcnemar-exact", "gained", gained, "lost", lost),
                numbers(new PairedProportions(500, gained, lost).mcnemar()));
    }

    private static Proportion proportion(SplittableRandom random) {
        int n = random.nextInt(50, random.nextBoolean() ? 200 : 20_000);
        return new Proportion(n, random.nextInt(4) == 0 ? n : random.nextInt(0, n + 1));
    }

    private static Case wilson(SplittableRandom random) {
        Proportion proportion = proportion(random);
        double confidence = confidence(random);
        return new Case(
                Map.of(
                        "method",
                        "wilson",
                        "n",
                        proportion.n(),
                        "successes",
                        proportion.successes(),
                        "confidence",
                        confidence),
                numbers(proportion.wilson(confidence)));
    }

    private static Case clopperPearson(SplittableRandom random) {
        Proportion proportion = proportion(random);
        double confidence = confidence(random);
        return new Case(
                Map.of(
                        "method",
                        "clopper-pearson",
                        "n",
                        proportion.n(),
                        "successes",
                        proportion.successes(),
                        "confidence",
                        confidence),
                numbers(proportion.clopperPearson(confidence)));
    }

    private static Case newcombe(SplittableRandom random) {
        Proportion one = proportion(random);
        Proportion other = proportion(random);
        double confidence = confidence(random);
        return new Case(
                Map.of(
                        "method", "newcombe-corrected",
                        "n", one.n(),
                        "successes", one.successes(),
                        "m", other.n(),
                        "others", other.successes(),
                        "confidence", confidence),
                numbers(one.minus(other, confidence)));
    }

    private static Case statedError(SplittableRandom random) {
        double value = random.nextDouble(-9, 9);
        double error = random.nextDouble(0.01, 3);
        double other = random.nextDouble(-9, 9);
        double otherError = random.nextDouble(0.01, 3);
        double confidence = confidence(random);
        return new Case(
                Map.of(
                        "method", "stated-error",
                        "value", value,
                        "error", error,
                        "other", other,
                        "otherError", otherError,
                        "confidence", confidence),
                numbers(StatedErrors.difference(value, error, other, otherError, 0, confidence)));
    }

    private static Case bootstrap(SplittableRandom random, boolean grouped) {
        int n = grouped ? random.nextInt(500, 600) : random.nextInt(200, 230);
        double[] values = values(random, n);
        int[] groups = grouped
                ? IntStream.range(0, n).map(i -> i % 201 + i % 3 * (i / 400)).toArray()
                : new int[0];
        double confidence = random.nextDouble(0.8, 0.99);
        long seed = random.nextLong(1L << 53);
        return new Case(
                Map.of(
                        "method", "paired-bootstrap-t",
                        "values", values,
                        "groups", groups,
                        "confidence", confidence,
                        "seed", seed),
                numbers(new Bootstrap(values, groups, seed, 999).at(confidence)));
    }

    private static Case betting(SplittableRandom random) {
        double[] values = DoubleStream.of(values(random, random.nextInt(2, 500)))
                .map(x -> Math.max(-1, Math.min(1, x / 4)))
                .toArray();
        double confidence = confidence(random);
        long seed = random.nextLong(1L << 53);
        return new Case(
                Map.of(
                        "method",
                        "betting",
                        "values",
                        values,
                        "low",
                        -1,
                        "high",
                        1,
                        "confidence",
                        confidence,
                        "seed",
                        seed),
                numbers(PairedMeans.betting(values, -1, 1, confidence, seed)));
    }

    private static Case welch(SplittableRandom random) {
        double[] candidate = values(random, random.nextInt(5, 20));
        double[] baseline = values(random, random.nextInt(5, 20));
        double confidence = confidence(random);
        return new Case(
                Map.of("method", "welch", "candidate", candidate, "baseline", baseline, "confidence", confidence),
                numbers(Replicates.welch(candidate, baseline, confidence)));
    }

    private static Case permutation(SplittableRandom random) {
        double[] candidate = values(random, random.nextInt(5, 7));
        double[] baseline = values(random, random.nextInt(5, 7));
        double margin = random.nextInt(3) * 0.5;
        return new Case(
                Map.of("method", "permutation", "candidate", candidate, "baseline", baseline, "margin", margin),
                numbers(Replicates.permutation(candidate, baseline, margin, 0)));
    }

    private static Case permutationInterval(SplittableRandom random) {
        double[] candidate = values(random, random.nextInt(5, 7));
        double[] baseline = values(random, random.nextInt(5, 7));
        double confidence = random.nextDouble(0.8, 0.99);
        return new Case(
                Map.of(
                        "method",
                        "permutation-interval",
                        "candidate",
                        candidate,
                        "baseline",
                        baseline,
                        "confidence",
                        confidence),
                numbers(Replicates.permutationInterval(candidate, baseline, confidence, 0)));
    }

    private static Case holm(SplittableRandom random) {
        double[] ps = random.doubles(random.nextInt(1, 20)).map(p -> p * p * p).toArray();
        return new Case(
                Map.of("method", "holm", "ps", ps),
                DoubleStream.of(Holm.adjusted(ps)).boxed().toList());
    }

    private static Case psi(SplittableRandom random) {
        int bins = random.nextInt(2, 20);
        long[] expected = random.longs(bins, 0, 500).map(x -> x + 50 / bins + 1).toArray();
        long[] actual = random.longs(bins, 0, 500).map(x -> x + 50 / bins + 1).toArray();
        return new Case(
                Map.of("method", "psi", "expected", expected, "actual", actual), numbers(Drift.psi(expected, actual)));
    }

    private static Case chiSquare(SplittableRandom random) {
        int bins = random.nextInt(2, 20);
        long[] expected = random.longs(bins, 30, 60).toArray();
        long[] actual = random.longs(bins, 30, 60).toArray();
        return new Case(
                Map.of("method", "chi-square", "expected", expected, "actual", actual),
                numbers(Drift.chiSquare(expected, actual)));
    }

    private static Case kolmogorovSmirnov(SplittableRandom random) {
        double[] expected = values(random, random.nextInt(50, 400));
        double shift = random.nextDouble(0, 0.6);
        double[] actual = DoubleStream.of(values(random, random.nextInt(50, 400)))
                .map(x -> x + shift)
                .toArray();
        return new Case(
                Map.of("method", "kolmogorov-smirnov", "expected", expected, "actual", actual),
                numbers(Drift.kolmogorovSmirnov(expected, actual)));
    }

    private static Case chart(SplittableRandom random, String method) {
        double[] values = values(random, random.nextInt(21, 60));
        Chart chart = (Chart)
                (method.equals("ewma") ? ControlCharts.ewma(values, 20, 0, 0) : ControlCharts.cusum(values, 20, 0, 0));
        return new Case(
                Map.of("method", method, "values", values, "count", 20),
                chart.points().stream()
                        .flatMap(point -> Stream.of(point.value(), point.lower(), point.upper()))
                        .toList());
    }

    private static double confidence(SplittableRandom random) {
        return random.nextDouble(0.6, 0.999);
    }

    /** Normal, skewed, or with many ties. */
    private static double[] values(SplittableRandom random, int n) {
        int kind = random.nextInt(3);
        return IntStream.range(0, n)
                .mapToDouble(i -> {
                    double normal = random.doubles(12).sum() - 6;
                    return kind == 0 ? normal : kind == 1 ? Math.exp(normal) - 1 : Math.rint(normal);
                })
                .toArray();
    }

    private static List<Double> numbers(Result result) {
        if (result instanceof Estimate estimate) {
            return List.of(estimate.value(), estimate.lower(), estimate.upper());
        }
        if (result instanceof Significance significance) {
            return List.of(significance.statistic(), significance.p());
        }
        throw new AssertionError(result);
    }
}
