package io.jenkins.plugins.modelgate.profile;

import io.jenkins.plugins.modelgate.core.contract.Profiler;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipException;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * A Parquet file, read column by column and page by page (<a href="https://parquet.apache.org/docs/file-format/">file
 * format</a>). What it says of itself is read by Parquet's own library; its pages are read here, in memory that does not depend on
 * what they announce.
 */
final class ParquetFile {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);

    /** The magic at both ends, and the footer's length. */
    private static final int FRAME = 12;

    private static final int MOST_FOOTER = 1 << 26;

    /** How many values there may be for each byte of the file, so that nobody waits for what only was announced. */
    private static final long MOST_OF_A_BYTE = 10_000;

    private final FileChannel file;
    private final String name;
    private final Table table;

    private ParquetFile(FileChannel file, String name, Table table) {
        this.file = file;
        this.name = name;
        this.table = table;
    }

    static void read(Path path, String name, Table table) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            new ParquetFile(file, name, table).read();
        } catch (InvalidDataException e) {
            throw e;
        } catch (EOFException e) {
            throw new InvalidDataException("‘" + name + "’ is cut off", e);
        } catch (UnsupportedOperationException e) {
            throw new InvalidDataException(
                    "‘" + name + "’ is encoded with " + Shown.text(e.getMessage()) + ", which is not read here", e);
        } catch (IllegalArgumentException | ZipException e) {
            throw damaged(name, e);
        } catch (RuntimeException e) {
            throw new InvalidDataException("‘" + name + "’ is damaged: a page is not what it says", e);
        } catch (OutOfMemoryError e) {
            throw new InvalidDataException("‘" + name + "’ has pages that need more memory than there is", e);
        }
    }

    static InvalidDataException damaged(String name, Exception e) {
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
        List<Profiler> profilers =
                table.columns(name, columns.stream().map(ParquetColumn::name).toList());
        long work = file.size() * MOST_OF_A_BYTE;
        for (RowGroup group : footer.getRow_groups()) {
            table.addRows(name, group.getNum_rows());
            work -= work(columns, group);
            if (work < 0) {
                throw new InvalidDataException("‘" + name + "’ is damaged: it has more than " + MOST_OF_A_BYTE
                        + " values for each of its bytes");
            }
            if (group.getNum_rows() > 0) {
                table.crew()
                        .begin(columns.size(), i -> column(columns.get(i), group, profilers.get(i)))
                        .end();
            }
        }
    }

    /** How many values a group of rows announces. */
    private long work(List<ParquetColumn> columns, RowGroup group) throws InvalidDataException {
        double work = 0;
        for (ParquetColumn column : columns) {
            long values = chunk(column, group).getNum_values();
            if (column.isNested() ? values < group.getNum_rows() : values != group.getNum_rows()) {
                throw new InvalidDataException(
                        "‘" + name + "’ is damaged: " + values + " values in " + group.getNum_rows() + " rows");
            }
            work += values;
        }
        return (long) work;
    }

    private ColumnMetaData chunk(ParquetColumn column, RowGroup group) throws InvalidDataException {
        List<ColumnChunk> chunks = group.getColumns();
        if (column.place() >= chunks.size()) {
            throw new InvalidDataException("‘" + name + "’ lacks columns that its schema names");
        }
        ColumnChunk chunk = chunks.get(column.place());
        if (!chunk.isSetMeta_data() || chunk.isSetCrypto_metadata() || chunk.isSetFile_path()) {
            throw new InvalidDataException("‘" + name + "’ is encrypted, or its columns lie in other files");
        }
        return chunk.getMeta_data();
    }

    private void column(ParquetColumn column, RowGroup group, Profiler profiler) throws IOException {
        column.add(new ParquetPages(file, name, chunk(column, group), column), group.getNum_rows(), profiler, name);
    }

    private FileMetaData footer() throws IOException {
        long length = file.size();
        byte[] end = length >= FRAME ? bytes(length - 8, 8) : new byte[8];
        if (ends(end, ENCRYPTED)) {
            throw new InvalidDataException("‘" + name + "’ is encrypted");
        }
        int size = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (!ends(end, MAGIC) || size <= 0 || size > Math.min(MOST_FOOTER, length - FRAME)) {
            throw new InvalidDataException("‘" + name + "’ is no Parquet file, or cut off");
        }
        byte[] footer = bytes(length - end.length - size, size);
        try {
            return Util.readFileMetaData(new ByteArrayInputStream(footer), size);
        } catch (IOException e) {
            throw damaged(name, e);
        }
    }

    private byte[] bytes(long start, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, start + bytes.position()) < 0) {
                throw new EOFException();
            }
        }
        return bytes.array();
    }

    private static boolean ends(byte[] bytes, byte[] magic) {
        return ByteBuffer.wrap(bytes, bytes.length - magic.length, magic.length).equals(ByteBuffer.wrap(magic));
    }
}
