package io.jenkins.plugins.modelgate.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.contract.ColumnType;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTablesTest {
    @TempDir
    private Path folder;

    @Test
    void readsCsv() throws Exception {
        Profile profile =
                profile("x.csv", "\uFEFFid,plan,\"note, long\"\r\n1,basic,\"a \"\"b\"\"\nc\"\r\n2,,x\n\n3,pro,\n");
        assertThat(profile.rows()).isEqualTo(3);
        assertThat(profile.columns()).extracting(Profile.Column::name).containsExactly("id", "plan", "note, long");
        assertThat(column(profile, "id").type()).isEqualTo(ColumnType.INTEGER);
        assertThat(column(profile, "plan").values()).isEqualTo(Map.of("basic", 1L, "pro", 1L));
        assertThat(column(profile, "note, long").values()).isEqualTo(Map.of("a \"b\"\nc", 1L, "x", 1L));
        assertThat(column(profile, "note, long").nulls()).isEqualTo(1);
    }

    @Test
    void readsTabs() throws Exception {
        assertThat(profile("x.tsv", "a\tb\n1\t2,3\n").columns())
                .extracting(Profile.Column::name)
                .containsExactly("a", "b");
    }

    @Test
    void readsATableWithoutRows() throws Exception {
        Profile profile = profile("x.csv", "a,b");
        assertThat(profile.rows()).isZero();
        assertThat(profile.columns()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|‘x.csv’ is empty; it has no header",
                "a,b,a\\n|‘x.csv’ has two columns ‘a’",
                "a,b\\n1,2\\n\\n1,2,3\\n|‘x.csv’ line 4: 3 fields, the header has 2",
                "a,b\\n1\\n|‘x.csv’ line 2: 1 field, the header has 2",
                "a,b\\n1,\"x\\n2,3\\n|‘x.csv’ line 2: a field in quotes does not end",
                "a\\n\"x\"y\\n|‘x.csv’ line 2: Unexpected character after closing quote",
                "a\\nü\\n\\xff\\n|‘x.csv’ is not UTF-8, somewhere after line 1",
            })
    void refusesWhatIsNoCsv(String text, String message) throws Exception {
        byte[] bytes = text.replace("\\n", "\n").replace("\\xff", "\u0000").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == 0 ? (byte) 0xff : bytes[i];
        }
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.csv", bytes))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void boundsWhatItKeeps() throws Exception {
        String huge = "a\n" + "x".repeat(CsvReading.MOST_LETTERS + 1) + "\n";
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.csv", huge))
                .withMessage("‘x.csv’ line 2: a field of more than 1048576 letters");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.csv", "a\n\"" + "x\n".repeat(CsvReading.MOST_LETTERS)))
                .withMessageStartingWith("‘x.csv’ line 2: ");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.csv", "a,".repeat(1001) + "\n"))
                .withMessage("‘x.csv’ line 1: more than 1000 fields");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.jsonl", "{\"a\":\"" + "x".repeat(2_000_000) + "\"}"))
                .withMessageMatching(
                        "‘x.jsonl’: not valid JSON: String value length \\([0-9]+\\) exceeds the maximum allowed \\(1048576\\)");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.jsonl", "{\"a\":" + "[".repeat(10_000) + "}"))
                .withMessageStartingWith("‘x.jsonl’: not valid JSON: Document nesting depth (101) ");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= 1000; i++) {
            many.append("{\"c").append(i).append("\":1}\n");
        }
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.jsonl", many.toString()))
                .withMessage("‘x.jsonl’ has more than 1000 columns, the most of which there is a profile");
    }

    @Test
    void readsJsonLines() throws Exception {
        Profile profile = profile("x.jsonl", """
                {"i":1,"f":1.5,"b":true,"s":"2026-01-01"}
                {"i":null,"l":[1,{"a":2}],"big":123456789012345678901}
                {"i":3,"mix":1}
                {"mix":"a"}
                """);
        assertThat(profile.rows()).isEqualTo(4);
        assertThat(column(profile, "i").nulls()).isEqualTo(2);
        assertThat(column(profile, "i").type()).isEqualTo(ColumnType.INTEGER);
        assertThat(column(profile, "f").type()).isEqualTo(ColumnType.NUMBER);
        assertThat(column(profile, "b").type()).isEqualTo(ColumnType.BOOLEAN);
        assertThat(column(profile, "s").type()).isEqualTo(ColumnType.DATE);
        assertThat(column(profile, "s").nulls()).isEqualTo(3);
        assertThat(column(profile, "l").type()).isEqualTo(ColumnType.NESTED);
        assertThat(column(profile, "big").type()).isEqualTo(ColumnType.NUMBER);
        assertThat(column(profile, "mix").type()).isEqualTo(ColumnType.MIXED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1}\\n[1]|‘x.jsonl’ line 2: a row is an object in braces",
                "{\"a\":1}\\n{\"a\":1,\"a\":2}|‘x.jsonl’ line 2: ‘a’ is there twice",
                "{\"a\":NaN}|‘x.jsonl’ line 1: not valid JSON: ",
                "{\"a\":|‘x.jsonl’ line 1: not valid JSON: ",
                "{\"a\":\"\\xff\"}|‘x.jsonl’ is not UTF-8, somewhere after row 0",
            })
    void refusesWhatIsNoJson(String text, String message) throws Exception {
        byte[] bytes = text.replace("\\n", "\n").replace("\\xff", "\u0000").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == 0 ? (byte) 0xff : bytes[i];
        }
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.jsonl", bytes))
                .withMessageContaining(message);
    }

    @Test
    void readsWhatFewWrite() throws Exception {
        Profile marked = profile("x.csv", "\uFEFF\"a b\",c\n1,2\n");
        assertThat(marked.columns()).extracting(Profile.Column::name).containsExactly("a b", "c");
        Profile json =
                profile("x.jsonl", "\uFEFF{\"a\":\"\\u0000\",\"\\udc00\":\"x\\ud800y\",\"b\":1e999}\n{\"b\":-1e-999}");
        assertThat(Profile.parse(json.json())).isEqualTo(json);
        assertThat(column(json, "a").values()).isEqualTo(Map.of("\u0000", 1L));
        assertThat(column(json, "\uFFFD").values()).isEqualTo(Map.of("x\uFFFDy", 1L));
        assertThat(column(json, "b").infinite()).isEqualTo(1);
        Profile zero = profile("x.csv", "a\u0000,b\n\u0000,\u0000\n");
        assertThat(Profile.parse(zero.json())).isEqualTo(zero);
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.csv", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16)))
                .withMessage("‘x.csv’ is not UTF-8, somewhere after line 1");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.jsonl", "{\"a\":1}".getBytes(StandardCharsets.UTF_16)))
                .withMessage("‘x.jsonl’ is not UTF-8, somewhere after row 0");
    }

    /** Names that are never seen again, deep within: they are passed over, and not kept. */
    @Test
    void keepsNothingOfWhatIsNested() throws Exception {
        StringBuilder many = new StringBuilder("{\"a\":{");
        for (int i = 0; i < 200_000; i++) {
            many.append(i == 0 ? "" : ",").append("\"name-").append(i * 7919L).append("\":0");
        }
        assertThat(column(profile("x.jsonl", many + "}}"), "a").type()).isEqualTo(ColumnType.NESTED);
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.jsonl", "[".repeat(100_000)))
                .withMessage("‘x.jsonl’ line 1: a row is an object in braces");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.jsonl", "{\"a\":" + "9".repeat(100_000) + "}"))
                .withMessageStartingWith("‘x.jsonl’");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.jsonl", "{\"" + "a".repeat(100_000) + "\":1}"))
                .withMessageStartingWith("‘x.jsonl’");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.csv", "c,".repeat(20_000) + "\n"))
                .withMessage("‘x.csv’ line 1: more than 1000 fields");
    }

    /** Whatever becomes of a file, it is another table, or refused in one line. */
    @ParameterizedTest
    @CsvSource({"x.csv", "x.tsv", "x.jsonl"})
    void bearsAnyDamage(String name) throws Exception {
        String text = name.endsWith("l")
                ? "{\"a\":1,\"b\":\"x\\u00fc\",\"c\":[1,{\"d\":null}],\"e\":-1.5e3}\n{\"a\":true,\"t\":\"2026-01-01T00:00:00Z\"}\n"
                : "a,b,c\r\n1,\"x\"\"y\nz\",2026-01-01\n-1.5e3,ü,2026-01-01T00:00:00Z\n,nan,inf\n";
        byte[] whole = text.replace(',', name.endsWith("tsv") ? '\t' : ',').getBytes(StandardCharsets.UTF_8);
        byte[] special = "\"\\\n\r\0,{}[]:\t0-+.eE\ud800\uFEFF\u00ff".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(11);
        for (int i = 0; i < 1_500; i++) {
            byte[] damaged = whole.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                damaged[random.nextInt(damaged.length)] =
                        random.nextBoolean() ? (byte) random.nextInt() : special[random.nextInt(special.length)];
            }
            byte[] some = i % 5 == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged;
            try {
                Profile profile = profile(name, some);
                assertThat(Profile.parse(profile.json())).isEqualTo(profile);
            } catch (InvalidDataException e) {
                assertThat(e.getMessage()).startsWith("‘" + name + "’").doesNotContainPattern("[\\p{Cntrl}]");
            }
        }
    }

    @Test
    void takesAFolderForOneTable() throws Exception {
        Files.createDirectories(folder.resolve("t/part=2"));
        Files.writeString(folder.resolve("t/part=2/b.csv"), "a\n3\n");
        Files.writeString(folder.resolve("t/a.csv"), "a\n1\n2\n");
        Files.writeString(folder.resolve("t/_SUCCESS"), "");
        Files.writeString(folder.resolve("t/.a.csv.crc"), "");
        Profile profile = DataProfiler.profile(folder.resolve("t"), "t");
        assertThat(profile.rows()).isEqualTo(3);
        assertThat(column(profile, "a").unique()).isTrue();
        Files.writeString(folder.resolve("t/c.csv"), "b\n3\n");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> DataProfiler.profile(folder.resolve("t"), "t"))
                .withMessage("‘t/c.csv’ has other columns than the files before it: also ‘b’: not ‘a’");
        Files.delete(folder.resolve("t/c.csv"));
        Files.writeString(folder.resolve("t/c.jsonl"), "{}");
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> DataProfiler.profile(folder.resolve("t"), "t"))
                .withMessage("‘t/c.jsonl’ is of another kind than the files before it");
    }

    @Test
    void namesFilesThatItCannotRead() throws Exception {
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> profile("x.xlsx", ""))
                .withMessage(
                        "‘x.xlsx’ is of no kind that there are profiles of: .csv, .tsv, .jsonl, .ndjson, .parquet");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> DataProfiler.profile(folder.resolve("no.csv"), "no.csv"))
                .withMessageContaining("‘no.csv’ is not there; if DVC tracks it, run ‘dvc pull’");
        Files.createDirectories(folder.resolve("none"));
        assertThatExceptionOfType(InvalidDataException.class)
                .isThrownBy(() -> DataProfiler.profile(folder.resolve("none"), "none"))
                .withMessage("‘none’ has no files");
    }

    @Test
    void readsMoreThanItKeeps() throws Exception {
        Path file = folder.resolve("big.csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("id,x,text\n");
            for (int i = 0; i < 50_000; i++) {
                out.write(i * 7919L % 100_003 + "," + i / 7.0 + ",row " + i + "\n");
            }
        }
        Profile profile = DataProfiler.profile(file, "big.csv");
        assertThat(profile.rows()).isEqualTo(50_000);
        assertThat(column(profile, "id").unique()).isTrue();
        assertThat(column(profile, "x").numbers().quantiles()).hasSize(1001);
        assertThat(profile.json().length).isLessThan(100_000);
        assertThat(Profile.parse(profile.json())).isEqualTo(profile);
    }

    private Profile profile(String name, String text) throws IOException {
        return profile(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Profile profile(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
        return DataProfiler.profile(folder.resolve(name), name);
    }

    private static Profile.Column column(Profile profile, String name) {
        return profile.column(name).orElseThrow();
    }
}
