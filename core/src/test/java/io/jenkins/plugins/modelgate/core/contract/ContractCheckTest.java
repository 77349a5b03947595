package io.jenkins.plugins.modelgate.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Contract.Interval;
import io.jenkins.plugins.modelgate.core.contract.Contract.Limits;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Effect;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractCheckTest {
    private static final Sha256 DIGEST = Sha256.of(new byte[0]);

    @Test
    void findsNothingInATableAsDemanded() {
        assertThat(sentences(
                        new Contract(
                                DIGEST,
                                new Limits(1.0, 3.0),
                                Effect.BLOCK,
                                List.of(column(
                                        "x", ColumnType.INTEGER, 0.4, new Limits(1.0, 3.0), null, List.of(), true))),
                        column("1", "", "3")))
                .isEmpty();
    }

    @Test
    void namesWhatIsMissing() {
        Contract contract = new Contract(DIGEST, new Limits(5.0, null), null, List.of(plain("y", ColumnType.TEXT)));
        assertThat(sentences(contract, column("1")))
                .containsExactly("The table has 1 rows; demanded: at least 5.", "‘y’ is not there.");
    }

    @Test
    void lacksNothingThatIsNotRequired() {
        Contract.Column optional =
                new Contract.Column("y", ColumnType.TEXT, false, null, null, null, List.of(), Effect.BLOCK, false);
        assertThat(sentences(new Contract(DIGEST, null, null, List.of(optional)), column("1")))
                .isEmpty();
    }

    @Test
    void weighsColumnsThatItDoesNotName() {
        Contract contract = new Contract(DIGEST, null, Effect.WARN, List.of(plain("x", ColumnType.INTEGER)));
        Profile profile = new Profile(1, List.of(ProfilerTest.written("1"), ProfilerTest.named("extra", "1")));
        assertThat(ContractCheck.of(contract, profile))
                .containsExactly(new Finding(
                        "extra", Answer.FAIL, Effect.WARN, "‘extra’ is a column that the contract does not name."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "INTEGER|1 2|-",
                "NUMBER|1 2|-",
                "TEXT|1 2|-",
                "TEXT|true|-",
                "INTEGER|nan|-",
                "INTEGER|1 2.5|‘x’ holds number (such as ‘2.5’), demanded: integer.",
                "INTEGER|1 n/a|‘x’ holds text (such as ‘n/a’), demanded: integer.",
                "BOOLEAN|1 0|‘x’ holds integer (such as ‘0’), demanded: boolean.",
                "DATE|2026-01-01 2026-01-01T00:00|‘x’ holds text (such as ‘2026-01-01T00:00’), demanded: date.",
                "TIMESTAMP|2026-01-01|‘x’ holds date (such as ‘2026-01-01’), demanded: timestamp.",
            })
    void holdsTypesAgainstEachOther(ColumnType demanded, String texts, @CheckForNull String sentence) {
        Contract contract = new Contract(DIGEST, null, null, List.of(plain("x", demanded)));
        assertThat(sentences(contract, column(texts.split(" "))))
                .isEqualTo(sentence == null ? List.of() : List.of(sentence));
    }

    @Test
    void refusesNumbersWhereAFileThatDeclaresTypesHadTexts() {
        Profiler profiler = new Profiler("x", new Memory());
        profiler.add(1);
        assertThat(sentences(new Contract(DIGEST, null, null, List.of(plain("x", ColumnType.TEXT))), profiler.finish()))
                .containsExactly("‘x’ holds integer, demanded: text.");
    }

    @Test
    void countsMissingValues() {
        Contract contract = new Contract(
                DIGEST, null, null, List.of(column("x", ColumnType.INTEGER, 0.01, null, null, List.of(), false)));
        assertThat(sentences(contract, column("1", "", "2", "")))
                .containsExactly("‘x’ has no value in 2 of 4 rows (50 %); at most 1 % may be missing.");
    }

    @Test
    void holdsNumbersAndTimesAgainstRanges() {
        Limits limits = new Limits(18.0, 100.0);
        Contract numbers = new Contract(
                DIGEST, null, null, List.of(column("x", ColumnType.NUMBER, null, limits, null, List.of(), false)));
        assertThat(sentences(numbers, column("18", "100"))).isEmpty();
        assertThat(sentences(numbers, column("17.5", "20", "inf")))
                .containsExactly(
                        "‘x’ lies between 17.5 and 20; demanded: at least 18 and at most 100.",
                        "‘x’ is infinite in 1 of 3 rows.");
        Interval interval = new Interval("2026-01-01", "2026-01-31");
        Contract times = new Contract(
                DIGEST, null, null, List.of(column("x", ColumnType.TIMESTAMP, null, null, interval, List.of(), false)));
        assertThat(sentences(times, column("2026-01-01T00:00", "2026-01-31T23:59:59")))
                .isEmpty();
        assertThat(sentences(times, column("2026-01-01T00:00", "2026-02-01T00:00")))
                .containsExactly("‘x’ lies between 2026-01-01T00:00 and 2026-02-01T00:00; demanded: at least 2026-01-01"
                        + " and at most 2026-01-31.");
    }

    @Test
    void namesValuesThatAreNoCategories() {
        Contract texts = new Contract(
                DIGEST,
                null,
                null,
                List.of(column("x", ColumnType.TEXT, null, null, null, List.of("01", "02"), false)));
        assertThat(sentences(texts, column("01", "02", ""))).isEmpty();
        assertThat(sentences(texts, column("01", "1", "2", "2")))
                .containsExactly("‘x’ has values that the contract does not name, in 3 of 4 rows: ‘1’, ‘2’.");
        Contract numbers = new Contract(
                DIGEST,
                null,
                null,
                List.of(column("x", ColumnType.NUMBER, null, null, null, List.of("0", "1"), false)));
        assertThat(sentences(numbers, column("0.0", "1", "nan"))).isEmpty();
    }

    @Test
    void needsNoValuesToSeeThatTheyAreTooMany() {
        Contract contract = new Contract(
                DIGEST, null, null, List.of(column("x", ColumnType.TEXT, null, null, null, List.of("a"), false)));
        String[] many = new String[1001];
        for (int i = 0; i < many.length; i++) {
            many[i] = "v" + i;
        }
        assertThat(sentences(contract, column(many)))
                .containsExactly("‘x’ has more than 1000 different values, or long ones; the contract names 1.");
    }

    @Test
    void cannotTellWhetherTooManyValuesAreUnique() {
        Contract contract = new Contract(
                DIGEST, null, null, List.of(column("x", ColumnType.INTEGER, null, null, null, List.of(), true)));
        assertThat(sentences(contract, column("2", "1", "2"))).containsExactly("‘x’ has a value that is there twice.");
        Profile.Column known = column("2", "1");
        Profile.Column unknown =
                new Profile.Column("x", known.type(), true, 0, 0, known.numbers(), null, known.values(), null);
        assertThat(ContractCheck.of(contract, new Profile(2, List.of(unknown))))
                .extracting(Finding::answer)
                .containsExactly(Answer.INCONCLUSIVE);
    }

    @Test
    void refusesDemandsThatMakeNoSense() {
        refuses(() -> column("x", ColumnType.TEXT, null, new Limits(1.0, 2.0), null, List.of(), false), "range");
        refuses(() -> column("x", ColumnType.MIXED, null, null, null, List.of(), false), "mixed");
        refuses(() -> column("x", ColumnType.TEXT, 1.0, null, null, List.of(), false), "share");
        refuses(() -> column("x", ColumnType.DATE, null, null, null, List.of("2026-01-01"), false), "categories");
        refuses(() -> column("x", ColumnType.INTEGER, null, null, null, List.of("a"), false), "‘a’ is no integer");
        refuses(() -> column("x", ColumnType.NUMBER, null, null, null, List.of("1", "1.0"), false), "twice");
        refuses(() -> column("x", ColumnType.NUMBER, null, null, null, List.of(), true), "unique");
        refuses(() -> new Limits(2.0, 1.0), "at least 2 and at most 1");
        refuses(() -> new Interval("2026-01-02", "2026-01-01"), "at least 2026-01-02");
        refuses(() -> new Interval("soon", null), "‘soon’");
    }

    private static void refuses(Runnable demand, String why) {
        assertThatIllegalArgumentException().isThrownBy(demand::run).withMessageContaining(why);
    }

    private static List<String> sentences(Contract contract, Profile.Column column) {
        long rows = column.nulls()
                + column.infinite()
                + (column.values() == null
                        ? 1001
                        : column.values().values().stream().mapToLong(n -> n).sum());
        return ContractCheck.of(contract, new Profile(rows, List.of(column))).stream()
                .map(Finding::sentence)
                .toList();
    }

    private static Profile.Column column(String... texts) {
        return ProfilerTest.written(texts);
    }

    private static Contract.Column plain(String name, ColumnType type) {
        return new Contract.Column(name, type, true, null, null, null, List.of(), Effect.BLOCK, false);
    }

    private static Contract.Column column(
            String name,
            ColumnType type,
            @CheckForNull Double nulls,
            @CheckForNull Limits range,
            @CheckForNull Interval period,
            List<String> categories,
            boolean unique) {
        return new Contract.Column(name, type, true, nulls, range, period, categories, Effect.BLOCK, unique);
    }
}
