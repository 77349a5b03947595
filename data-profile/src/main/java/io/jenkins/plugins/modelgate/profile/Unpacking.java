package io.jenkins.plugins.modelgate.profile;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;

/** Packed bytes, unpacked into exactly the memory that was announced. */
final class Unpacking {
    private Unpacking() {}

    /**
     * Unpacks.
     *
     * @param size how many bytes it should become; what would be more is left
     * @throws UnsupportedOperationException if this kind of packing is not known
     */
    static byte[] unpack(CompressionCodec codec, byte[] packed, int size) throws IOException {
        return switch (codec) {
            case UNCOMPRESSED -> packed;
            case GZIP -> gzip(packed, size);
            case SNAPPY -> unpack(new SnappyDecompressor(), packed, size);
            case ZSTD -> unpack(new ZstdDecompressor(), packed, size);
            case LZ4_RAW -> unpack(new Lz4Decompressor(), packed, size);
            default -> throw new UnsupportedOperationException(codec.name());
        };
    }

    private static byte[] gzip(byte[] packed, int size) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readNBytes(size);
        }
    }

    private static byte[] unpack(Decompressor decompressor, byte[] packed, int size) {
        byte[] bytes = new byte[size];
        int length = packed.length == 0 ? 0 : decompressor.decompress(packed, 0, packed.length, bytes, 0, size);
        return length == size ? bytes : Arrays.copyOf(bytes, length);
    }
}
