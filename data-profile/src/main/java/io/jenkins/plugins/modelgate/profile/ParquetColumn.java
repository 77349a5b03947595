package io.jenkins.plugins.modelgate.profile;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Profiler;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;

/**
 * One column of the table: a field at the top of the schema. Of lists and objects only the first column below is read, which says
 * where they are missing.
 *
 * @param name the field's
 * @param place the column's place among the chunks of a group of rows
 * @param leaf the column that is read
 * @param optional whether the field may be missing
 * @param values how its values are read; null if they are lists or objects
 */
record ParquetColumn(
        String name,
        int place,
        ColumnDescriptor leaf,
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
                ColumnDescriptor leaf = leaf(field, repetitions(field), definitions(field), 0);
                boolean flat = !isGroup(field) && field.getRepetition_type() != FieldRepetitionType.REPEATED;
                columns.add(new ParquetColumn(
                        field.getName(),
                        place,
                        leaf,
                        field.getRepetition_type() == FieldRepetitionType.OPTIONAL,
                        flat ? ParquetValues.of(field) : null));
            }
            return columns;
        }

        private SchemaElement next() throws InvalidDataException {
            if (at >= schema.size()) {
                throw new InvalidDataException("‘" + file + "’ is damaged: its schema is cut off");
            }
            return schema.get(at++);
        }

        /** The first column of this field; all are passed. */
        private ColumnDescriptor leaf(SchemaElement field, int repetitions, int definitions, int depth)
                throws InvalidDataException {
            if (!isGroup(field)) {
                leaves++;
                return new ColumnDescriptor(
                        new String[] {field.getName()},
                        new PrimitiveType(
                                Repetition.valueOf(field.getRepetition_type().name()),
                                type(field.getType()),
                                field.getType_length(),
                                field.getName()),
                        repetitions,
                        definitions);
            }
            if (depth == DEEPEST || field.getNum_children() < 1) {
                throw new InvalidDataException("‘" + file + "’ is damaged: its schema is no tree of fields");
            }
            ColumnDescriptor first = null;
            for (int i = 0; i < field.getNum_children(); i++) {
                SchemaElement child = next();
                ColumnDescriptor leaf =
                        leaf(child, repetitions + repetitions(child), definitions + definitions(child), depth + 1);
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

        private static PrimitiveTypeName type(Type type) {
            return type == Type.BYTE_ARRAY ? PrimitiveTypeName.BINARY : PrimitiveTypeName.valueOf(type.name());
        }
    }

    /** Reads all values of a group of rows. */
    void add(ParquetPages pages, long rows, Profiler profiler, ParsedVersion writer, String file)
            throws InvalidDataException {
        long count = pages.getTotalValueCount();
        if (values == null ? count < rows : count != rows) {
            throw new InvalidDataException("‘" + file + "’ is damaged: " + count + " values in " + rows + " rows");
        }
        ColumnReader reader = new ColumnReaderImpl(leaf, pages, new PrimitiveConverter() {}, writer);
        if (values == null) {
            nested(reader, count, rows, profiler, file);
            return;
        }
        for (long i = 0; i < count; i++) {
            if (reader.getCurrentDefinitionLevel() < leaf.getMaxDefinitionLevel()) {
                profiler.addNulls(1);
            } else {
                values.add(reader, profiler, file);
            }
            reader.consume();
        }
    }

    private void nested(ColumnReader reader, long count, long rows, Profiler profiler, String file)
            throws InvalidDataException {
        long seen = 0;
        for (long i = 0; i < count; i++) {
            int definition = reader.getCurrentDefinitionLevel();
            if (reader.getCurrentRepetitionLevel() == 0) {
                seen++;
                if (optional && definition == 0) {
                    profiler.addNulls(1);
                } else {
                    profiler.addNested();
                }
            }
            if (definition == leaf.getMaxDefinitionLevel()) {
                reader.skip();
            }
            reader.consume();
        }
        if (seen != rows) {
            throw new InvalidDataException("‘" + file + "’ is damaged: " + seen + " lists in " + rows + " rows");
        }
    }
}
