package io.jenkins.plugins.modelgate.core.contract;

import io.jenkins.plugins.modelgate.core.contract.Drifts.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How often a table is said to have drifted that has not, and that has. No test: run by name only, see docs/gates.md. */
class DriftCalibration {
    private static final int TABLES = 1_000;
    private static final int COLUMNS = 50;
    private static final double ANY = 1e-12;

    /** What becomes of the first column. */
    private interface Change {
        double of(double value, SplittableRandom random);
    }

    private record Setting(String name, double limit, Change change) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting("nothing changed, any distance", ANY, (value, random) -> value),
            new Setting("nothing changed", Drifts.USUAL_LIMIT, (value, random) -> value),
            new Setting("one column by 0.2 sd", Drifts.USUAL_LIMIT, (value, random) -> value + 0.2),
            new Setting("0.5 sd", Drifts.USUAL_LIMIT, (value, random) -> value + 0.5),
            new Setting("1 sd", Drifts.USUAL_LIMIT, (value, random) -> value + 1),
            new Setting(
                    "5 % more missing",
                    Drifts.USUAL_LIMIT, (value, random) -> random.nextInt(20) == 0 ? Double.NaN : value));

    private static final List<ToDoubleFunction<SplittableRandom>> KINDS = List.of(
            SplittableRandom::nextGaussian,
            random -> Math.exp(random.nextGaussian()),
            random -> Math.floor(random.nextDouble() * random.nextDouble() * 10));

    @Test
    void drift() {
        System.out.println(
                "\n" + TABLES + " pairs of tables of 50 columns, and how many in 100 are said to have drifted");
        row(Stream.concat(Stream.of("rows"), SETTINGS.stream().map(Setting::name)));
        row(Stream.generate(() -> "---").limit(SETTINGS.size() + 1L));
        for (int rows : new int[] {50, 200, 1_000, 10_000}) {
            row(Stream.concat(Stream.of(String.format(Locale.ROOT, "%,d", rows)), shares(rows)));
        }
    }

    /** The columns that nothing happens to are the same in every setting. */
    private static Stream<String> shares(int rows) {
        int[] drifted = new int[SETTINGS.size()];
        SplittableRandom random = new SplittableRandom(rows);
        for (int i = 0; i < TABLES; i++) {
            List<Profile.Column> before = columns(rows, random);
            List<Profile.Column> now = columns(rows, random);
            for (int k = 0; k < drifted.length; k++) {
                Setting setting = SETTINGS.get(k);
                now.set(0, column(0, rows, random, setting.change));
                drifted[k] +=
                        Drifts.between(
                                                new Profile(rows, before),
                                                new Profile(rows, now),
                                                setting.limit,
                                                0.95,
                                                List.of())
                                        .stream()
                                        .anyMatch(column -> column.outcome() == Outcome.DRIFTED)
                                ? 1
                                : 0;
            }
        }
        return Arrays.stream(drifted).mapToObj(DriftCalibration::percent);
    }

    private static String percent(int drifted) {
        double share = (double) drifted / TABLES;
        return String.format(
                Locale.ROOT,
                "%.1f ± %.1f",
                share * 100,
                200 * Math.sqrt(Math.max(share * (1 - share), 1.0 / TABLES / 4) / TABLES));
    }

    private static List<Profile.Column> columns(int rows, SplittableRandom random) {
        return IntStream.range(0, COLUMNS)
                .mapToObj(i -> column(i, rows, random, (value, any) -> value))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** A third each is normal, lognormal, and of few different numbers. */
    private static Profile.Column column(int i, int rows, SplittableRandom random, Change change) {
        Profiler profiler = new Profiler("c" + i, new Memory());
        ToDoubleFunction<SplittableRandom> kind = KINDS.get(i % KINDS.size());
        for (int k = 0; k < rows; k++) {
            profiler.add(change.of(kind.applyAsDouble(random), random));
        }
        return profiler.finish();
    }

    private static void row(Stream<String> cells) {
        System.out.println(cells.collect(Collectors.joining(" | ", "| ", " |")));
    }
}
