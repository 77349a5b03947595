package io.jenkins.plugins.modelgate.profile;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/** The pages of one column in one group of rows, one at a time. */
final class ParquetPages {
    /** The most bytes of a page, unpacked. Writers make them of about one megabyte, or one for each group of rows. */
    private static final int MOST_BYTES =
            (int) Math.min(1 << 28, Runtime.getRuntime().maxMemory() / 8);

    /** The most bytes of what is said of a page: its smallest and largest value may be among it. */
    private static final int MOST_OF_A_HEADER = 1 << 24;

    private final InputStream in;
    private final String name;
    private final ColumnMetaData chunk;
    private final ParquetColumn column;
    private long left;

    @CheckForNull
    private Dictionary dictionary;

    /** @throws InvalidDataException if the pages lie outside of the file */
    ParquetPages(FileChannel file, String name, ColumnMetaData chunk, ParquetColumn column) throws IOException {
        this.name = name;
        this.chunk = chunk;
        this.column = column;
        left = chunk.getNum_values();
        long start = chunk.getData_page_offset();
        if (chunk.isSetDictionary_page_offset() && chunk.getDictionary_page_offset() > 0) {
            start = Math.min(start, chunk.getDictionary_page_offset());
        }
        long length = chunk.getTotal_compressed_size();
        if (start < 0 || length < 0 || start > file.size() - length) {
            throw damaged("a column lies outside of it");
        }
        in = new BufferedInputStream(new Slice(file, start, length), 1 << 16);
    }

    /**
     * One page.
     *
     * @param count of values, with those that are missing
     * @param repetitions null if nothing is repeated
     * @param definitions null if nothing can be missing
     * @param values those that are there
     */
    record Page(
            int count,
            @CheckForNull Runs repetitions,
            @CheckForNull Runs definitions,
            PageValues values) {}

    /** The next page with values; null after the last. */
    @CheckForNull
    Page next() throws IOException {
        while (left > 0) {
            PageHeader header = header();
            switch (header.getType()) {
                case DATA_PAGE -> {
                    return data(header, header.getData_page_header());
                }
                case DATA_PAGE_V2 -> {
                    return data(header, header.getData_page_header_v2());
                }
                case DICTIONARY_PAGE -> dictionary(header, header.getDictionary_page_header());
                default -> in.skipNBytes(header.getCompressed_page_size());
            }
        }
        return null;
    }

    private PageHeader header() throws IOException {
        PageHeader header = new PageHeader();
        try {
            TConfiguration bounds = new TConfiguration(
                    MOST_OF_A_HEADER, TConfiguration.DEFAULT_MAX_FRAME_SIZE, TConfiguration.DEFAULT_RECURSION_DEPTH);
            header.read(new TCompactProtocol(new TIOStreamTransport(bounds, in)));
        } catch (TException e) {
            throw ParquetFile.damaged(name, e);
        }
        int packed = header.getCompressed_page_size();
        int bytes = header.getUncompressed_page_size();
        if (packed < 0 || bytes < 0 || packed > MOST_BYTES || bytes > MOST_BYTES) {
            throw damaged("a page of " + Integer.toUnsignedString(Math.max(packed, bytes)) + " bytes, more than "
                    + MOST_BYTES);
        }
        if (packed > chunk.getTotal_compressed_size()) {
            throw new EOFException();
        }
        return header;
    }

    private void dictionary(PageHeader header, DictionaryPageHeader page) throws IOException {
        if (dictionary != null || page == null) {
            throw damaged("a second dictionary");
        }
        Encoding encoding = page.getEncoding();
        if (encoding != Encoding.PLAIN && encoding != Encoding.PLAIN_DICTIONARY) {
            throw new UnsupportedOperationException(encoding.name());
        }
        dictionary = new Dictionary(page.getNum_values(), column.type(), column.size(), unpacked(header, 0));
    }

