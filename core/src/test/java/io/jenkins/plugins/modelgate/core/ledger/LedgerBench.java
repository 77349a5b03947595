package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.asked;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.bothSaid;
import static io.jenkins.plugins.modelgate.core.ledger.ApprovalFixture.promotion;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.champion;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
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

/** What a ledger costs as it grows. No test: run by name only, see bench/ledger.md. */
class LedgerBench {
    private static final List<Integer> STEPS = Arrays.stream(
                    System.getProperty("transitions", "100,1000,10000").split(","))
            .map(Integer::valueOf)
            .toList();
    private static final TargetId RARE = new TargetId("mlflow", "default", "rare", "production");
    private static final int PAGE = 50;
    private static final int FEW = 100;
    private static final int MODELS = 20;
    private static final int TIMES = 20;

    private final Path folder = Path.of(System.getProperty("folder", "target/ledger-bench"));

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
        Files.createDirectories(folder);
        SigningKey key = SigningKey.loadOrCreate(folder.resolve("key.pem"));
        LedgerConfig config = LedgerConfig.of(folder.resolve("ledger.git").toString(), folder.resolve("cache"))
                .withKey(key)
                .withTrust(TrustRoot.parse(key.publicKey()));
        System.out.println("Embedded ledger, signed, " + MODELS + " models, each promotion approved by two people");
        try (Ledger ledger = Ledger.open(config)) {
            ledger.append(promote(RARE, 1));
            int from = 0;
            for (int to : STEPS) {
                grow(ledger, from, to);
                measure(ledger, config, to);
                from = to;
            }
        }
    }

    private void grow(Ledger ledger, int from, int to) throws Exception {
        double[] approve = new double[to - from];
        double[] promote = new double[to - from];
        long cpu = processor();
        long lately = cpu;
        for (int n = from; n < to; n++) {
            if (n == to - FEW) {
                lately = processor();
            }
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
        print("both, processor time for each", "%.1f ms".formatted((processor() - lately) / (double) FEW));
        print(
                "both, processor time for each since " + from,
                "%.1f ms".formatted((processor() - cpu) / (double) (to - from)));
        print("slowest of all, which tidies up as well", "%.0f ms".formatted(Math.max(max(approve), max(promote))));
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    private void measure(Ledger ledger, LedgerConfig config, int transitions) throws Exception {
        System.out.println("At " + transitions + " transitions");
        print("head(), nothing new, same process", times(ledger::head));
        print("open() and head(), nothing new, as a new process does", times(() -> {
            try (Ledger again = Ledger.open(config)) {
                again.head();
            }
        }));
        print("history(), the newest 50", times(() -> ledger.history(t -> true, PAGE)));
        print("history(), the newest 50 of a model", times(() -> ledger.history(target(0)::equals, PAGE)));
        print("history(), a model’s only one, the oldest of all", times(() -> ledger.history(RARE::equals, PAGE)));
        String middle = ledger.history(t -> true, transitions / 2)
                .get(transitions / 2 - 1)
                .commit();
        print("history(), 50 in the middle", times(() -> ledger.history(t -> true, middle, PAGE)));
        print("earlierHolders(), a model’s", times(() -> ledger.head().earlierHolders(target(0))));
        print("roll-back, checked only", times(() -> ledger.rehearse(rollBack(target(0), 0))));
        print("putToPeople(), 100", times(() -> ledger.putToPeople(100)));
        print("find(), what is not there", times(() -> ledger.find(LedgerFixture.sha("nothing"))));
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

    private static String times(Work work) throws Exception {
        double[] times = new double[TIMES];
        long before = processor();
        for (int i = 0; i < TIMES; i++) {
            times[i] = millis(work);
        }
        return median(times) + ", %d ms of processor time".formatted((processor() - before) / TIMES);
    }

    private LedgerConfig other(LedgerConfig config, String cache) {
        return LedgerConfig.of(config.location(), folder.resolve(cache)).withTrust(config.trust());
    }
}
