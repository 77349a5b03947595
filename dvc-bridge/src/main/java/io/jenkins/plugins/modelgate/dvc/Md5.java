package io.jenkins.plugins.modelgate.dvc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.LongConsumer;

/** The two ways in which DVC hashes a file's content. */
enum Md5 {
    /** The bytes as they are. */
    RAW("md5"),
    /**
     * What DVC 2 did: in each mebibyte whose first 512 bytes look like text, CR LF counts as LF; a pair that a mebibyte's end
     * divides stays.
     */
    DOS2UNIX("md5-dos2unix");

    private static final int CHUNK = 1 << 20;
    private static final int PROBE = 512;
    private static final ThreadLocal<byte[]> SMALL = ThreadLocal.withInitial(() -> new byte[1 << 16]);
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Md5::newDigest);

    private final String dvcName;

    Md5(String dvcName) {
        this.dvcName = dvcName;
    }

    /** The name in {@code DataHash}. */
    String dvcName() {
        return dvcName;
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }

    /**
     * Hashes a file.
     *
     * @param progress hears how many bytes were read
     */
    byte[] hash(Path file, LongConsumer progress) throws IOException {
        MessageDigest digest = DIGEST.get();
        digest.reset();
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            byte[] buffer = this == RAW && channel.size() <= SMALL.get().length ? SMALL.get() : new byte[CHUNK];
            for (int n = fill(channel, buffer); n > 0; n = fill(channel, buffer)) {
                if (this == DOS2UNIX && isText(buffer, n)) {
                    digest.update(buffer, 0, withoutCarriageReturns(buffer, n));
                } else {
                    digest.update(buffer, 0, n);
                }
                progress.accept(n);
                if (Thread.currentThread().isInterrupted()) {
                    throw new java.nio.channels.ClosedByInterruptException();
                }
                if (n < buffer.length) {
                    break;
                }
            }
        }
        return digest.digest();
    }

    private static int fill(SeekableByteChannel channel, byte[] buffer) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(buffer);
        while (target.hasRemaining() && channel.read(target) >= 0) {
            // All the work is in the condition.
        }
        return target.position();
    }

    private static boolean isText(byte[] bytes, int length) {
        int probe = Math.min(PROBE, length);
        int strange = 0;
        for (int i = 0; i < probe; i++) {
            int b = bytes[i] & 0xFF;
            if (b == 0) {
                return false;
            }
            boolean text = b >= 32 && b < 127 || b == '\n' || b == '\r' || b == '\t' || b == '\f' || b == '\b';
            strange += text ? 0 : 1;
        }
        return (double) strange / probe <= 0.30;
    }

    private static int withoutCarriageReturns(byte[] bytes, int length) {
        int out = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] != '\r' || i + 1 == length || bytes[i + 1] != '\n') {
                bytes[out++] = bytes[i];
            }
        }
        return out;
    }
}
