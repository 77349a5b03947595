package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.CRC32C;

/**
 * The hashes of one directory's files, in a file of its own; docs/adr/0008 says why it is so. It is read and written as a stream in the order of
 * the listing, so it takes no memory, and is only written if something changed. Whatever is wrong with it, it merely knows less.
 *
 * <pre>
 * header   magic, version, for what it is, when it was written (ms since 1970), CRC32C of these
 * blocks   length, CRC32C, entries: length of name, name, size, mtime, ctime, inode, hash (16 bytes)
 * end      length 0
 * </pre>
 */
final class StateFile implements HashState, AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(StateFile.class.getName());
    private static final int MAGIC = 0x4d475354;
    private static final int VERSION = 1;
    private static final int BLOCK = 1 << 16;
    private static final int MAX_BLOCK = 1 << 20;
    private static final int HASH = 16;

    /** So close to its last change a file may change again without its times telling. */
    private static final long RACY = 2_000_000_000L;

    /** The same on file systems that keep whole seconds, where clocks of servers may differ, too. */
    private static final long RACY_COARSE = 60_000_000_000L;

    private final Path file;
    private final long subject;
    private final long now;
    private final Reader old;

    /** How many entries, from the first, were found unchanged and with none between. */
    private long intact;

    private boolean diverged;
    private long puts;

    @CheckForNull
    private Writer writer;

    /**
     * Opens a state.
     *
     * @param subject what it is about; a file that says otherwise is not used
     * @param now the time, in milliseconds since 1970
     */
    StateFile(Path file, long subject, long now) {
        this.file = file;
        this.subject = subject;
        this.now = now;
        this.old = new Reader();
    }

    @Override
    @CheckForNull
    public byte[] find(String name, FileStat stat) {
        boolean skipped = false;
        while (old.name != null && Names.CODE_POINT_ORDER.compare(old.name, name) < 0) {
            old.advance();
            skipped = true;
        }
        byte[] hash = null;
        if (name.equals(old.name)) {
            hash = old.matches(stat) ? old.hash : null;
            old.advance();
        }
        diverged |= skipped || hash == null;
        if (!diverged) {
            intact++;
        }
        return hash;
    }

    @Override
    public void put(String name, FileStat stat, byte[] hash, long hashed) {
        if (puts++ < intact) {
            return;
        }
        try {
            Writer target = writer();
            if (isSettled(stat, hashed)) {
                target.entry(Names.encode(name), stat, hash);
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /** Whether the file would show a change that came after it was hashed. */
    static boolean isSettled(FileStat stat, long hashed) {
        long changed = stat.changed() == 0 ? stat.modified() : stat.changed();
        long margin = changed % 1_000_000_000L == 0 ? RACY_COARSE : RACY;
        return changed + margin < hashed * 1_000_000L;
    }

    private Writer writer() throws IOException {
        Writer target = writer;
        if (target == null) {
            target = new Writer();
            writer = target;
            try (Reader again = new Reader()) {
                for (long i = 0; i < intact && again.name != null; i++) {
                    target.entry(Names.encode(again.name), again.stat(), again.hash);
                    again.advance();
                }
            }
        }
        return target;
    }

    private void giveUp(IOException e) {
        LOGGER.log(Level.WARNING, "The hashes of unchanged files can’t be kept in ‘" + file + "’", e);
        if (writer != null) {
            writer.discard();
        }
        // From here on nothing is put.
        intact = Long.MAX_VALUE;
    }

    /** Keeps what changed; only called when all went well. */
    void commit() {
        try {
            if (writer == null && (diverged || old.name != null)) {
                writer();
            }
            if (writer != null && intact != Long.MAX_VALUE) {
                writer.commit();
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    @Override
    public void close() {
        old.close();
        if (writer != null) {
            writer.discard();
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private byte[] header(long written) {
        byte[] header = new byte[28];
        ByteBuffer buffer = ByteBuffer.wrap(header);
        buffer.putInt(MAGIC).putInt(VERSION).putLong(subject).putLong(written);
        buffer.putInt(checksum(header, 24));
        return header;
    }

    /** The entries of the file as it was; at the first thing that is wrong it ends. */
    private final class Reader implements AutoCloseable {
        @CheckForNull
        private DataInputStream in;

        private ByteBuffer block = ByteBuffer.allocate(0);

        @CheckForNull
        private String name;

        private long size;
        private long modified;
        private long changed;
        private long inode;
        private byte[] hash = {};

        Reader() {
            try {
                in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BLOCK));
                byte[] header = in.readNBytes(28);
                long written = header.length == 28 ? ByteBuffer.wrap(header).getLong(16) : 0;
                if (!java.util.Arrays.equals(header, header(written)) || written > now) {
                    // Another version, another subject, broken, or a clock that went back.
                    close();
                }
            } catch (NoSuchFileException e) {
                LOGGER.log(Level.FINE, "No state at {0}", file);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "The state ‘" + file + "’ can’t be read, all is hashed again", e);
            }
            advance();
        }

        void advance() {
            name = null;
            try {
                if (!block.hasRemaining() && !nextBlock()) {
                    return;
                }
                byte[] bytes = new byte[block.getShort() & 0xFFFF];
                block.get(bytes);
                size = block.getLong();
                modified = block.getLong();
                changed = block.getLong();
                inode = block.getLong();
                hash = new byte[HASH];
                block.get(hash);
                name = Names.decode(bytes);
            } catch (IOException | java.nio.BufferUnderflowException e) {
                LOGGER.log(Level.FINE, "The state ends early", e);
                close();
            }
        }

        private boolean nextBlock() throws IOException {
            DataInputStream source = in;
            if (source == null) {
                return false;
            }
            int length = source.readInt();
            if (length <= 0 || length > MAX_BLOCK) {
                close();
                return false;
            }
            int expected = source.readInt();
            byte[] bytes = source.readNBytes(length);
            if (bytes.length < length || checksum(bytes, length) != expected) {
                close();
                return false;
            }
            block = ByteBuffer.wrap(bytes);
            return true;
        }

        boolean matches(FileStat stat) {
            return size == stat.size()
                    && modified == stat.modified()
                    && changed == stat.changed()
                    && inode == stat.inode();
        }

        FileStat stat() {
            return new FileStat(0, size, modified, changed, inode);
        }

        @Override
        public void close() {
            block = ByteBuffer.allocate(0);
            DataInputStream source = in;
            in = null;
            try {
                if (source != null) {
                    source.close();
                }
            } catch (IOException e) {
                LOGGER.log(Level.FINE, "Closing the state", e);
            }
        }
    }

    /** Writes the file anew beside the old one. */
    private final class Writer {
        private final Path temporary;
        private final DataOutputStream out;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(BLOCK + 512);
        private final DataOutputStream block = new DataOutputStream(bytes);

        Writer() throws IOException {
            Path folder = file.resolveSibling("");
            Files.createDirectories(folder);
            temporary = Files.createTempFile(folder, "state", ".tmp");
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary), BLOCK));
            out.write(header(now));
        }

        void entry(byte[] name, FileStat stat, byte[] hash) throws IOException {
            if (name.length > 0xFFFF) {
                // Such a name just isn't kept.
                return;
            }
            block.writeShort(name.length);
            block.write(name);
            block.writeLong(stat.size());
            block.writeLong(stat.modified());
            block.writeLong(stat.changed());
            block.writeLong(stat.inode());
            block.write(hash);
            if (bytes.size() >= BLOCK) {
                flush();
            }
        }

        private void flush() throws IOException {
            byte[] content = bytes.toByteArray();
            out.writeInt(content.length);
            out.writeInt(checksum(content, content.length));
            out.write(content);
            bytes.reset();
        }

        void commit() throws IOException {
            if (bytes.size() > 0) {
                flush();
            }
            out.writeInt(0);
            out.close();
            old.close();
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        void discard() {
            try {
                out.close();
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                LOGGER.log(Level.FINE, "Removing the temporary state", e);
            }
        }
    }
}
