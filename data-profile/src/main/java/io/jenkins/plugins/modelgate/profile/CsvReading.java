package io.jenkins.plugins.modelgate.profile;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.contract.Profiler;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** CSV as RFC 4180 has it, in UTF-8, with a header. */
final class CsvReading {
    /** The most letters of a field. */
    static final int MOST_LETTERS = 1 << 20;

    /** The most letters of a row. */
    private static final int MOST_OF_A_ROW = 1 << 24;

    private CsvReading() {}

    static void read(Path file, String name, char separator, Table table) throws IOException {
        Row row = new Row();
        try (LastLetter text = new LastLetter(Utf8.reader(file))) {
            Iterator<Row> rows = rows(text, separator, row);
            if (!rows.hasNext()) {
                throw new InvalidDataException("‘" + name + "’ is empty; it has no header");
            }
            rows.next();
            List<Profiler> columns = table.columns(name, List.copyOf(row.fields));
            while (rows.hasNext()) {
                rows.next();
                add(row, columns, name);
                table.addRows(name, 1);
            }
            if (row.endsInQuotes && text.last != '"') {
                throw new InvalidDataException("‘" + name + "’ line " + row.line + ": a field in quotes does not end");
            }
        } catch (CsvParseException | UncheckedIOException | CharacterCodingException e) {
            throw problem(name, row.line, e);
        }
    }

    private static Iterator<Row> rows(Reader text, char separator, Row row) {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .skipEmptyLines(true)
                .allowExtraFields(true) // Refused below, with their line.
                .allowMissingFields(true)
                .maxBufferSize(2 * MOST_LETTERS)
                .build(row, text)
                .iterator();
    }

    private static void add(Row row, List<Profiler> columns, String name) throws InvalidDataException {
        int fields = row.fields.size();
        if (fields != columns.size()) {
            throw new InvalidDataException("‘" + name + "’ line " + row.line + ": " + fields
                    + (fields == 1 ? " field" : " fields") + ", the header has " + columns.size());
        }
        for (int i = 0; i < fields; i++) {
            columns.get(i).addWritten(row.fields.get(i));
        }
    }

    private static InvalidDataException problem(String name, long line, Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof CharacterCodingException)) {
            cause = cause.getCause();
        }
        return cause instanceof CharacterCodingException
                ? new InvalidDataException("‘" + name + "’ is not UTF-8, somewhere after line " + line, e)
                : new InvalidDataException(
                        "‘" + name + "’ line " + line + ": "
                                + Shown.text(Objects.toString(cause.getMessage(), "it is no CSV")),
                        e);
    }

    /** The row that was read last; there is only one, which is filled again and again. */
    private static final class Row extends AbstractBaseCsvCallbackHandler<Row> {
        private final List<String> fields = new ArrayList<>();
        private long line = 1;
        private int letters;
        private boolean endsInQuotes;

        @Override
        protected void handleBegin(long startingLineNumber) {
            fields.clear();
            letters = 0;
            line = startingLineNumber;
        }

        @Override
        protected void handleField(int place, char[] buffer, int offset, int length, boolean quoted) {
            letters += length;
            if (place >= Profile.MOST_COLUMNS || length > MOST_LETTERS || letters > MOST_OF_A_ROW) {
                throw new CsvParseException(
                        place >= Profile.MOST_COLUMNS
                                ? "more than " + Profile.MOST_COLUMNS + " fields"
                                : length > MOST_LETTERS
                                        ? "a field of more than " + MOST_LETTERS + " letters"
                                        : "a row of more than " + MOST_OF_A_ROW + " letters");
            }
            fields.add(new String(buffer, offset, length));
            endsInQuotes = quoted;
        }

        @Override
        protected Row buildRecord() {
            return this;
        }
    }

    /** Knows what a text ends with, ends of lines apart. */
    private static final class LastLetter extends FilterReader {
        private int last = -1;

        LastLetter(Reader in) {
            super(in);
        }

        @Override
        public int read(char[] letters, int offset, int length) throws IOException {
            int n = super.read(letters, offset, length);
            for (int i = offset + n - 1; i >= offset; i--) {
                if (letters[i] != '\n' && letters[i] != '\r') {
                    last = letters[i];
                    break;
                }
            }
            return n;
        }
    }
}
