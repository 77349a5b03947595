package io.jenkins.plugins.modelgate.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {
    private static final String MD5 = "d41d8cd98f00b204e9800998ecf8427e";

    @TempDir
    private Path folder;

    private Listing read(String text) throws IOException {
        return Listing.read(Files.writeString(folder.resolve("x.dir"), text));
    }

    private static String entry(String path) {
        return "{\"md5\": \"" + MD5 + "\", \"relpath\": \"" + path + "\"}";
    }

    @Test
    void writesTheBytesOfDvc() {
        Listing listing = new Listing(List.of(
                new Listing.Entry("\u00fc/\u00df\ud83d\ude00.txt", "e85dde330c34efb0e526ee3082e4353b"),
                new Listing.Entry("ue000_\ue000", "e734a88a1110fa3d657454b2dd348822"),
                new Listing.Entry("a/q", "26ab0db90d72e28ad0ba1e22ee510510"),
                new Listing.Entry("a.csv", "6d7fce9fee471194aa8b5b6e47267f03")));

        assertThat(new String(listing.bytes(), StandardCharsets.US_ASCII))
                .isEqualTo(
                        "[{\"md5\": \"6d7fce9fee471194aa8b5b6e47267f03\", \"relpath\": \"a.csv\"}, "
                                + "{\"md5\": \"26ab0db90d72e28ad0ba1e22ee510510\", \"relpath\": \"a/q\"}, "
                                + "{\"md5\": \"e734a88a1110fa3d657454b2dd348822\", \"relpath\": \"ue000_\\ue000\"}, "
                                + "{\"md5\": \"e85dde330c34efb0e526ee3082e4353b\", \"relpath\": \"\\u00fc/\\u00df\\ud83d\\ude00.txt\"}]");
    }

    @Test
    void escapesAsPythonDoes() {
        Listing listing = new Listing(List.of(new Listing.Entry("\"\\\n\r\t\b\f\u0001\u007f/", MD5)));

        assertThat(new String(listing.bytes(), StandardCharsets.US_ASCII))
                .isEqualTo("[{\"md5\": \"" + MD5 + "\", \"relpath\": \"\\\"\\\\\\n\\r\\t\\b\\f\\u0001\\u007f/\"}]");
    }

    @Test
    void sortsByCodePointNotByUtf16() {
        Listing listing =
                new Listing(List.of(new Listing.Entry("\ud83d\ude00", MD5), new Listing.Entry("\uffee", MD5)));

        assertThat(new String(listing.bytes(), StandardCharsets.US_ASCII).indexOf("\\uffee"))
                .isLessThan(new String(listing.bytes(), StandardCharsets.US_ASCII).indexOf("\\ud83d"));
    }

    @Test
    void anEmptyDirectoryHasDvcsHash() {
        assertThat(new Listing(List.of()).hash()).hasToString("md5:d751713988987e9331980363e24189ce.dir");
    }

    @Test
    void toleratesAnotherOrderAndMoreFields() throws IOException {
        assertThat(read("[" + entry("b") + ", {\"relpath\": \"a\", \"size\": [1, {}], \"md5\": \"" + MD5 + "\"}]")
                        .entries())
                .extracting(Listing.Entry::path)
                .containsExactly("b", "a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../x", "a/../../x", "/etc/passwd", "a//b", "a/", "", "..", "a\\\\..\\\\b", "C:/x", "x\\u0000y"})
    void refusesPathsThatLeadElsewhere(String path) {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> read("[" + entry(path) + "]"))
                .withMessageContaining("may not be in a directory");
    }

    @Test
    void refusesDuplicatesInAnyOrder() {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> read("[" + entry("a") + "," + entry("a") + "]"))
                .withMessageEndingWith("lists ‘a’ twice");
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> read("[" + entry("a") + "," + entry("b") + "," + entry("a") + "]"))
                .withMessageEndingWith("lists ‘a’ twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[",
                "[1]",
                "[[]]",
                "null",
                "[{}]",
                "[{\"md5\": \"x\", \"relpath\": \"a\"}]",
                "[{\"md5\": 1, \"relpath\": \"a\"}]",
                "[{\"relpath\": \"a\"}]",
                "[] x",
                "[{\"md5\": \"../../../../../../etc/passwd12345\", \"relpath\": \"a\"}]"
            })
    void refusesWhatIsNoListing(String text) {
        assertThatExceptionOfType(DvcException.class).isThrownBy(() -> read(text));
    }

    @Test
    void saysWhenItIsNotThere() {
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> Listing.read(folder.resolve("none")));
    }
}
