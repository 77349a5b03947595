package io.jenkins.plugins.modelgate.profile;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Profiler;
import io.jenkins.plugins.modelgate.profile.ParquetPages.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;

/**
 * One column of the table: a field at the top of the schema. Of lists and objects only the first column below is read, which says
 * where they are missing.
 *
 * @param name the field's
 * @param place the column's place among the chunks of a group of rows
 * @param type of the first column below
 * @param size of how many bytes its values are, if they are of a fixed length
 * @param repetitions how many lists the column is in
 * @param definitions how many of the fields above it, with itself, may be missing
 * @param optional whether the field may be missing
 * @param values how its values are read; null if they are lists or objects
 */
record ParquetColumn(
        String name,
        int place,
        Type type,
        int size,
        int repetitions,
        int definitions,
        boolean optional,
        @CheckForNull ParquetValues values) {
    private static final int DEEPEST = 100;

    /** The columns of a schema, which is written as a tree in depth-first order. */
    static List<ParquetColumn> of(List<SchemaElement> schema, String file) throws InvalidDataException {
        if (schema.isEmpty()) {
            throw new InvalidDataException("‘" + file + "’ is damaged: its schema is empty");
        }
        return new Reader(schema, file).columns();
    }

    private static final class Reader {
        private final List<SchemaElement> schema;
        private final String file;
        private int at = 1;
        private int leaves;

        Reader(List<SchemaElement> schema, String file) {
            this.schema = schema;
            this.file = file;
        }

        List<ParquetColumn> columns() throws InvalidDataException {
            List<ParquetColumn> columns = new ArrayList<>();
            for (int i = 0; i < schema.get(0).getNum_children(); i++) {
                SchemaElement field = next();
                int place = leaves;
                Leaf leaf = leaf(field, repetitions(field), definitions(field), 0);
                boolean flat = !isGroup(field) && field.getRepetition_type() != FieldRepetitionType.REPEATED;
                columns.add(new ParquetColumn(
                        field.getName(),
                        place,
                        leaf.column.getType(),
                        leaf.column.getType_length(),
                        leaf.repetitions,
                        leaf.definitions,
                        field.getRepetition_type() == FieldRepetitionType.OPTIONAL,
                        flat ? ParquetValues.of(field) : null));
            }
            return columns;
        }

        private record Leaf(SchemaElement column, int repetitions, int definitions) {}

        private SchemaElement next() throws InvalidDataException {
            if (at >= schema.size()) {
                throw new InvalidDataException("‘" + file + "’ is damaged: its schema is cut off");
            }
            return schema.get(at++);
        }

        /** The first column of this field; all are passed. */
        private Leaf leaf(SchemaElement field, int repetitions, int definitions, int depth)
                throws InvalidDataException {
            if (!isGroup(field)) {
                leaves++;
                return new Leaf(field, repetitions, definitions);
            }
            if (depth == DEEPEST || field.getNum_children() < 1) {
                throw new InvalidDataException("‘" + file + "’ is damaged: its schema is no tree of fields");
            }
            Leaf first = null;
            for (int i = 0; i < field.getNum_children(); i++) {
                SchemaElement child = next();
                Leaf leaf = leaf(child, repetitions + repetitions(child), definitions + definitions(child), depth + 1);
                first = first == null ? leaf : first;
            }
            return first;
        }

        private static boolean isGroup(SchemaElement field) {
            return !field.isSetType();
        }

        private static int repetitions(SchemaElement field) {
            return field.getRepetition_type() == FieldRepetitionType.REPEATED ? 1 : 0;
        }

        private static int definitions(SchemaElement field) {
            return field.getRepetition_type() == FieldRepetitionType.REQUIRED ? 0 : 1;
        }
    }

    boolean isNested() {
        return values == null;
    }

    /** Reads all values of a group of rows. */
    void add(ParquetPages pages, long rows, Profiler profiler, String file) throws IOException {
        long read = 0;
        for (Page page = pages.next(); page != null; page = pages.next()) {
            read += values == null ? nested(page, profiler) : flat(values, page, profiler, file);
        }
        if (read != rows) {
            throw new InvalidDataException("‘" + file + "’ is damaged: " + read + " values in " + rows + " rows");
        }
    }

    private static long flat(ParquetValues values, Page page, Profiler profiler, String file)
            throws InvalidDataException {
        Runs definitions = page.definitions();
        for (int i = 0; i < page.count(); i++) {
            if (definitions != null && definitions.next() == 0) {
                profiler.addNulls(1);
            } else {
                values.add(page.values(), profiler, file);
            }
        }
        return page.count();
    }

    /** How many rows begin. */
    private long nested(Page page, Profiler profiler) {
        Runs repeated = page.repetitions();
        Runs defined = page.definitions();
        long rows = 0;
        for (int i = 0; i < page.count(); i++) {
            int definition = defined == null ? 0 : defined.next();
            if (repeated == null || repeated.next() == 0) {
                rows++;
                if (optional && definition == 0) {
                    profiler.addNulls(1);
                } else {
                    profiler.addNested();
                }
            }
        }
        return rows;
    }
}
