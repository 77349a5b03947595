package io.jenkins.plugins.modelgate.core.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A lock on a repository among the processes of this machine, which the operating system takes back when its holder dies.
 * It decides nothing (the update of the ref does), but under it the leftovers of a killed process can be cleared away.
 */
final class Exclusive implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Exclusive.class.getName());

    /** Git's own lock files are held for milliseconds. */
    private static final Duration STALE = Duration.ofSeconds(5);

    private static final int TIDY = 50;

    private final GitStore store;
    private final FileChannel channel;

    private Exclusive(GitStore store, FileChannel channel) {
        this.store = store;
        this.channel = channel;
    }

    static Exclusive of(GitStore store, Deadline deadline) throws LedgerException, IOException {
        FileChannel channel = FileChannel.open(
                store.folder().resolve("model-gate.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            for (int attempt = 0; tryLock(channel) == null; attempt++) {
                if (!deadline.pause(Math.min(attempt, 2))) {
                    throw new LedgerException("Another process keeps ‘" + store.folder()
                            + "/model-gate.lock’ locked. Try again, or see what it is doing");
                }
            }
        } catch (LedgerException | IOException e) {
            channel.close();
            throw e;
        }
        Exclusive lock = new Exclusive(store, channel);
        lock.clearLeftovers();
        return lock;
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // By this very process, such as another plugin's class loader.
            return null;
        }
    }

    private void clearLeftovers() throws IOException {
        for (Branch branch : Branch.values()) {
            clear(branch.ref() + ".lock");
            clear(branch.trackingRef() + ".lock");
        }
        clear("packed-refs.lock");
    }

    private void clear(String name) throws IOException {
        Path file = store.folder().resolve(name);
        if (Files.exists(file)
                && Files.getLastModifiedTime(file)
                        .toInstant()
                        .isBefore(Instant.now().minus(STALE))) {
            LOG.log(Level.WARNING, "Clearing ‘{0}’ away: whoever made it did not finish", file);
            Files.deleteIfExists(file);
        }
    }

    /** Counts a write. Whoever does each {@value #TIDY}th, in whichever process, tidies up when nobody waits for them. */
    void countWrite() {
        try {
            int writes = (writes() + 1) % TIDY;
            channel.truncate(0).write(ByteBuffer.wrap(LedgerState.utf8(Integer.toString(writes))), 0);
            if (writes == 0) {
                store.tidyLater();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "Cannot count the writes to ‘" + store.folder() + "’");
        }
    }

    /** What the lock file says. */
    private int writes() throws IOException {
        ByteBuffer text = ByteBuffer.allocate(9);
        channel.read(text, 0);
        try {
            return Integer.parseInt(new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** What was done under the lock is done, whatever comes of this. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "Cannot close the lock file in ‘" + store.folder() + "’");
        }
    }
}
