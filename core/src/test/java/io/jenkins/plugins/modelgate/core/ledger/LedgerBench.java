package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.asked;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.bothSaid;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.promotion;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.champion;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.rollBack;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a ledger costs as it grows. No test: run by name only, see bench/ledger.md. */
class LedgerBench {
    private static final int TRANSITIONS = Integer.getInteger("transitions", 2_000);
    private static final int FEW = 100;
    private static final int MODELS = 20;
    private static final int TIMES = 20;

    @TempDir
    private Path temp;

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static double millis(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private static String median(double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return "%.1f ms (slowest of %d: %.1f)"
                .formatted(sorted[sorted.length / 2], sorted.length, sorted[sorted.length - 1]);
    }

    private static void print(String what, String result) {
        System.out.println("%-58s %s".formatted(what, result));
    }

    private static TargetId target(int n) {
        return new TargetId("mlflow", "default", "model-" + n % MODELS, "production");
    }

    @Test
    void measure() throws Exception {
        SigningKey key = SigningKey.generate();
        LedgerConfig config = LedgerConfig.of(temp.resolve("ledger.git").toString(), temp.resolve("cache"))
                .withKey(key)
                .withTrust(TrustRoot.parse(key.publicKey()));
        System.out.println("Embedded ledger, signed, " + MODELS + " models, each promotion approved by two people");
        try (Ledger ledger = Ledger.open(config)) {
            grow(ledger, 0, FEW);
            measure(ledger, config, FEW);
            grow(ledger, FEW, TRANSITIONS);
            measure(ledger, config, TRANSITIONS);
            int chain = TRANSITIONS / MODELS;
            print("roll-back at the end of a chain of " + chain, once(() -> ledger.append(rollBack(target(0), 0))));
        }
    }

    private void grow(Ledger ledger, int from, int to) throws Exception {
        double[] approve = new double[to - from];
        double[] promote = new double[to - from];
        for (int n = from; n < to; n++) {
            TargetId target = target(n);
            Verdicts verdicts = asked(target, n, champion(ledger.head(), target), true);
            List<Envelope> said = bothSaid(verdicts);
            approve[n - from] = millis(() -> {
                for (Envelope one : said) {
                    ledger.approvals().add(one, verdicts);
                }
            });
            promote[n - from] = millis(() -> ledger.append(promotion(verdicts, said)));
        }
        int last = Math.max(0, to - from - FEW);
        System.out.println("Transitions " + (from + last + 1) + " to " + to);
        print("two people approve", median(Arrays.copyOfRange(approve, last, to - from)));
        print("promote", median(Arrays.copyOfRange(promote, last, to - from)));
    }

    private void measure(Ledger ledger, LedgerConfig config, int transitions) throws Exception {
        System.out.println("At " + transitions + " transitions");
        print("head(), nothing new, same process", median(times(ledger::head)));
        print("open() and head(), nothing new, as a new process does", median(times(() -> {
            try (Ledger again = Ledger.open(config)) {
                again.head();
            }
        })));
        print("history(), the newest 20", median(times(() -> ledger.history(t -> true, 20))));
        print("history(), all", once(() -> ledger.history(t -> true, Integer.MAX_VALUE)));
        print(
                "audit(), all from the first commit",
                once(() -> assertThat(ledger.audit(null).problems()).isEmpty()));
        print("head(), first time on a machine: all is verified", once(() -> {
            try (Ledger fresh = Ledger.open(other(config, "fresh" + transitions))) {
                fresh.head();
            }
        }));
        print("size of the repository", "%.1f MiB".formatted(size(Path.of(config.location())) / 1048576.0));
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** With the processor time, which other work on the machine changes less. */
    private static String once(Work work) throws Exception {
        long before = processor();
        double millis = millis(work);
        return "%.0f ms (%d ms of processor time)".formatted(millis, processor() - before);
    }

    private static long processor() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toMillis();
    }

    private static double[] times(Work work) throws Exception {
        double[] times = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            times[i] = millis(work);
        }
        return times;
    }

    private LedgerConfig other(LedgerConfig config, String cache) {
        return LedgerConfig.of(config.location(), temp.resolve(cache)).withTrust(config.trust());
    }
}
