package io.jenkins.plugins.modelgate.dvc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Does many like things at once, and stops at the first failure. */
final class Parallel implements AutoCloseable {
    private final int threads;
    private final ExecutorService pool;

    /** Uses the caller's thread and {@code threads - 1} others. */
    Parallel(int threads) {
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(Math.max(1, threads - 1), task -> {
            Thread thread = new Thread(task, "model-gate-dvc");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Calls {@code each} with 0 to {@code count - 1}, in any order.
     *
     * @param grain how many make it worth another thread
     */
    void run(int count, int grain, IntConsumer each) {
        AtomicInteger next = new AtomicInteger();
        Runnable work = () -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                DvcException.stopIfInterrupted();
                each.accept(i);
            }
        };
        int helpers = Math.min(threads - 1, count / Math.max(1, grain));
        List<Future<?>> futures = new ArrayList<>();
        for (int i = 0; i < helpers; i++) {
            futures.add(pool.submit(work));
        }
        try {
            work.run();
            for (Future<?> future : futures) {
                future.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DvcException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw DvcException.interrupted(e);
        } finally {
            next.set(count);
            futures.forEach(future -> future.cancel(true));
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
