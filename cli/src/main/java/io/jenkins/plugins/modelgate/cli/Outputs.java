package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import io.jenkins.plugins.modelgate.mlflow.steps.Drift;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.Reconciled;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How the words of the domain are written for people. */
final class Outputs {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Outputs() {}

    /** Such as {@code roll-back}. */
    static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String when(Instant instant) {
        return MINUTE.format(instant);
    }

    static void putIfPresent(Map<String, Object> json, String field, @CheckForNull Object value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    /** A field of evidence that may not be known. */
    static <T, R> Optional<R> known(@CheckForNull Observed<T> field, Function<T, R> part) {
        return Optional.ofNullable(field).map(Observed::value).map(part);
    }

    /** The recorded data of a candidate, such as {@code data/train.csv 5d41402abc4b…}. */
    @CheckForNull
    static String data(Evidence evidence) {
        return known(evidence.data(), Evidence.Data::paths)
                .map(paths -> paths.stream()
                        .filter(TrackedPath::stored)
                        .map(path -> path.path() + " " + Hashes.abbreviated(path.hash()))
                        .collect(Collectors.joining(", ")))
                .orElse(null);
    }

    @CheckForNull
    static String metrics(Map<String, Observed<Metric>> metrics) {
        return metrics.isEmpty()
                ? null
                : metrics.entrySet().stream()
                        .map(entry -> entry.getKey() + " "
                                + number(entry.getValue().value().value()))
                        .collect(Collectors.joining(", "));
    }

    /** With up to six significant digits. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.6g", value);
    }

    /** What MLflow was brought to, and what it still shows otherwise. */
    static void reconciled(Page page, @CheckForNull Reconciled reconciled) {
        if (reconciled == null) {
            return;
        }
        if (!reconciled.repaired().isEmpty()) {
            page.line("  MLflow follows:", reconciled.repaired().size(), "aliases, stages or tags written");
        }
        left(page, reconciled.left());
    }

    static void left(Page page, List<Drift> left) {
        left.forEach(drift -> page.line(
                Page.cell("  MLflow still differs:", Style.BAD),
                drift.sentence(),
                drift.repairable() ? "(‘model-gate reconcile’ repairs it)" : ""));
    }

    /** What gates answered, one line each; below it of what the answer was made, with the reason of what does not pass. */
    static void verdicts(Page page, List<Verdict> verdicts) {
        List<List<?>> rows = new ArrayList<>();
        verdicts.forEach(verdict -> {
            rows.add(List.of("  " + verdict.gate(), answer(verdict), verdict.sentence()));
            parts(rows, verdict, "    ");
        });
        page.table(List.of(), rows);
    }

    private static void parts(List<List<?>> rows, Verdict verdict, String indent) {
        for (Verdict part : Objects.requireNonNullElse(verdict.parts(), List.<Verdict>of())) {
            rows.add(List.of(indent + part.gate(), answer(part), part.answer() == Answer.PASS ? "" : part.sentence()));
            parts(rows, part, indent + "  ");
        }
    }

    static Page.Cell answer(Verdict verdict) {
        return Page.cell(verdict.words(), verdict.warns() ? Style.WARN : style(verdict.answer()));
    }

    static Page.Cell answer(Verdicts verdicts) {
        return Page.cell(GateEvaluator.words(verdicts), style(verdicts.answer()));
    }

    static Style style(Answer answer) {
        return switch (answer) {
            case PASS -> Style.GOOD;
            case FAIL, ERROR -> Style.BAD;
            case INCONCLUSIVE -> Style.WARN;
        };
    }

    static Facts facts(Page page) {
        return new Facts(page);
    }

    /** Names and values, one line each; what is not there is left out. */
    static final class Facts {
        private final Page page;
        private final List<List<?>> rows = new ArrayList<>();

        private Facts(Page page) {
            this.page = page;
        }

        Facts row(String name, @CheckForNull Object value) {
            if (value != null) {
                rows.add(List.of(Page.cell("  " + name, Style.DIM), value));
            }
            return this;
        }

        void print() {
            page.table(List.of(), rows);
        }
    }
}
