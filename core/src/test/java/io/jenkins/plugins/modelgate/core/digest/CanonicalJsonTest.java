package io.jenkins.plugins.modelgate.core.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
    /** The samples of RFC 8785, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void writesNumbersAsTheRfcSays(String bits, String text) {
        assertThat(json(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))))
                .isEqualTo(text);
    }

    @Test
    void everyFiniteNumberIsReadBackUnchanged() {
        Random random = new Random(8785);
        for (int i = 0; i < 20_000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                assertThat(Double.parseDouble(json(number))).isEqualTo(number);
            }
        }
    }

    /** The sample of RFC 8785, section 3.2.2. */
    @Test
    void writesStringsAndLiteralsAsTheRfcSays() {
        Map<String, Object> value = Map.of(
                "numbers", List.of(333333333.3333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001),
                "string", "\u20ac$\u000F\nA'B\"\\\\\"/",
                "literals", Arrays.asList(null, true, false));
        assertThat(json(value))
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    /** The sample of RFC 8785, section 3.2.3: by UTF-16 code units. */
    @Test
    void sortsNamesAsTheRfcSays() {
        Map<String, Object> value = new HashMap<>();
        for (String name : List.of("\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6")) {
            value.put(name, 0);
        }
        assertThat(json(value))
                .isEqualTo(
                        "{\"\\r\":0,\"1\":0,\"\u0080\":0,\"\u00f6\":0,\"\u20ac\":0,\"\ud83d\ude00\":0,\"\ufb33\":0}");
    }

    @Test
    void writesAnythingThatJsonCanExpress() {
        assertThat(json("text")).isEqualTo("\"text\"");
        assertThat(json(7)).isEqualTo("7");
        assertThat(json(List.of())).isEqualTo("[]");
        assertThat(json(null)).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesNumbersThatJsonHasNot(double number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.bytes(Map.of("x", number)))
                .withMessageStartingWith("Not expressible in JSON");
    }

    @Test
    void refusesWholeNumbersThatWouldLoseDigits() {
        long exact = 1L << 53;
        assertThat(json(exact)).isEqualTo("9007199254740992");
        for (Number number : List.of(exact + 1, Long.MAX_VALUE, BigInteger.TEN.pow(400))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CanonicalJson.bytes(List.of(number)))
                    .withMessageContaining(number + " is too big to be kept exactly");
        }
    }

    @Test
    void refusesHalfASurrogatePair() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.bytes("\ud83d"))
                .withMessageContaining("half a surrogate pair");
    }

    record Point(int x, Integer y, boolean set) {}

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"x\":1,\"z\":2,\"set\":true}           | z",
                "{\"x\":1,\"x\":2,\"set\":true}           | Duplicate field 'x'",
                "{\"x\":1,\"set\":true} true              | Trailing token",
                "{\"x\":\"1\",\"set\":true}               | at ‘x’",
                "{\"x\":1.5,\"set\":true}                 | at ‘x’",
                "{\"x\":99999999999,\"set\":true}         | at ‘x’",
                "{\"x\":1,\"set\":1}                      | at ‘set’",
                "{\"x\":null,\"set\":true}                | at ‘x’",
                "{\"x\":                                  | Unexpected end-of-input",
                "[]                                       | Cannot deserialize",
                "nonsense                                 | Unrecognized token"
            })
    void refusesInOneReadableLineWhatIsNotExactlyTheType(String json, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.read(json.getBytes(StandardCharsets.UTF_8), Point.class))
                .withMessageStartingWith("Not a valid Point")
                .withMessageContaining(message)
                .withMessageNotContaining("\n");
    }

    @Test
    void refusesDeepNesting() {
        String bomb = "[".repeat(100_000) + "]".repeat(100_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.read(bomb.getBytes(StandardCharsets.UTF_8), Object.class))
                .withMessageContaining("nesting depth");
    }

    private static String json(Object value) {
        return new String(CanonicalJson.bytes(value), StandardCharsets.UTF_8);
    }
}
