package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.contract.ColumnType;
import io.jenkins.plugins.modelgate.core.contract.Contract;
import io.jenkins.plugins.modelgate.core.contract.Contract.Interval;
import io.jenkins.plugins.modelgate.core.contract.Contract.Limits;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Effect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractParserTest {
    private static final String FULL = """
            version: 1
            rows: { at-least: 1000 }
            other-columns: warn
            columns:
              id:     { type: integer, unique: true, null-share: at most 0 % }
              age:    { type: integer, range: [18, 120], null-share: at most 1 % }
              plan:   { type: text, categories: [basic, 1.0, true], new-categories: warn }
              joined: { type: date, at-least: 2019-01-01 }
              note:   { type: text, required: false }
            """;

    @Test
    void readsEveryKey() {
        assertThat(parse(FULL))
                .isEqualTo(new Contract(
                        Sha256.of(FULL.getBytes(StandardCharsets.UTF_8)),
                        new Limits(1000.0, null),
                        Effect.WARN,
                        List.of(
                                column("id", ColumnType.INTEGER, true, 0.0, null, null, List.of(), Effect.BLOCK, true),
                                column(
                                        "age",
                                        ColumnType.INTEGER,
                                        true,
                                        0.01,
                                        new Limits(18.0, 120.0),
                                        null,
                                        List.of(),
                                        Effect.BLOCK,
                                        false),
                                column(
                                        "plan",
                                        ColumnType.TEXT,
                                        true,
                                        null,
                                        null,
                                        null,
                                        List.of("basic", "1.0", "true"),
                                        Effect.WARN,
                                        false),
                                column(
                                        "joined",
                                        ColumnType.DATE,
                                        true,
                                        null,
                                        null,
                                        new Interval("2019-01-01", null),
                                        List.of(),
                                        Effect.BLOCK,
                                        false),
                                column(
                                        "note",
                                        ColumnType.TEXT,
                                        false,
                                        null,
                                        null,
                                        null,
                                        List.of(),
                                        Effect.BLOCK,
                                        false))));
    }

    @Test
    void needsColumnsOnly() {
        Contract contract = parse("version: 1\ncolumns: { x: { type: number } }");
        assertThat(contract.rows()).isNull();
        assertThat(contract.others()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|2:6: the column ‘x’ needs the key ‘type’",
                "{ type: int }|2:14: unknown value ‘int’ of type; allowed: integer, number, text, boolean, date, timestamp",
                "{ type: integer, nul-share: at most 1 % }|2:23: unknown key ‘nul-share’ in the column ‘x’; did you mean ‘null-share’?",
                "{ type: integer, null-share: 1 % }|2:35: a null-share is written as in ‘at most 1 %’, found ‘1 %’",
                "{ type: integer, null-share: at most 100 % }|2:6: a share of missing values is at least 0 % and below 100 %",
                "{ type: integer, range: [1] }|2:6: a range is two values",
                "{ type: integer, range: [1, 2], at-most: 3 }|2:6: a range is two values",
                "{ type: integer, range: [2, 1] }|2:6: nothing is both at least 2 and at most 1",
                "{ type: integer, range: [1, .nan] }|the end of a range must be a finite decimal number",
                "{ type: date, at-least: 2019 }|2:30: the end of a range must be a text, found the number ‘2019’; put it in quotes",
                "{ type: date, at-least: 2019-13-01 }|2:6: ‘2019-13-01’ is neither a day",
                "{ type: text, at-least: 1 }|2:6: there is a range for numbers, dates and timestamps, not for ‘text’",
                "{ type: integer, categories: [] }|2:35: categories is an empty list",
                "{ type: integer, categories: [a] }|2:6: the category ‘a’ is no integer",
                "{ type: integer, new-categories: warn }|2:39: new-categories is about ‘categories’, which this column has not",
                "{ type: number, unique: true }|2:6: ‘unique’ is for integers, texts, dates and timestamps",
                "{ type: integer, unique: yes }|2:31: unique is ‘true’ or ‘false’",
            })
    void refusesMistakes(String column, String message) {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> parse("columns:\n  x: " + column + "\nversion: 1"))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: 2|1:10: this program knows version 1 of contracts only",
                "version: 1|1:1: a contract needs the key ‘columns’",
                "{version: 1, columns: {}}|1:23: columns must name at least one",
                "{version: 1, columns: {x: {type: text}}, rows: {}}|1:48: rows needs ‘at-least’, ‘at-most’ or both",
                "{version: 1, columns: {x: {type: text}}, rows: {at-least: 1.5}}|1:59: a number of rows is a whole number",
                "{version: 1, columns: {x: {type: text}}, other-columns: ignore}|unknown value ‘ignore’ of other-columns; allowed: allowed, block, person, warn",
            })
    void refusesMistakesOfTheWhole(String yaml, String message) {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> parse(yaml))
                .withMessageContaining(message);
    }

    private static Contract parse(String yaml) {
        return ContractParser.parse(yaml.getBytes(StandardCharsets.UTF_8), "contracts/train.yaml");
    }

    private static Contract.Column column(
            String name,
            ColumnType type,
            boolean required,
            Double nulls,
            Limits range,
            Interval period,
            List<String> categories,
            Effect unknown,
            boolean unique) {
        return new Contract.Column(name, type, required, nulls, range, period, categories, unknown, unique);
    }
}
