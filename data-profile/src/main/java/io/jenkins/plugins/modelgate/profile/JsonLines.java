package io.jenkins.plugins.modelgate.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.jenkins.plugins.modelgate.core.contract.Profiler;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON objects one after the other, usually one in a line; a column is there if one of them has it. */
final class JsonLines {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(1 << 20)
                    .maxNameLength(10_000)
                    .maxNestingDepth(100)
                    .maxNumberLength(1000)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private JsonLines() {}

    static void read(Path path, String file, Table table) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
                JsonParser json = FACTORY.createParser(in)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token != JsonToken.START_OBJECT) {
                    throw new InvalidDataException("‘" + file + "’ line "
                            + json.currentTokenLocation().getLineNr() + ": a row is an object in braces");
                }
                row(json, file, table);
                table.addRows(file, 1);
            }
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
            // Of its own limits, Jackson names the method to change them.
            String what = e.getOriginalMessage().replaceFirst(", from `[^`]*`", "");
            throw new InvalidDataException(
                    "‘" + file + "’" + where + ": not valid JSON: " + Shown.text(what.replaceAll("\\s+", " ")), e);
        }
    }

    private static void row(JsonParser json, String file, Table table) throws IOException {
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            value(json, table.column(file, field));
        }
    }

    private static void value(JsonParser json, Profiler column) throws IOException {
        switch (json.nextToken()) {
            case VALUE_NULL -> {
                // What nobody adds is missing.
            }
            case VALUE_TRUE, VALUE_FALSE -> column.add(json.getBooleanValue());
            case VALUE_STRING -> column.add(json.getText());
            case VALUE_NUMBER_INT -> integer(json, column);
            case VALUE_NUMBER_FLOAT -> column.add(json.getDoubleValue());
            default -> {
                column.addNested();
                json.skipChildren();
            }
        }
    }

    private static void integer(JsonParser json, Profiler column) throws IOException {
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            column.add(json.getDoubleValue());
        } else {
            column.add(json.getLongValue());
        }
    }
}
