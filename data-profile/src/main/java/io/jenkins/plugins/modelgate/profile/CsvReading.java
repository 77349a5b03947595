package io.jenkins.plugins.modelgate.profile;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.contract.Profiler;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** CSV as RFC 4180 has it, in UTF-8, with a header. */
final class CsvReading {
    /** The most letters of a field. */
    static final int MOST_LETTERS = 1 << 20;

    /** The most letters of a row. */
    private static final int MOST_OF_A_ROW = 1 << 24;

    private CsvReading() {}

    static void read(Path file, String name, char separator, Table table) throws IOException {
        long line = 1;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            Iterator<CsvRecord> rows = rows(in, separator);
            if (!rows.hasNext()) {
                throw new InvalidDataException("‘" + name + "’ is empty; it has no header");
            }
            CsvRecord header = rows.next();
            List<Profiler> columns = columns(header, name, table);
            while (rows.hasNext()) {
                CsvRecord row = rows.next();
                line = row.getStartingLineNumber();
                add(row, columns, name);
                table.addRows(name, 1);
            }
        } catch (CsvParseException | UncheckedIOException e) {
            throw problem(name, line, e);
        } catch (CharacterCodingException e) {
            throw new InvalidDataException("‘" + name + "’ is not UTF-8, somewhere after line " + line, e);
        }
    }

    private static Iterator<CsvRecord> rows(InputStream in, char separator) {
        // Decodes strictly.
        InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
        return CsvReader.builder()
                .fieldSeparator(separator)
                .skipEmptyLines(true)
                .allowExtraFields(true) // Refused below, with their line.
                .allowMissingFields(true)
                .maxBufferSize(2 * MOST_LETTERS)
                .build(
                        CsvRecordHandler.of(handler -> handler.maxFields(Profile.MOST_COLUMNS)
                                .maxFieldSize(MOST_LETTERS)
                                .maxRecordSize(MOST_OF_A_ROW)),
                        text)
                .iterator();
    }

    private static List<Profiler> columns(CsvRecord header, String name, Table table) throws InvalidDataException {
        List<String> names = new ArrayList<>(header.getFields());
        if (names.get(0).startsWith("\uFEFF")) {
            names.set(0, names.get(0).substring(1));
        }
        Set<String> seen = new HashSet<>();
        for (String column : names) {
            if (!seen.add(column)) {
                throw new InvalidDataException(
                        "‘" + name + "’ has two columns ‘" + Shown.text(column) + "’ in its header");
            }
        }
        table.require(name, names);
        List<Profiler> columns = new ArrayList<>();
        for (String column : names) {
            columns.add(table.column(name, column));
        }
        return columns;
    }

    private static void add(CsvRecord row, List<Profiler> columns, String name) throws InvalidDataException {
        int fields = row.getFieldCount();
        if (fields != columns.size()) {
            throw new InvalidDataException("‘" + name + "’ line " + row.getStartingLineNumber() + ": " + fields
                    + (fields == 1 ? " field" : " fields") + ", the header has " + columns.size());
        }
        for (int i = 0; i < fields; i++) {
            columns.get(i).addWritten(row.getField(i));
        }
    }

    private static InvalidDataException problem(String name, long line, RuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof CharacterCodingException)) {
            cause = cause.getCause();
        }
        return cause instanceof CharacterCodingException
                ? new InvalidDataException("‘" + name + "’ is not UTF-8, somewhere after line " + line, e)
                : new InvalidDataException(
                        "‘" + name + "’ cannot be read after line " + line + ": "
                                + Shown.text(Objects.toString(cause.getMessage(), "it is no CSV")),
                        e);
    }
}
