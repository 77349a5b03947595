package io.jenkins.plugins.modelgate.profile;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.Serial;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** The pages of one column in one group of rows, one at a time. */
final class ParquetPages implements PageReader {
    /** The most bytes of a page, unpacked. Writers make them of about one megabyte, or one for each group of rows. */
    static final int MOST_BYTES = 1 << 28;

    private final InputStream in;
    private final String name;
    private final ColumnMetaData column;
    private long left;

    @CheckForNull
    private PageHeader next;

    ParquetPages(RandomAccessFile file, String name, ColumnMetaData column) throws IOException {
        this.name = name;
        this.column = column;
        left = column.getNum_values();
        long start = column.getData_page_offset();
        if (column.isSetDictionary_page_offset() && column.getDictionary_page_offset() > 0) {
            start = Math.min(start, column.getDictionary_page_offset());
        }
        if (start < 0 || start >= file.length() || column.getTotal_compressed_size() < 0) {
            throw new InvalidDataException("‘" + name + "’ is damaged: a column lies outside of it");
        }
        in = new BufferedInputStream(new Slice(file, start, column.getTotal_compressed_size()), 1 << 16);
    }

    /** What the library's interface has no exception for. */
    static final class BrokenPage extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final InvalidDataException problem;

        BrokenPage(InvalidDataException problem) {
            super(problem.getMessage(), problem);
            this.problem = problem;
        }

        InvalidDataException problem() {
            return problem;
        }
    }

    @Override
    public long getTotalValueCount() {
        return column.getNum_values();
    }

    @CheckForNull
    @Override
    public DictionaryPage readDictionaryPage() {
        try {
            PageHeader header = header();
            if (header.getType() != PageType.DICTIONARY_PAGE) {
                next = header;
                return null;
            }
            DictionaryPageHeader dictionary = header.getDictionary_page_header();
            byte[] bytes = unpacked(header, 0);
            // Each entry takes a place in memory, and a byte here.
            if (dictionary.getNum_values() < 0 || dictionary.getNum_values() > bytes.length) {
                throw damaged(
                        "a dictionary of " + dictionary.getNum_values() + " values in " + bytes.length + " bytes");
            }
            return new DictionaryPage(
                    BytesInput.from(bytes), dictionary.getNum_values(), encoding(dictionary.getEncoding()));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @CheckForNull
    @Override
    public DataPage readPage() {
        try {
            while (left > 0) {
                PageHeader header = header();
                if (header.getType() == PageType.DATA_PAGE) {
                    return data(header, header.getData_page_header());
                }
                if (header.getType() == PageType.DATA_PAGE_V2) {
                    return data(header, header.getData_page_header_v2());
                }
                if (header.getType() != PageType.INDEX_PAGE) {
                    throw damaged("a second dictionary");
                }
                in.skipNBytes(header.getCompressed_page_size());
            }
            return null;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private PageHeader header() throws IOException {
        PageHeader header = next == null ? read() : next;
        next = null;
        int packed = header.getCompressed_page_size();
        int bytes = header.getUncompressed_page_size();
        if (packed < 0 || bytes < 0 || packed > MOST_BYTES || bytes > MOST_BYTES) {
            throw damaged("a page of " + Integer.toUnsignedString(Math.max(packed, bytes)) + " bytes, more than "
                    + MOST_BYTES);
        }
        return header;
    }

    private PageHeader read() throws IOException {
        try {
            return Util.readPageHeader(in);
        } catch (IOException e) {
            throw ParquetFile.damaged(name, e);
        }
    }

    private DataPage data(PageHeader header, DataPageHeader page) throws IOException {
        count(page.getNum_values());
        byte[] bytes = unpacked(header, 0);
        return new DataPageV1(
                BytesInput.from(bytes),
                page.getNum_values(),
                bytes.length,
                null,
                encoding(page.getRepetition_level_encoding()),
                encoding(page.getDefinition_level_encoding()),
                encoding(page.getEncoding()));
    }

    private DataPage data(PageHeader header, DataPageHeaderV2 page) throws IOException {
        count(page.getNum_values());
        int repetitions = page.getRepetition_levels_byte_length();
        int definitions = page.getDefinition_levels_byte_length();
        long levels = (long) repetitions + definitions;
        if (repetitions < 0
                || definitions < 0
                || levels > Math.min(header.getCompressed_page_size(), header.getUncompressed_page_size())) {
            throw damaged("levels of " + levels + " bytes in a smaller page");
        }
        byte[] repetition = exactly(repetitions);
        byte[] definition = exactly(definitions);
        byte[] bytes = page.isSetIs_compressed() && !page.isIs_compressed()
                ? exactly(header.getCompressed_page_size() - (int) levels)
                : unpacked(header, (int) levels);
        return DataPageV2.uncompressed(
                page.getNum_rows(),
                page.getNum_nulls(),
                page.getNum_values(),
                BytesInput.from(repetition),
                BytesInput.from(definition),
                encoding(page.getEncoding()),
                BytesInput.from(bytes),
                null);
    }

    private void count(int values) throws IOException {
        if (values < 0 || values > left) {
            throw damaged("more values than it names");
        }
        left -= values;
    }

    /** What follows the levels of a page. */
    private byte[] unpacked(PageHeader header, int levels) throws IOException {
        byte[] packed = exactly(header.getCompressed_page_size() - levels);
        int size = header.getUncompressed_page_size() - levels;
        byte[] bytes;
        try {
            bytes = Unpacking.unpack(column.getCodec(), packed, size);
        } catch (UnsupportedOperationException e) {
            throw new InvalidDataException(
                    "‘" + name + "’ is packed with " + column.getCodec()
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

    private static Encoding encoding(org.apache.parquet.format.Encoding encoding) {
        return Encoding.valueOf(encoding.name());
    }

    private InvalidDataException damaged(String what) {
        return new InvalidDataException("‘" + name + "’ is damaged: " + what);
    }

    private BrokenPage broken(IOException e) {
        return new BrokenPage(
                e instanceof InvalidDataException problem
                        ? problem
                        : e instanceof EOFException
                                ? new InvalidDataException("‘" + name + "’ is cut off", e)
                                : ParquetFile.damaged(name, e));
    }

    /** A part of a file. */
    private static final class Slice extends InputStream {
        private final RandomAccessFile file;
        private final long end;
        private long at;

        Slice(RandomAccessFile file, long start, long length) {
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
            file.seek(at);
            int n = file.read(bytes, offset, (int) Math.min(length, end - at));
            at += Math.max(n, 0);
            return n;
        }
    }
}
