package io.jenkins.plugins.modelgate.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Profiler;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** JSON objects one after the other, usually one in a line; a column is there if one of them has it. */
final class JsonLines {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(1 << 20)
                    .maxNameLength(10_000)
                    .maxNestingDepth(100)
                    .maxNumberLength(1000)
                    .build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            // Else names that are never seen again stay in memory.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private JsonLines() {}

    static void read(Path path, String file, Table table) throws IOException {
        long rows = 0;
        try (Reader in = Utf8.reader(path);
                JsonParser json = FACTORY.createParser(in)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token != JsonToken.START_OBJECT) {
                    throw new InvalidDataException(
                            "‘" + file + "’" + line(json.currentTokenLocation()) + ": a row is an object in braces");
                }
                row(json, file, table);
                table.addRows(file, 1);
                rows++;
            }
        } catch (JsonProcessingException e) {
            // Of its own limits, Jackson names the method to change them.
            String what = e.getOriginalMessage().replaceFirst(", from `[^`]*`", "");
            throw new InvalidDataException(
                    "‘" + file + "’" + line(e.getLocation()) + ": not valid JSON: "
                            + Shown.text(what.replaceAll("\\s+", " ")),
                    e);
        } catch (CharacterCodingException e) {
            throw new InvalidDataException("‘" + file + "’ is not UTF-8, somewhere after row " + rows, e);
        }
    }

    private static String line(@CheckForNull JsonLocation location) {
        return location == null ? "" : " line " + location.getLineNr();
    }

    private static void row(JsonParser json, String file, Table table) throws IOException {
        Set<String> seen = new HashSet<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            String field = Utf8.whole(name);
            if (!seen.add(field)) {
                throw new InvalidDataException("‘" + file + "’" + line(json.currentTokenLocation()) + ": ‘"
                        + Shown.text(field) + "’ is there twice");
            }
            value(json, table.column(file, field));
        }
    }

    private static void value(JsonParser json, Profiler column) throws IOException {
        switch (json.nextToken()) {
            case VALUE_NULL -> {
                // What nobody adds is missing.
            }
            case VALUE_TRUE, VALUE_FALSE -> column.add(json.getBooleanValue());
            case VALUE_STRING -> column.add(Utf8.whole(json.getText()));
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
