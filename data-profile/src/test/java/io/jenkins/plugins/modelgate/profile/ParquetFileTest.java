package io.jenkins.plugins.modelgate.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.contract.ColumnType;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.contract.Profile.Numbers;
import io.jenkins.plugins.modelgate.core.contract.Profile.Period;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files are made by {@code parquet/make.py}. */
class ParquetFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsEveryType() throws Exception {
        Profile profile = profile("snappy");
        assertThat(profile.rows()).isEqualTo(7);
        assertThat(column(profile, "i32").type()).isEqualTo(ColumnType.INTEGER);
        assertThat(column(profile, "i32").nulls()).isEqualTo(1);
        assertThat(column(profile, "u32").numbers().max()).isEqualTo(4294967295.0);
        assertThat(column(profile, "u64").numbers().max()).isEqualTo(0x1p64);
        assertThat(column(profile, "i64").unique()).isTrue();
        assertThat(column(profile, "f32"))
                .satisfies(column -> assertThat(column.nulls()).isEqualTo(2))
                .satisfies(column -> assertThat(column.infinite()).isEqualTo(1))
                .satisfies(column ->
                        assertThat(column.values()).isEqualTo(Map.of("0.1", 1L, "0.2", 1L, "1", 1L, "2", 1L)));
        assertThat(column(profile, "f64").numbers().max()).isEqualTo(0.7);
        assertThat(column(profile, "f16").values())
                .isEqualTo(Map.of("0.5", 1L, "-1.5", 1L, "2", 1L, "3", 1L, "4", 1L, "5", 1L, "6", 1L));
        assertThat(column(profile, "s").values()).isEqualTo(Map.of("a", 3L, "b", 2L, "ü", 1L));
        assertThat(column(profile, "cat").values()).isEqualTo(Map.of("x", 5L, "y", 2L));
        assertThat(column(profile, "b").values()).isEqualTo(Map.of("true", 4L, "false", 2L));
        assertThat(column(profile, "d").period()).isEqualTo(new Period("2026-01-01", "2026-01-07"));
        assertThat(column(profile, "ts").period()).isEqualTo(new Period("2026-01-01T12:30", "2026-01-07T12:30"));
        assertThat(column(profile, "tz").period())
                .isEqualTo(new Period("2026-01-01T12:30:00Z", "2026-01-07T12:30:00Z"));
        assertThat(column(profile, "ns").period()).isEqualTo(new Period("2026-01-01T12:30", "2026-01-07T12:30"));
        assertThat(column(profile, "t").values()).containsKey("06:00");
        assertThat(column(profile, "dec").numbers()).isEqualTo(new Numbers(0, 1.5, 0.75, null));
        for (String nested : new String[] {"l", "st"}) {
            assertThat(column(profile, nested).type()).isEqualTo(ColumnType.NESTED);
            assertThat(column(profile, nested).nulls()).isEqualTo(1);
        }
        assertThat(column(profile, "bin").type()).isEqualTo(ColumnType.NESTED);
        assertThat(column(profile, "last").numbers()).isEqualTo(new Numbers(0, 6, 3, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "gzip", "lz4", "none", "v2", "delta", "encodings", "encodings2"})
    void readsTheSameHoweverItIsWritten(String name) throws Exception {
        assertThat(profile(name)).isEqualTo(profile("snappy"));
    }

    @Test
    void readsTimesAsImpalaWroteThem() throws Exception {
        assertThat(column(profile("int96"), "ts")).isEqualTo(column(profile("snappy"), "ts"));
    }

    @Test
    void readsManyBlocksAndPages() throws Exception {
        Profile profile = profile("long");
        assertThat(column(profile, "up").numbers())
                .satisfies(numbers -> assertThat(numbers.max()).isEqualTo(2999))
                .satisfies(numbers -> assertThat(numbers.mean()).isEqualTo(1499.5));
        assertThat(column(profile, "far").unique()).isTrue();
        assertThat(column(profile, "same").values()).isEqualTo(Map.of("7", 3000L));
        assertThat(column(profile, "text").unique()).isTrue();
        assertThat(column(profile, "some").values()).isEqualTo(Map.of("true", 400L, "false", 1600L));
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "16777216, 16777216",
        "1e-10, 1e-10",
        "3.4028235e38, 3.4028235e38",
        "-2.5, -2.5",
        "1e-38, 1e-38",
        "0, 0",
        "33554432.5, 33554432",
        "0.3333333333, 0.33333334"
    })
    void takesNumbersOfSingleWidthAsTheyAreWritten(float number, double written) {
        assertThat(ParquetValues.decimal(number)).isEqualTo(written);
    }

    @Test
    void takesEveryNumberOfSingleWidthForOneThatItStandsFor() {
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            float number = Float.intBitsToFloat(random.nextInt());
            assertThat(Float.compare((float) ParquetValues.decimal(number), number))
                    .isZero();
        }
    }

    @Test
    void readsTablesWithoutRows() throws Exception {
        Profile profile = profile("empty");
        assertThat(profile.rows()).isZero();
        assertThat(profile.columns()).hasSize(20).allMatch(column -> column.type() == ColumnType.EMPTY);
    }

    @Test
    void namesAPackingThatItDoesNotKnow() {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("brotli"))
                .withMessage(
                        "‘x.parquet’ is packed with BROTLI, which is not read here; write it with snappy, zstd or gzip");
    }

    @Test
    void refusesWhatIsNoParquetFile() throws Exception {
        for (String text :
                new String[] {"", "PAR1", "PAR1PAR1PAR1", "a,b\n1,2\n", "PAR1\1\1\1\1\177\177\177\177PAR1"}) {
            assertThatExceptionOfType(InvalidDataException.class)
                    .isThrownBy(() -> profile(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
                    .withMessageMatching("‘x.parquet’ is no Parquet file, or cut off");
        }
    }

    /** No forged file does more than be refused, or be read as another table. */
    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zstd", "gzip", "lz4", "none", "v2", "delta", "encodings", "encodings2", "long"})
    void bearsAnyDamage(String name) throws Exception {
        byte[] whole = bytes(name);
        Random random = new Random(name.hashCode());
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            for (int k = random.nextInt(3); k >= 0; k--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            byte[] some = i % 5 == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged;
            try {
                profile(some);
            } catch (InvalidDataException e) {
                refused++;
                assertThat(e.getMessage()).startsWith("‘x.parquet’ ").doesNotContain("\n");
            }
        }
        assertThat(refused).isPositive();
    }

    private Profile profile(String name) throws IOException {
        return profile(bytes(name));
    }

    private static byte[] bytes(String name) throws IOException {
        try (java.io.InputStream in =
                Objects.requireNonNull(ParquetFileTest.class.getResourceAsStream("/parquet/" + name + ".parquet"))) {
            return in.readAllBytes();
        }
    }

    private Profile profile(byte[] bytes) throws IOException {
        Path file = folder.resolve("x.parquet");
        Files.write(file, bytes);
        return DataProfiler.profile(file, "x.parquet");
    }

    private static Profile.Column column(Profile profile, String name) {
        return profile.column(name).orElseThrow();
    }
}