    private Page data(PageHeader header, DataPageHeader page) throws IOException {
        count(page.getNum_values());
        ByteBuffer bytes = ByteBuffer.wrap(unpacked(header, 0));
        Runs repetitions = levels(bytes, column.repetitions(), page.getRepetition_level_encoding());
        Runs definitions = levels(bytes, column.definitions(), page.getDefinition_level_encoding());
        return page(page.getNum_values(), repetitions, definitions, page.getEncoding(), bytes);
    }

    private Page data(PageHeader header, DataPageHeaderV2 page) throws IOException {
        count(page.getNum_values());
        int repetitions = page.getRepetition_levels_byte_length();
        int definitions = page.getDefinition_levels_byte_length();
        long levels = (long) repetitions + definitions;
        if (repetitions < 0
                || definitions < 0
                || levels > Math.min(header.getCompressed_page_size(), header.getUncompressed_page_size())) {
            throw damaged("levels of " + levels + " bytes in a smaller page");
        }
        Runs repetition = levels(ByteBuffer.wrap(exactly(repetitions)), column.repetitions());
        Runs definition = levels(ByteBuffer.wrap(exactly(definitions)), column.definitions());
        byte[] bytes = page.isSetIs_compressed() && !page.isIs_compressed()
                ? exactly(header.getCompressed_page_size() - (int) levels)
                : unpacked(header, (int) levels);
        return page(page.getNum_values(), repetition, definition, page.getEncoding(), ByteBuffer.wrap(bytes));
    }

    private Page page(
            int count,
            @CheckForNull Runs repetitions,
            @CheckForNull Runs definitions,
            Encoding encoding,
            ByteBuffer values) {
        // Of lists and objects, nobody asks for the values.
        return new Page(
                count,
                repetitions,
                definitions,
                column.isNested() || count == 0 || !values.hasRemaining()
                        ? PageValues.NONE
                        : PageValues.of(encoding, column.type(), column.size(), dictionary, values));
    }

    private void count(int values) throws IOException {
        if (values < 0 || values > left) {
            throw damaged("more values than it names");
        }
        left -= values;
    }

    /** Levels with their length before them. */
    @CheckForNull
    private static Runs levels(ByteBuffer page, int most, Encoding encoding) {
        if (most == 0) {
            return null;
        }
        if (encoding != Encoding.RLE) {
            throw new UnsupportedOperationException(encoding.name());
        }
        int length = page.order(ByteOrder.LITTLE_ENDIAN).getInt();
        ByteBuffer levels = page.slice(page.position(), length);
        page.position(page.position() + length);
        return levels(levels, most);
    }

    @CheckForNull
    private static Runs levels(ByteBuffer levels, int most) {
        return most == 0 ? null : new Runs(levels, Integer.SIZE - Integer.numberOfLeadingZeros(most));
    }

    /** What follows the levels of a page. */
    private byte[] unpacked(PageHeader header, int levels) throws IOException {
        byte[] packed = exactly(header.getCompressed_page_size() - levels);
        int size = header.getUncompressed_page_size() - levels;
        byte[] bytes;
        try {
            bytes = Unpacking.unpack(chunk.getCodec(), packed, size);
        } catch (UnsupportedOperationException e) {
            throw new InvalidDataException(
                    "‘" + name + "’ is packed with " + chunk.getCodec()
                            + ", which is not read here; write it with snappy, zstd or gzip",
                    e);
        }
        if (bytes.length != size) {
            throw damaged("a page has " + bytes.length + " bytes instead of " + size);
        }
        return bytes;
    }

    private byte[] exactly(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException();
        }
        return bytes;
    }

    private InvalidDataException damaged(String what) {
        return new InvalidDataException("‘" + name + "’ is damaged: " + what);
    }

    /** A part of a file, which others read at the same time. */
    private static final class Slice extends InputStream {
        private final FileChannel file;
        private final long end;
        private long at;

        Slice(FileChannel file, long start, long length) {
            this.file = file;
            at = start;
            end = start + length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (at >= end) {
                return -1;
            }
            int n = file.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, end - at)), at);
            at += Math.max(n, 0);
            return n;
        }
    }
}
