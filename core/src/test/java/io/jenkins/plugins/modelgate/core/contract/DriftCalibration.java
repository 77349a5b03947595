package io.jenkins.plugins.modelgate.core.contract;

import io.jenkins.plugins.modelgate.core.contract.Drifts.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How often a table is said to have drifted that has not, and that has. No test: run by name only, see docs/gates.md. */
class DriftCalibration {
    private static final int TABLES = 400;
    private static final int COLUMNS = 50;
    private static final double ANY = 1e-12;

    private interface Change {
        double of(double value, SplittableRandom random);
    }

    @Test
    void drift() {
        System.out.println("\nTables of 50 columns, and how many in 100 are said to have drifted");
        row(
                "rows",
                "nothing changed, any distance",
                "nothing changed",
                "one column by 0.2 sd",
                "0.5 sd",
                "1 sd",
                "5 % more missing");
        row("---", "---", "---", "---", "---", "---", "---");
        for (int rows : new int[] {50, 200, 1_000, 10_000}) {
            row(
                    rows,
                    share(rows, ANY, (value, random) -> value),
                    share(rows, Drifts.USUAL_LIMIT, (value, random) -> value),
                    share(rows, Drifts.USUAL_LIMIT, (value, random) -> value + 0.2),
                    share(rows, Drifts.USUAL_LIMIT, (value, random) -> value + 0.5),
                    share(rows, Drifts.USUAL_LIMIT, (value, random) -> value + 1),
                    share(rows, Drifts.USUAL_LIMIT, (value, random) -> random.nextInt(20) == 0 ? Double.NaN : value));
        }
    }

    private static String share(int rows, double limit, Change change) {
        SplittableRandom random = new SplittableRandom(rows);
        int tables = rows < 10_000 ? TABLES : TABLES / 10;
        int drifted = 0;
        for (int i = 0; i < tables; i++) {
            Profile before = table(rows, random, (value, any) -> value);
            Profile now = table(rows, random, change);
            drifted += Drifts.between(before, now, limit, 0.95, List.of()).stream()
                            .anyMatch(column -> column.outcome() == Outcome.DRIFTED)
                    ? 1
                    : 0;
        }
        double share = (double) drifted / tables;
        return String.format(
                Locale.ROOT,
                "%.1f ± %.1f",
                share * 100,
                200 * Math.sqrt(Math.max(share * (1 - share), 1.0 / tables / 4) / tables));
    }

    /** A third each of normal, lognormal and few different numbers; the first column is changed. */
    private static Profile table(int rows, SplittableRandom random, Change first) {
        List<ToDoubleFunction<SplittableRandom>> kinds = List.of(
                DriftCalibration::normal,
                some -> Math.exp(normal(some)),
                some -> Math.floor(some.nextDouble() * some.nextDouble() * 10));
        Memory memory = new Memory();
        List<Profile.Column> columns = new ArrayList<>();
        for (int i = 0; i < COLUMNS; i++) {
            Profiler profiler = new Profiler("c" + i, memory);
            ToDoubleFunction<SplittableRandom> kind = kinds.get(i % kinds.size());
            for (int k = 0; k < rows; k++) {
                double value = kind.applyAsDouble(random);
                profiler.add(i == 0 ? first.of(value, random) : value);
            }
            columns.add(profiler.finish());
        }
        return new Profile(rows, columns);
    }

    private static double normal(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private static void row(Object... cells) {
        System.out.println("| " + Arrays.stream(cells).map(Object::toString).collect(Collectors.joining(" | ")) + " |");
    }
}
