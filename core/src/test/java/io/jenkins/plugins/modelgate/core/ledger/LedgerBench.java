package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.rollBack;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a ledger costs as it grows. No test: run by name only, see bench/ledger.md. */
class LedgerBench {
    private static final int TRANSITIONS = Integer.getInteger("transitions", 2_000);
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
        System.out.println("Embedded ledger, signed, " + MODELS + " models, " + TRANSITIONS + " transitions");
        try (Ledger ledger = Ledger.open(config)) {
            append(ledger);
            double[] unchanged = new double[TIMES];
            for (int i = 0; i < TIMES; i++) {
                unchanged[i] = millis(ledger::head);
            }
            print("head(), nothing new, same process", median(unchanged));
            oneNewCommit(ledger, config);
            processStart(config);
            print("audit()", "%.0f ms".formatted(millis(() -> assertThat(
                            ledger.audit(null).ok())
                    .isTrue())));
            print("head(), first time on a machine: all is verified", "%.0f ms".formatted(millis(() -> {
                        try (Ledger fresh = Ledger.open(other(config, "fresh"))) {
                            fresh.head();
                        }
                    })));
            print("history(), all", "%.0f ms".formatted(millis(() -> ledger.history(t -> true, Integer.MAX_VALUE))));
            print(
                    "roll-back at the end of a chain of " + TRANSITIONS / MODELS,
                    "%.0f ms".formatted(millis(() -> ledger.append(rollBack(target(0), 0)))));
        }
    }

    private void append(Ledger ledger) throws Exception {
        int part = TRANSITIONS / 4;
        for (int quarter = 0; quarter < 4; quarter++) {
            double[] times = new double[part];
            for (int i = 0; i < part; i++) {
                int n = quarter * part + i;
                times[i] = millis(() -> ledger.append(promote(target(n), n)));
            }
            print("append(), " + quarter * part + " to " + (quarter + 1) * part, median(times));
        }
    }

    private LedgerConfig other(LedgerConfig config, String cache) {
        return LedgerConfig.of(config.location(), temp.resolve(cache)).withTrust(config.trust());
    }

    private void oneNewCommit(Ledger ledger, LedgerConfig config) throws Exception {
        double[] times = new double[TIMES];
        try (Ledger reader = Ledger.open(other(config, "reader"))) {
            reader.head();
            for (int i = 0; i < TIMES; i++) {
                int version = TRANSITIONS + i;
                ledger.append(promote(PRODUCTION, version));
                times[i] = millis(reader::head);
            }
        }
        print("head(), one new commit", median(times));
    }

    private static void processStart(LedgerConfig config) throws Exception {
        double[] times = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            times[i] = millis(() -> {
                try (Ledger again = Ledger.open(config)) {
                    again.head();
                }
            });
        }
        print("open() and head(), nothing new (state read from its files)", median(times));
    }
}
