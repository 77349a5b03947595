package io.jenkins.plugins.modelgate.profile;

import io.jenkins.plugins.modelgate.core.contract.Profiler;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.SemanticVersion;
import org.apache.parquet.VersionParser;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * A Parquet file, read column by column and page by page (<a href="https://parquet.apache.org/docs/file-format/">file
 * format</a>): the pages by their own library, which needs no Hadoop; where they lie, and whether they may be believed, here.
 */
final class ParquetFile {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);

    /** The magic at both ends, and the footer's length. */
    private static final int FRAME = 12;

    private static final int MOST_FOOTER = 1 << 26;

    private final RandomAccessFile file;
    private final String name;
    private final Table table;

    private ParquetFile(RandomAccessFile file, String name, Table table) {
        this.file = file;
        this.name = name;
        this.table = table;
    }

    static void read(Path path, String name, Table table) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            new ParquetFile(file, name, table).read();
        } catch (InvalidDataException e) {
            throw e;
        } catch (EOFException e) {
            throw new InvalidDataException("‘" + name + "’ is cut off", e);
        } catch (RuntimeException | OutOfMemoryError e) {
            // Whatever its library makes of a forged page.
            throw damaged(name, e);
        }
    }

    static InvalidDataException damaged(String name, Throwable e) {
        return new InvalidDataException(
                "‘" + name + "’ is damaged: "
                        + Shown.text(
                                Objects.toString(e.getMessage(), e.getClass().getSimpleName())
                                        .replaceAll("\\s+", " ")),
                e);
    }

    private void read() throws IOException {
        FileMetaData footer = footer();
        List<ParquetColumn> columns = ParquetColumn.of(footer.getSchema(), name);
        table.require(name, columns.stream().map(ParquetColumn::name).toList());
        List<Profiler> profilers = new ArrayList<>();
        for (ParquetColumn column : columns) {
            profilers.add(table.column(name, column.name()));
        }
        ParsedVersion writer = writer(footer.getCreated_by());
        for (RowGroup group : footer.getRow_groups()) {
            table.addRows(name, group.getNum_rows());
            for (int i = 0; i < columns.size() && group.getNum_rows() > 0; i++) {
                column(columns.get(i), group, profilers.get(i), writer);
            }
        }
    }

    private void column(ParquetColumn column, RowGroup group, Profiler profiler, ParsedVersion writer)
            throws IOException {
        List<ColumnChunk> chunks = group.getColumns();
        if (column.place() >= chunks.size()) {
            throw new InvalidDataException("‘" + name + "’ lacks columns that its schema names");
        }
        ColumnChunk chunk = chunks.get(column.place());
        if (!chunk.isSetMeta_data() || chunk.isSetCrypto_metadata() || chunk.isSetFile_path()) {
            throw new InvalidDataException("‘" + name + "’ is encrypted, or its columns lie in other files");
        }
        try {
            ParquetPages pages = new ParquetPages(file, name, chunk.getMeta_data());
            column.add(pages, group.getNum_rows(), profiler, writer, name);
        } catch (ParquetPages.BrokenPage e) {
            throw e.problem();
        }
    }

    private FileMetaData footer() throws IOException {
        long length = file.length();
        byte[] end = new byte[8];
        if (length >= FRAME) {
            file.seek(length - end.length);
            file.readFully(end);
        }
        if (ends(end, ENCRYPTED)) {
            throw new InvalidDataException("‘" + name + "’ is encrypted");
        }
        int size = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (!ends(end, MAGIC) || size <= 0 || size > Math.min(MOST_FOOTER, length - FRAME)) {
            throw new InvalidDataException("‘" + name + "’ is no Parquet file, or cut off");
        }
        byte[] footer = new byte[size];
        file.seek(length - end.length - size);
        file.readFully(footer);
        try {
            return Util.readFileMetaData(new ByteArrayInputStream(footer), MOST_FOOTER);
        } catch (IOException e) {
            throw damaged(name, e);
        }
    }

    private static boolean ends(byte[] bytes, byte[] magic) {
        return ByteBuffer.wrap(bytes, bytes.length - magic.length, magic.length).equals(ByteBuffer.wrap(magic));
    }

    /** The library knows what some writers of old did wrong. */
    private static ParsedVersion writer(String createdBy) {
        try {
            return VersionParser.parse(createdBy);
        } catch (VersionParser.VersionParseException | RuntimeException e) {
            return new ParsedVersion("unknown", new SemanticVersion(0, 0, 0).toString(), null);
        }
    }
}
