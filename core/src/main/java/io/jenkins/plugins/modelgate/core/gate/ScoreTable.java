package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What one model scored on each example: a CSV file with a header, whose column {@code id} names the example. Fields have no
 * quotes: what needs them is neither a score nor a name. The file itself stays where it is; verdicts name its hash.
 */
public final class ScoreTable {
    /** The most bytes that a table may have. */
    public static final int MAX_BYTES = 1 << 27;

    /** The column that names the example. */
    public static final String ID = "id";

    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,4})?");

    private final Sha256 digest;
    private final Map<String, Integer> columns;
    private final Map<String, List<String>> rows;

    private ScoreTable(Sha256 digest, Map<String, Integer> columns, Map<String, List<String>> rows) {
        this.digest = digest;
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * Reads a table.
     *
     * @param csv UTF-8
     * @throws IllegalArgumentException with one readable clause, if it is none
     */
    public static ScoreTable parse(byte[] csv) {
        if (csv.length > MAX_BYTES) {
            throw new IllegalArgumentException("it has more than " + MAX_BYTES + " bytes");
        }
        List<String> lines = text(csv).lines().toList();
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("it is empty");
        }
        List<String> header = fields(lines.get(0), 1);
        Map<String, Integer> columns = new HashMap<>();
        for (String name : header) {
            if (columns.putIfAbsent(name, columns.size()) != null) {
                throw new IllegalArgumentException("it has two columns ‘" + Shown.text(name) + "’");
            }
        }
        Integer id = columns.get(ID);
        if (id == null) {
            throw new IllegalArgumentException("it has no column ‘" + ID + "’, only " + Shown.names(header));
        }
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (int i = 1; i < lines.size(); i++) {
            List<String> row = fields(lines.get(i), i + 1);
            if (row.size() != header.size()) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + " has " + row.size() + " fields, the header " + header.size());
            }
            if (rows.put(row.get(id), row) != null) {
                throw new IllegalArgumentException("the example ‘" + Shown.text(row.get(id)) + "’ is there twice");
            }
        }
        return new ScoreTable(Sha256.of(csv), columns, rows);
    }

    private static String text(byte[] csv) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(csv))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not UTF-8", e);
        }
    }

    private static List<String> fields(String line, int number) {
        if (line.indexOf('"') >= 0) {
            throw new IllegalArgumentException("line " + number + " has quotes; write plain fields");
        }
        List<String> fields = new ArrayList<>();
        int from = 0;
        for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', from)) {
            fields.add(line.substring(from, comma).strip());
            from = comma + 1;
        }
        fields.add(line.substring(from).strip());
        return fields;
    }

    /** The SHA-256 of the file's bytes. */
    public Sha256 digest() {
        return digest;
    }

    /** How many examples there are. */
    public int size() {
        return rows.size();
    }

    /** The examples, in the file's order. */
    List<String> ids() {
        return List.copyOf(rows.keySet());
    }

    /** Whether both are about the same examples, in whatever order. */
    boolean hasSameExamples(ScoreTable other) {
        return new HashSet<>(rows.keySet()).equals(other.rows.keySet());
    }

    /**
     * A column's texts.
     *
     * @throws IllegalArgumentException with one readable clause, if there is no such column
     */
    List<String> texts(String column, List<String> ids) {
        Integer place = columns.get(column);
        if (place == null) {
            throw new IllegalArgumentException("no column ‘" + Shown.text(column) + "’, only "
                    + Shown.names(columns.keySet().stream().sorted().toList()));
        }
        return ids.stream().map(id -> rows.get(id).get(place)).toList();
    }

    /**
     * A column's numbers.
     *
     * @throws IllegalArgumentException with one readable clause, if there is no such column or something else is in it
     */
    double[] numbers(String column, List<String> ids) {
        List<String> texts = texts(column, ids);
        double[] numbers = new double[texts.size()];
        for (int i = 0; i < numbers.length; i++) {
            String text = texts.get(i);
            numbers[i] = text.length() < 100 && NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
            if (!Double.isFinite(numbers[i])) {
                throw new IllegalArgumentException("‘" + Shown.text(text) + "’ as ‘" + Shown.text(column)
                        + "’ of the example ‘" + Shown.text(ids.get(i)) + "’, which is no number to judge by");
            }
        }
        return numbers;
    }
}
