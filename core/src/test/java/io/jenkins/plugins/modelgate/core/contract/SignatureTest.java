package io.jenkins.plugins.modelgate.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jenkins.plugins.modelgate.core.contract.Signature.Field;
import io.jenkins.plugins.modelgate.core.contract.Signature.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureTest {
    private static final String A = "[{\"type\": \"double\", \"name\": \"a\", \"required\": true}]";
    private static final String OUT =
            "[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"float64\", \"shape\": [-1]}}]";

    /** As MLflow 3.17.2 writes it. */
    @Test
    void readsWhatMlflowWrites() {
        String yaml = """
                artifact_path: model
                flavors:
                  python_function:
                    loader_module: mlflow.sklearn
                signature:
                  inputs: '[{"type": "long", "name": "a", "required": true}, {"type": "string", "name":
                    "b", "required": false}, {"type": "array", "items": {"type": "object", "properties":
                    {"role": {"type": "string", "required": true}}}, "name": "m", "required": true}]'
                  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1]}}]'
                  params: '[{"name": "t", "default": 0.5, "shape": null, "type": "double"}, {"name":
                    "l", "default": [1, 2], "shape": [-1], "type": "long"}]'
                utc_time_created: '2026-11-22 23:00:00.000000'
                """;
        assertThat(Signature.of(yaml.getBytes(StandardCharsets.UTF_8)))
                .contains(new Signature(
                        List.of(
                                new Field("a", new Kind.Scalar("long"), true),
                                new Field("b", new Kind.Scalar("string"), false),
                                new Field(
                                        "m",
                                        new Kind.Array(new Kind.Properties(
                                                List.of(new Field("role", new Kind.Scalar("string"), true)))),
                                        true)),
                        List.of(new Field(null, new Kind.Tensor("float64", List.of(-1L)), true)),
                        List.of(
                                new Field("t", new Kind.Scalar("double"), false),
                                new Field("l", new Kind.Array(new Kind.Scalar("long")), false))));
    }

    @Test
    void findsThatThereIsNone() {
        assertThat(Signature.of("artifact_path: model\n".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(Signature.of(new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "signature: [|no valid YAML",
                "signature: {inputs: 'x'}|Not a valid",
                "signature: {inputs: '[1]'}|not as MLflow writes it",
                "signature: {inputs: '[{\"type\":\"array\"}]'}|not as MLflow writes it",
                "signature: {inputs: [1]}|no JSON",
            })
    void refusesWhatItCannotRead(String yaml, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signature.of(yaml.getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining(why);
    }

    @Test
    void refusesBombs() {
        StringBuilder bomb = new StringBuilder("a: &a [1,1]\n");
        for (int i = 0; i < 20; i++) {
            bomb.append("b")
                    .append(i)
                    .append(": &b")
                    .append(i)
                    .append(" [*")
                    .append(i == 0 ? "a" : "b" + (i - 1))
                    .append(", *")
                    .append(i == 0 ? "a" : "b" + (i - 1))
                    .append("]\n");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signature.of(bomb.toString().getBytes(StandardCharsets.UTF_8)));
        String deep =
                "[" + "{\"type\":\"array\",\"items\":".repeat(100) + "{\"type\":\"long\"}" + "}".repeat(100) + "]";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> signature(deep, OUT, null))
                .withMessageContaining("too deeply");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                // The same, more optional, wider: nothing breaks.
                "a:double|a:double|-",
                "a:double|a:double b?:string|-",
                "a:double b:string|a:double|-",
                "a:double|a?:double|-",
                "a:integer|a:long|-",
                "a:integer|a:double|-",
                "a:float|a:double|-",
                "a:double|a:any|-",
                "a:double|a:double b:string|The input ‘b’ (string) is new and required.",
                "a?:double|a:double|The input ‘a’ is required now.",
                "a:long|a:integer|The input ‘a’ takes integer now, it took long.",
                "a:long|a:double|The input ‘a’ takes double now, it took long.",
                "a:double|a:string|The input ‘a’ takes string now, it took double.",
                "double|double double|There are 2 inputs now, there were 1.",
                "double|string|The input 1 takes string now, it took double.",
                "a:double|double|The inputs have no names any more.",
                "double|a:double|The inputs have names now, they had none.",
            })
    void namesInputsThatBreakCallers(String before, String now, String sentence) {
        assertThat(sentences(signature(fields(before), OUT, null), signature(fields(now), OUT, null)))
                .isEqualTo(sentence == null ? List.of() : List.of(sentence));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "y:double|y:double z:double|-",
                "y:double|y:integer|-",
                "y:integer|y:double|The output ‘y’ is double now, it was integer.",
                "y:double|z:double|The output ‘y’ is not given any more.",
                "y:double|y?:double|The output ‘y’ may be missing now.",
            })
    void namesOutputsThatBreakCallers(String before, String now, String sentence) {
        assertThat(sentences(signature(A, fields(before), null), signature(A, fields(now), null)))
                .isEqualTo(sentence == null ? List.of() : List.of(sentence));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "[]|[{\"name\":\"t\",\"type\":\"double\",\"default\":1}]|-",
                "[]|[{\"name\":\"t\",\"type\":\"double\"}]|The parameter ‘t’ (double) is new and required.",
                "[{\"name\":\"t\",\"type\":\"double\",\"default\":1}]|[]|The parameter ‘t’ is not heeded any more.",
                "[{\"name\":\"t\",\"dtype\":\"long\",\"default\":1}]|[{\"name\":\"t\",\"type\":\"integer\",\"default\":1}]|The parameter ‘t’ takes integer now, it took long.",
                "[{\"name\":\"t\",\"type\":\"long\",\"default\":[1],\"shape\":[-1]}]|[{\"name\":\"t\",\"type\":\"long\",\"default\":1,\"shape\":null}]|The parameter ‘t’ takes long now, it took a list of long.",
            })
    void namesParametersThatBreakCallers(String before, String now, String sentence) {
        assertThat(sentences(signature(A, OUT, before), signature(A, OUT, now)))
                .isEqualTo(sentence == null ? List.of() : List.of(sentence));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "[-1,4]|[-1,4]|-",
                "[8,4]|[-1,4]|-",
                "[-1,4]|[8,4]|The input 1 takes float64 [8, 4] now, it took float64 [-1, 4].",
                "[-1,4]|[-1,5]|The input 1 takes float64 [-1, 5] now, it took float64 [-1, 4].",
                "[-1,4]|[-1,4,1]|The input 1 takes float64 [-1, 4, 1] now, it took float64 [-1, 4].",
            })
    void comparesShapes(String before, String now, String sentence) {
        assertThat(sentences(signature(tensor(before), OUT, null), signature(tensor(now), OUT, null)))
                .isEqualTo(sentence == null ? List.of() : List.of(sentence));
    }

    @Test
    void looksIntoObjects() {
        String one = "[{\"name\":\"m\",\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}]";
        String more = "[{\"name\":\"m\",\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},"
                + "\"b\":{\"type\":\"string\",\"required\":false}}}]";
        String demanding = more.replace(",\"required\":false", "");
        assertThat(sentences(signature(one, OUT, null), signature(more, OUT, null)))
                .isEmpty();
        assertThat(sentences(signature(one, OUT, null), signature(demanding, OUT, null)))
                .hasSize(1);
        // MLflow refuses properties that it does not know.
        assertThat(sentences(signature(more, OUT, null), signature(one, OUT, null)))
                .hasSize(1);
    }

    @Test
    void cannotTellWhatNobodySaid() {
        assertThat(SignatureCheck.of(signature(null, OUT, null), signature(A, null, null)))
                .extracting(Finding::sentence)
                .containsExactly(
                        "The champion’s signature says nothing of its inputs.",
                        "The candidate’s signature says nothing of its outputs.");
        assertThat(SignatureCheck.of(signature(A, null, null), signature(A, OUT, null)))
                .isEmpty();
    }

    private static List<String> sentences(Signature before, Signature now) {
        return SignatureCheck.of(before, now).stream().map(Finding::sentence).toList();
    }

    private static String tensor(String shape) {
        return "[{\"type\":\"tensor\",\"tensor-spec\":{\"dtype\":\"float64\",\"shape\":" + shape + "}}]";
    }

    /** Such as {@code a:double b?:string}. */
    private static String fields(String words) {
        StringBuilder json = new StringBuilder();
        for (String word : words.split(" ", -1)) {
            String[] parts = word.split(":", -1);
            String name = parts.length == 1 ? "" : "\"name\":\"" + parts[0].replace("?", "") + "\",";
            json.append(json.length() == 0 ? "" : ",")
                    .append("{" + name + "\"type\":\"" + parts[parts.length - 1] + "\",\"required\":"
                            + !word.contains("?") + "}");
        }
        return "[" + json + "]";
    }

    private static Signature signature(String inputs, String outputs, String params) {
        String yaml = "signature:\n"
                + "  inputs: " + (inputs == null ? "null" : "'" + inputs + "'") + "\n"
                + "  outputs: " + (outputs == null ? "null" : "'" + outputs + "'") + "\n"
                + "  params: " + (params == null ? "null" : "'" + params + "'") + "\n";
        return Signature.of(yaml.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
}
