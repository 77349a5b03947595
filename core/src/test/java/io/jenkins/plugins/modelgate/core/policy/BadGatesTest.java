package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no gate, and what it says of that. */
class BadGatesTest {
    /** The gate stands in line 8 from column 7 on. */
    static Stream<Arguments> badGates() {
        return Stream.of(
                // bounds
                arguments("bound: {metric: rmse}", "8:14: a bound needs the key ‘name’"),
                arguments("bound: {name: g}", "8:14: a bound needs the key ‘metric’"),
                arguments("bound: {name: g, metric: rmse}", "8:14: a bound needs ‘at-least’, ‘at-most’ or ‘between’"),
                arguments(
                        "bound: {name: g, metric: m, at-least: 2, at-most: 1}",
                        "nothing is both at least 2 and at most 1"),
                arguments(
                        "bound: {name: g, metric: m, at-mots: 1}",
                        "8:35: unknown key ‘at-mots’ in a bound; did you mean ‘at-most’? allowed: name, metric, at-least, at-most"),
                arguments(
                        "bound: {name: g, metric: m, at-most: 1, at-most: 2}",
                        "8:47: the key ‘at-most’ is there twice"),
                arguments(
                        "bound: {name: g, metric: m, at-most: .nan}", "8:44: at-most must be a finite decimal number"),
                arguments(
                        "bound: {name: g, metric: m, at-most: -.inf}", "8:44: at-most must be a finite decimal number"),
                arguments(
                        "bound: {name: g, metric: m, at-most: 1e999}",
                        "8:44: at-most is too big for a number: ‘1e999’"),
                arguments(
                        "bound: {name: g, metric: m, at-most: 017}",
                        "8:44: at-most must be a finite decimal number such as 70, -0.5 or 1e-3, found ‘017’"),
                arguments(
                        "bound: {name: g, metric: m, at-most: 0o17}", "8:44: at-most must be a finite decimal number"),
                arguments(
                        "bound: {name: g, metric: m, at-most: 0x1F}", "8:44: at-most must be a finite decimal number"),
                arguments(
                        "bound: {name: g, metric: m, at-most: " + "9".repeat(5000) + "}",
                        "8:44: at-most must be a finite decimal number"),
                arguments(
                        "bound: {name: g, metric: m, at-most: 1_000}",
                        "8:44: at-most must be a number, found the text ‘1_000’"),
                arguments(
                        "bound: {name: g, metric: m, at-most: '70'}",
                        "8:44: at-most must be a number, found the text ‘70’"),
                arguments(
                        "bound: {name: g, metric: m, at-most: no}",
                        "8:44: at-most must be a number, found the text ‘no’"),
                arguments(
                        "bound: {name: g, metric: m, at-most: true}",
                        "8:44: at-most must be a number, found the truth value ‘true’"),
                arguments("bound: {name: g, metric: m, at-most: }", "at-most must be a number, found nothing"),
                arguments("bound: {name: g, metric: m, at-most: [1]}", "8:44: at-most must be a number, found a list"),
                arguments(
                        "bound: {name: g, metric: m, at-most: !money 1}",
                        "8:44: at-most must be a number, found something of type !money: ‘1’"),
                arguments(
                        "bound: {name: g, metric: 5, at-most: 1}",
                        "8:32: metric must be a text, found the number ‘5’; put it in quotes"),
                arguments("bound: {name: g, metric: ' ', at-most: 1}", "8:32: metric is blank"),
                arguments("bound: {name: g, metric: \"a\\nb\", at-most: 1}", "found ‘a\\u000ab’"),
                arguments("bound: {name: g, metric: " + "m".repeat(251) + ", at-most: 1}", "up to 250 letters"),
                arguments("bound: {name: a/b, metric: m, at-most: 1}", "8:21: a gate’s name is made of up to 64 of"),
                arguments("bound: {name: .., metric: m, at-most: 1}", "8:21: a gate’s name"),
                arguments("bound: {name: größe, metric: m, at-most: 1}", "8:21: a gate’s name"),
                arguments("bound: {name: " + "g".repeat(65) + ", metric: m, at-most: 1}", "8:21: a gate’s name"),
                arguments("bound: 70", "8:14: a bound must be a mapping (key: value), found the number ‘70’"),
                // comparisons
                arguments(
                        comparison("margin: 2"),
                        "8:63: a margin is a number and a unit, as in ‘2 absolute’, ‘2 %’ or ‘2 points’, found ‘2’"),
                arguments(comparison("margin: 2 pints"), "a margin is a number and a unit"),
                arguments(comparison("margin: '%'"), "a margin must be a finite decimal number"),
                arguments(comparison("margin: -2 %"), "a margin says how much worse is still good enough"),
                arguments(comparison("margin: .nan %"), "a margin must be a finite decimal number"),
                arguments(comparison("margin: 1e999 absolute"), "a margin is too big"),
                arguments(comparison("margin: "), "margin must be a text, found nothing"),
                arguments(comparison("margin: [2 %]"), "margin must be a text, found a list"),
                arguments(comparison("n: k"), "a comparison needs the key ‘margin’"),
                arguments(comparison("superiority: true"), "two bare numbers cannot show that one is better"),
                arguments(
                        comparison("superiority: true, margin: 2 %, error: se"),
                        "a comparison has a margin, or ‘superiority: true’, not both"),
                arguments(comparison("superiority: false, error: se"), "superiority is ‘true’, or left out"),
                arguments(comparison("superiority: 'true', error: se"), "superiority is ‘true’, or left out"),
                arguments(
                        comparison("margin: 2 %, error: se, share-of: n"),
                        "a gate has one of ‘scores’, ‘share-of’, ‘error’ and ‘replicates’"),
                arguments(comparison("margin: 2 %, share-of: 5"), "share-of must be a text, found the number ‘5’"),
                arguments(comparison("margin: 2 %, share-of: n, n: n"), "n is for bare numbers"),
                arguments(
                        comparison("margin: 2 %, replicates: m"),
                        "which a star stands for, as in ‘rmse.seed*’, found ‘m’"),
                arguments(comparison("margin: 2 %, replicates: '*m*'"), "which a star stands for"),
                arguments(comparison("margin: 2 %, confidence: 95 %"), "bare numbers know no confidence"),
                arguments(comparison("margin: 2 %, error: se, confidence: 95"), "as in ‘95 %’, found ‘95’"),
                arguments(comparison("margin: 2 %, error: se, confidence: 0.95"), "as in ‘95 %’, found ‘0.95’"),
                arguments(comparison("margin: 2 %, error: se, confidence: 50 %"), "above 50 % and at most 99.9 %"),
                arguments(comparison("margin: 2 %, error: se, confidence: 100 %"), "above 50 % and at most 99.9 %"),
                arguments(
                        comparison("margin: 2 %, error: se, confidence: .nan %"),
                        "confidence must be a finite decimal number"),
                arguments(
                        comparison("margin: 2 %, scores: s, error: se"),
                        "a gate has one of ‘scores’, ‘share-of’, ‘error’"),
                arguments(
                        "bound: {name: b, metric: m, at-most: 1}\n    - " + comparison("margin: 2 %, scores: s"),
                        "the model ‘m’ compares ‘scores’, which only the command of ‘rescore’"),
                arguments(comparison("margin: 2 %, group: g"), "group is about ‘scores’, which this gate has not"),
                arguments(comparison("margin: 2 %, error: e, range: [0, 1]"), "range is about ‘scores’"),
                arguments(
                        comparison("margin: 2 %, scores: s, range: [0]"),
                        "a range is two numbers, as in ‘[0, 1]’, or ‘unknown’"),
                arguments(
                        comparison("margin: 2 %, scores: s, range: [1, 0]"),
                        "a range goes from a number up to a larger one"),
                arguments(
                        comparison("margin: 2 %, scores: s, range: [0, .inf]"),
                        "range must be a finite decimal number"),
                arguments(comparison("margin: 2 %, scores: s, range: unknwon"), "did you mean ‘unknown’?"),
                arguments(comparison("margin: 2 %, scores: s, range: 5"), "range must be a text, found the number ‘5’"),
                arguments(
                        comparison("margin: 2 %, scores: s, range: [0, 1], group: g"), "leave out ‘group’ or ‘range’"),
                arguments(comparison("margin: 2 %, errors: se"), "did you mean ‘error’?"),
                arguments(comparison("margin: 2 %, n: 5"), "n must be a text, found the number ‘5’"),
                arguments(
                        "comparison: {name: g, metric: m, margin: 2 %, better: smaller}",
                        "unknown value ‘smaller’ of better; allowed: higher, lower"),
                arguments("comparison: {name: g, metric: m, margin: 2 %, better: Lower}", "did you mean ‘lower’?"),
                arguments("comparison: {name: g, metric: m, margin: 2 %}", "a comparison needs the key ‘better’"),
                // lineage
                arguments("lineage: {name: g}", "a lineage gate needs the key ‘require’"),
                arguments("lineage: {name: g, require: []}", "require is an empty list"),
                arguments("lineage: {name: g, require: clean}", "require must be a list, found the text ‘clean’"),
                arguments("lineage: {name: g, require: [clean, clean]}", "‘clean’ is there twice in require"),
                arguments(
                        "lineage: {name: g, require: [data-in-remot]}",
                        "did you mean ‘data-in-remote’? allowed: clean, data-unmodified, data-in-remote, params-tracked, protected-ref, byte-identical"),
                // gates
                arguments(
                        "bond: {name: g}",
                        "8:7: unknown key ‘bond’ in a gate; did you mean ‘bound’? allowed: bound, comparison, any, trend, data, signature, lineage"),
                arguments("{}", "a gate is one of bound, comparison, any, trend, data, signature and lineage"),
                arguments(
                        "bound: {name: g, metric: m, at-most: 1}\n      lineage: {name: h, require: [clean]}",
                        "a gate is one of bound, comparison, any, trend, data, signature and lineage"),
                arguments(
                        "bound: {name: g, metric: m, at-most: 1}\n    - bound: {name: g, metric: m, at-most: 1}",
                        "9:14: two gates here have the name ‘g’: one is at model-gate.yaml:8:14"),
                arguments("just text", "a gate must be a mapping (key: value), found the text ‘just text’"),
                arguments(
                        "comparison: {name: g, metric: m, better: lower, margin: 0 %}",
                        "6:5: the target ‘p’ compares with a champion but has no bound"));
    }

    @ParameterizedTest
    @MethodSource("badGates")
    void refusesABadGate(String gate, String message) {
        byte[] yaml = gate(gate).getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> PolicyParser.parse(yaml, "model-gate.yaml"))
                .withMessageStartingWith("model-gate.yaml:")
                .withMessageContaining(message)
                .withMessageNotContaining("\n");
    }

    private static String gate(String gate) {
        return "version: 1\nmodels:\n m:\n  targets:\n   p:\n" + "    alias: a\n    gates:\n    - " + gate + "\n";
    }

    private static String comparison(String fields) {
        return "comparison: {name: g, metric: m, better: lower, " + fields + "}";
    }
}
