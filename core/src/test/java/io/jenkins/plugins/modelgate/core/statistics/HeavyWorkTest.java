package io.jenkins.plugins.modelgate.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many builds ask at once. The time-out is for what would never end. */
@Timeout(300)
class HeavyWorkTest {
    private static final int BUILDS = 20;
    private static final int HALF = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private final ExecutorService builds = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        builds.shutdownNow();
    }

    @Test
    void neverMoreThanTheBoundWorkAtOnce() throws Exception {
        for (int bound : new int[] {1, 3}) {
            HeavyWork work = new HeavyWork(bound);
            AtomicInteger working = new AtomicInteger();
            List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch full = new CountDownLatch(bound);
            all(() -> work.inTurn(() -> {
                seen.add(working.incrementAndGet());
                full.countDown();
                // Goes on when as many work as may: so the bound is reached, too.
                await(full);
                return working.getAndDecrement();
            }));
            assertThat(seen).hasSize(BUILDS).contains(bound).allMatch(count -> count <= bound);
        }
    }

    /** What waits behind the bound gets what it would get alone, to the bit. */
    @Test
    void theGatesWaitForTheirTurnAndAnswerAllTheSame() throws Exception {
        for (Callable<Result> question : questions(2_000).subList(0, 2)) {
            Result alone = question.call();
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Integer>> blockers = occupy(go);
            List<Future<Result>> answers = IntStream.range(0, BUILDS)
                    .mapToObj(i -> builds.submit(question))
                    .toList();
            until(() -> HeavyWork.SHARED.waiting() == BUILDS);
            assertThat(answers).noneMatch(Future::isDone);
            go.countDown();
            for (Future<Result> answer : answers) {
                assertThat(answer.get()).isEqualTo(alone);
            }
            for (Future<Integer> blocker : blockers) {
                blocker.get();
            }
        }
    }

    @Test
    void whoWaitsCanBeStopped() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Integer>> blockers = occupy(go);
        assertStops(questions(2_000).get(0), () -> until(() -> HeavyWork.SHARED.waiting() == 1));
        until(() -> HeavyWork.SHARED.waiting() == 0);
        go.countDown();
        for (Future<Integer> blocker : blockers) {
            blocker.get();
        }
        assertThat(questions(2_000).get(0).call()).isInstanceOf(Result.Estimate.class);
    }

    /** It would take minutes otherwise, and then end without a word. */
    @Test
    void whoWorksCanBeStoppedAndMakesRoom() throws Exception {
        for (Callable<Result> question : questions(Bootstrap.MOST)) {
            assertStops(question, () -> until(() -> HeavyWork.SHARED.working() == 1));
        }
        assertThat(questions(2_000).get(0).call()).isInstanceOf(Result.Estimate.class);
    }

    /** One for each method that takes long. */
    private static List<Callable<Result>> questions(int n) {
        double[] values = new SplitMixDraws(n).values();
        double[] ours = new SplitMixDraws(250).values();
        double[] theirs = new SplitMixDraws(249).values();
        return List.of(
                () -> new Bootstrap(values, new int[0], 7).at(0.95),
                () -> PairedMeans.betting(values, 0, 1, 0.95, 7),
                () -> Replicates.permutationInterval(ours, theirs, 0.95, 7));
    }

    private record SplitMixDraws(int n) {
        double[] values() {
            SplitMix random = new SplitMix(n);
            return IntStream.range(0, n).mapToDouble(i -> random.unit()).toArray();
        }
    }

    /** Until {@code go}, nobody else gets a turn. */
    private List<Future<Integer>> occupy(CountDownLatch go) throws InterruptedException {
        CountDownLatch there = new CountDownLatch(HALF);
        List<Future<Integer>> blockers = IntStream.range(0, HALF)
                .mapToObj(i -> builds.submit(() -> HeavyWork.SHARED.inTurn(() -> {
                    there.countDown();
                    await(go);
                    return i;
                })))
                .toList();
        there.await();
        return blockers;
    }

    private void assertStops(Callable<Result> question, Runnable begun) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        List<Thread> thread = Collections.synchronizedList(new ArrayList<>());
        Future<Result> answer = builds.submit(() -> {
            thread.add(Thread.currentThread());
            asked.countDown();
            return question.call();
        });
        asked.await();
        begun.run();
        thread.get(0).interrupt();
        Throwable failure = catchThrowable(answer::get);
        assertThat(failure).isInstanceOf(ExecutionException.class);
        assertThat(failure.getCause())
                .isInstanceOf(CancellationException.class)
                .hasMessage("The gates were interrupted while they computed");
    }

    private void all(Callable<Integer> work) throws Exception {
        List<Callable<Integer>> all = Collections.nCopies(BUILDS, work);
        for (Future<Integer> done : builds.invokeAll(all)) {
            done.get();
        }
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
