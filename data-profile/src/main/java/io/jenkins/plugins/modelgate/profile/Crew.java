package io.jenkins.plugins.modelgate.profile;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Memory;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A few threads that work on the columns of a table. They take them in order, so whoever waits for columns before its own never waits for ever. */
final class Crew implements Closeable {
    /** Profiles are made beside other work. */
    private static final int MOST_THREADS = 4;

    private final int size = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    private final Memory memory;

    @CheckForNull
    private ExecutorService threads;

    Crew(Memory memory) {
        this.memory = memory;
    }

    /** What is done with one column. */
    interface Work {
        void on(int column) throws IOException;
    }

    /** Begins to work on so many columns; one round at a time. */
    Round begin(int columns, Work work) {
        ExecutorService started = threads;
        if (started == null) {
            started = Executors.newFixedThreadPool(size, task -> {
                Thread thread = new Thread(task, "table-profile");
                thread.setDaemon(true);
                return thread;
            });
            threads = started;
        }
        memory.share();
        Round round = new Round(columns, work);
        for (int i = 0; i < Math.min(size, columns); i++) {
            round.parts.add(started.submit(round::work));
        }
        return round;
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
        }
    }

    /** All columns once. */
    final class Round {
        private final int columns;
        private final Work work;
        private final AtomicInteger next = new AtomicInteger();
        private final List<Future<?>> parts = new ArrayList<>();
        private int failed;

        @CheckForNull
        private Throwable problem;

        Round(int columns, Work work) {
            this.columns = columns;
            this.work = work;
        }

        private void work() {
            for (int column = next.getAndIncrement(); column < columns; column = next.getAndIncrement()) {
                try {
                    work.on(column);
                } catch (IOException | RuntimeException | OutOfMemoryError e) {
                    fail(column, e);
                } finally {
                    memory.finished(column);
                }
            }
        }

        /** The first column's problem counts, whoever was faster; none is begun any more. */
        private synchronized void fail(int column, Throwable e) {
            if (problem == null || column < failed) {
                failed = column;
                problem = e;
            }
            next.set(columns);
        }

        /**
         * Waits until all is done.
         *
         * @throws IOException what went wrong with a column
         */
        void end() throws IOException {
            try {
                for (Future<?> part : parts) {
                    part.get();
                }
            } catch (InterruptedException e) {
                next.set(columns);
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while a table was read");
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
            raise();
        }

        private synchronized void raise() throws IOException {
            if (problem instanceof IOException e) {
                throw e;
            }
            if (problem instanceof RuntimeException e) {
                throw e;
            }
            if (problem instanceof OutOfMemoryError e) {
                throw e;
            }
        }
    }
}
