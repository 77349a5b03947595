package io.jenkins.plugins.modelgate.core.contract;

import io.jenkins.plugins.modelgate.core.contract.Profile.Numbers;
import io.jenkins.plugins.modelgate.core.contract.Profile.Period;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Effect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds a table, as its profile shows it, against its contract. */
public final class ContractCheck {
    private final List<Finding> findings = new ArrayList<>();
    private final Profile profile;

    private ContractCheck(Profile profile) {
        this.profile = profile;
    }

    /** What is not as the contract demands, in the contract's order; empty if all is. */
    public static List<Finding> of(Contract contract, Profile profile) {
        ContractCheck check = new ContractCheck(profile);
        Contract.Limits rows = contract.rows();
        if (rows != null && !rows.contain((double) profile.rows())) {
            check.findings.add(new Finding(
                    null,
                    Answer.FAIL,
                    Effect.BLOCK,
                    "The table has " + Shown.exact((double) profile.rows()) + " rows; demanded: " + rows + "."));
        }
        contract.columns().forEach(check::column);
        check.others(contract);
        return List.copyOf(check.findings);
    }

    private void others(Contract contract) {
        Effect effect = contract.others();
        if (effect != null) {
            Set<String> named =
                    contract.columns().stream().map(Contract.Column::name).collect(Collectors.toSet());
            profile.columns().stream()
                    .filter(column -> !named.contains(column.name()))
                    .forEach(column -> findings.add(new Finding(
                            column.name(),
                            Answer.FAIL,
                            effect,
                            "‘" + Shown.text(column.name()) + "’ is a column that the contract does not name.")));
        }
    }

    private void column(Contract.Column demanded) {
        Profile.Column column = profile.column(demanded.name()).orElse(null);
        if (column == null) {
            if (demanded.required()) {
                fail(demanded, "is not there");
            }
            return;
        }
        missing(demanded, column);
        if (!fits(demanded.type(), column)) {
            fail(
                    demanded,
                    "holds " + what(demanded.type(), column) + ", demanded: "
                            + demanded.type().word());
            return;
        }
        range(demanded, column);
        if (!demanded.categories().isEmpty()) {
            categories(demanded, column);
        }
        if (demanded.unique()) {
            unique(demanded, column);
        }
    }

    private void missing(Contract.Column demanded, Profile.Column column) {
        Double most = demanded.nullShare();
        double share = profile.rows() == 0 ? 0 : (double) column.nulls() / profile.rows();
        if (most != null && share > most) {
            fail(
                    demanded,
                    "has no value in " + column.nulls() + " of " + profile.rows() + " rows (" + percent(share, most)
                            + "); at most " + percent(most, share) + " may be missing");
        }
    }

    private static String percent(double share, double beside) {
        return Shown.number(share * 100, beside * 100) + " %";
    }

    /** Whether values of a column may be read as what is demanded. */
    static boolean fits(ColumnType demanded, Profile.Column column) {
        return column.type() == demanded
                || column.type() == ColumnType.EMPTY
                || demanded == ColumnType.NUMBER && column.type() == ColumnType.INTEGER
                || demanded == ColumnType.TEXT && column.textual() && column.type() != ColumnType.MIXED;
    }

    /** Names the first value that does not fit, if it is known. */
    private static String what(ColumnType demanded, Profile.Column column) {
        Map<String, Long> values = column.values();
        String example = values == null || !column.textual()
                ? ""
                : values.keySet().stream()
                        .filter(value -> !Written.fits(value, demanded))
                        .findFirst()
                        .map(value -> " (such as ‘" + Shown.text(value) + "’)")
                        .orElse("");
        return column.type().word() + example;
    }

    private void range(Contract.Column demanded, Profile.Column column) {
        Contract.Limits range = demanded.range();
        Numbers numbers = column.numbers();
        if (range != null && numbers != null && !(range.contain(numbers.min()) && range.contain(numbers.max()))) {
            fail(
                    demanded,
                    "lies between " + Shown.exact(numbers.min()) + " and " + Shown.exact(numbers.max()) + "; demanded: "
                            + range);
        }
        if (column.infinite() > 0) {
            fail(demanded, "is infinite in " + column.infinite() + " of " + profile.rows() + " rows");
        }
        Contract.Interval interval = demanded.period();
        Period period = column.period();
        if (interval != null
                && period != null
                && !(interval.contain(period.earliest()) && interval.contain(period.latest()))) {
            fail(demanded, "lies between " + period.earliest() + " and " + period.latest() + "; demanded: " + interval);
        }
    }

    private void categories(Contract.Column demanded, Profile.Column column) {
        Map<String, Long> values = column.values();
        if (values == null) {
            categories(
                    demanded,
                    "has more than " + Profiler.MOST_VALUES + " different values, or long ones; the contract names "
                            + demanded.categories().size());
            return;
        }
        Set<String> known = new HashSet<>(demanded.categories());
        List<String> unknown = values.keySet().stream()
                .filter(value -> !known.contains(column.textual() ? Written.meant(value, demanded.type()) : value))
                .toList();
        if (!unknown.isEmpty()) {
            long rows = unknown.stream().mapToLong(values::get).sum();
            categories(
                    demanded,
                    "has values that the contract does not name, in " + rows + " of " + profile.rows() + " rows: "
                            + Shown.names(unknown));
        }
    }

    private void categories(Contract.Column demanded, String what) {
        findings.add(new Finding(demanded.name(), Answer.FAIL, demanded.newCategories(), sentence(demanded, what)));
    }

    private void unique(Contract.Column demanded, Profile.Column column) {
        Boolean unique = column.unique();
        if (unique == null) {
            findings.add(new Finding(
                    demanded.name(),
                    Answer.INCONCLUSIVE,
                    Effect.BLOCK,
                    sentence(
                            demanded,
                            "has too many values to find out whether one is there twice; sort the rows by it")));
        } else if (!unique) {
            fail(demanded, "has a value that is there twice");
        }
    }

    private void fail(Contract.Column demanded, String what) {
        findings.add(new Finding(demanded.name(), Answer.FAIL, Effect.BLOCK, sentence(demanded, what)));
    }

    private static String sentence(Contract.Column demanded, String what) {
        return "‘" + Shown.text(demanded.name()) + "’ " + what + ".";
    }
}
