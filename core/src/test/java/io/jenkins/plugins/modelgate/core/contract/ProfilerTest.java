package io.jenkins.plugins.modelgate.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfilerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 2 -3|integer",
                "1 2.5|number",
                "1e3 .5 -inf|number",
                "1 nan|integer",
                "true False|boolean",
                "2026-01-01 2026-02-28|date",
                "2026-01-01T00:00 2026-01-01T00:00:00.5Z 2026-01-01T00:00:00+0200|timestamp",
                "2026-01-01 2026-01-01T00:00|text",
                "2026-02-30|text",
                "9999-12-31T23:59:59-05:00|text",
                "1 x|text",
                "true 1|text",
                "nan nan|empty",
                "nan x|text",
                "1d|text",
                "0x1p3|text",
                "9223372036854775808|number",
                "1e99999|text",
            })
    void findsTheNarrowestTypeOfTexts(String texts, String type) {
        assertThat(written(texts.split(" ")).type().word()).isEqualTo(type);
    }

    @Test
    void takesNothingForMissing() {
        Profile.Column column = written("1", "", "nan", "3");
        assertThat(column.nulls()).isEqualTo(2);
        assertThat(column.type()).isEqualTo(ColumnType.INTEGER);
        assertThat(column.values()).isEqualTo(Map.of("1", 1L, "3", 1L));
        assertThat(column.numbers()).isEqualTo(new Profile.Numbers(1, 3, 2, null));
        assertThat(written("", "").type()).isEqualTo(ColumnType.EMPTY);
    }

    @Test
    void takesNanForAWordAmongWords() {
        Profile.Column column = written("nan", "naan", "nan");
        assertThat(column.nulls()).isZero();
        assertThat(column.values()).isEqualTo(Map.of("nan", 2L, "naan", 1L));
    }

    @Test
    void countsInfiniteNumbersApart() {
        Profile.Column column = written("1", "inf", "-Infinity", "3");
        assertThat(column.infinite()).isEqualTo(2);
        assertThat(column.numbers()).isEqualTo(new Profile.Numbers(1, 3, 2, null));
        assertThat(column.values()).isEqualTo(Map.of("1", 1L, "3", 1L));
    }

    @Test
    void keepsQuantilesWhereValuesAreMany() {
        Random random = new Random(1);
        Profiler profiler = new Profiler("x", new Memory());
        for (int i = 0; i < 200_000; i++) {
            profiler.add(random.nextDouble() * 1000);
        }
        Profile.Column column = profiler.finish();
        assertThat(column.values()).isNull();
        assertThat(column.unique()).isNull();
        Profile.Numbers numbers = column.numbers();
        assertThat(numbers.mean()).isCloseTo(500, within(2.0));
        assertThat(numbers.quantiles()).hasSize(Profiler.QUANTILES).isSorted();
        assertThat(numbers.quantiles().get(0)).isEqualTo(numbers.min());
        assertThat(numbers.quantiles().get(1000)).isEqualTo(numbers.max());
        // Five standard errors of a quantile of 10,000.
        assertThat(numbers.quantiles().get(250)).isCloseTo(250, within(22.0));
        assertThat(numbers.quantiles().get(500)).isCloseTo(500, within(25.0));
    }

    @Test
    void isTheSameForTheSameValues() {
        assertThat(many(5).finish()).isEqualTo(many(5).finish());
    }

    private static Profiler many(long seed) {
        Random random = new Random(seed);
        Profiler profiler = new Profiler("x", new Memory());
        for (int i = 0; i < 30_000; i++) {
            profiler.addWritten(Double.toString(random.nextGaussian()));
        }
        return profiler;
    }

    @Test
    void doesNotKeepTextsThatAreNoCategories() {
        Profiler profiler = new Profiler("x", new Memory());
        for (int i = 0; i < 2000; i++) {
            profiler.add("name " + i);
        }
        assertThat(profiler.finish().values()).isNull();
        Profiler essays = new Profiler("x", new Memory());
        essays.add("a".repeat(40_000));
        assertThat(essays.finish().values()).isNull();
    }

    @Test
    void seesWhetherValuesAreThereTwice() {
        assertThat(written("3", "1", "2").unique()).isTrue();
        assertThat(written("3", "1", "3").unique()).isFalse();
        assertThat(written("b", "a").unique()).isTrue();
        assertThat(written("b", "a", "b").unique()).isFalse();
        Profiler days = new Profiler("x", new Memory());
        for (int i = 0; i < 100_000; i++) {
            days.add(Instant.ofEpochSecond(1_700_000_000L + i * 7919L % 100_003, i), true);
        }
        assertThat(days.finish().unique()).isTrue();
    }

    @Test
    void needsNoMemoryForValuesInOrder() {
        Memory none = new Memory();
        assertThat(none.swap(none.join(), 0, 1 << 23)).isTrue();
        Profiler rising = new Profiler("x", none);
        Profiler mixed = new Profiler("x", none);
        for (long i = 0; i < 2_000; i++) {
            rising.add(i);
            mixed.add(i * 7 % 2_003);
        }
        assertThat(rising.finish().unique()).isTrue();
        assertThat(mixed.finish().unique()).isNull();
    }

    @Test
    void tellsDeclaredTypes() {
        Profiler mixed = new Profiler("x", new Memory());
        mixed.add(1);
        mixed.add("1");
        assertThat(mixed.finish().type()).isEqualTo(ColumnType.MIXED);
        Profiler numbers = new Profiler("x", new Memory());
        numbers.add(1);
        numbers.add(1.5);
        assertThat(numbers.finish().type()).isEqualTo(ColumnType.NUMBER);
        Profiler days = new Profiler("x", new Memory());
        days.add(LocalDate.of(2026, 1, 2));
        days.add(LocalDate.of(2026, 1, 1));
        days.addNulls(1);
        assertThat(days.finish().period()).isEqualTo(new Profile.Period("2026-01-01", "2026-01-02"));
        Profiler texts = new Profiler("x", new Memory());
        texts.add("17");
        assertThat(texts.finish().type()).isEqualTo(ColumnType.TEXT);
        Profiler nested = new Profiler("x", new Memory());
        nested.addNested();
        assertThat(nested.finish().type()).isEqualTo(ColumnType.NESTED);
    }

    @Test
    void bearsTimesThatNobodyCanWrite() {
        Profiler times = new Profiler("x", new Memory());
        times.add(Instant.MAX, true);
        assertThat(times.finish().period()).isNull();
    }

    @Test
    void writesAndReadsCanonicalJson() {
        Profile profile = new Profile(3, List.of(written("1", "2.5", "3"), named("y", "a", "", "b")));
        String json = new String(profile.json(), StandardCharsets.UTF_8);
        assertThat(json).startsWith("{\"columns\":[{\"infinite\":0,\"name\":\"x\",\"nulls\":0,\"numbers\":{");
        assertThat(Profile.parse(profile.json())).isEqualTo(profile);
        assertThat(Profile.parse(profile.json()).digest()).isEqualTo(profile.digest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"columns\":[],\"rows\":-1}|-1 rows",
                "{\"rows\":1,\"columns\":[]}|other bytes",
                "{\"columns\":[],\"rows\":1,\"more\":1}|unknown field",
                "[]|Not a valid Profile",
            })
    void refusesWhatIsNoProfile(String json, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Profile.parse(json.getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining(why);
    }

    @Test
    void refusesProfilesThatContradictThemselves() {
        Profile.Column column = written("1", "2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Profile(1, List.of(column)))
                .withMessageContaining("more values than there are rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Profile(2, List.of(column, column)))
                .withMessageContaining("there twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Profile.Numbers(2, 1, 1, null))
                .withMessageContaining("above");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Profile.Numbers(1, 2, 1, List.of(1.0)))
                .withMessageContaining("quantiles");
    }

    static Profile.Column written(String... texts) {
        return named("x", texts);
    }

    static Profile.Column named(String name, String... texts) {
        Profiler profiler = new Profiler(name, new Memory());
        for (String text : texts) {
            profiler.addWritten(text);
        }
        return profiler.finish();
    }
}
