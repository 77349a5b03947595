package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.promote;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many at once, and some of them killed. */
class ConcurrentLedgerIT {
    private static final int ROUNDS = 50;

    @TempDir
    private Path temp;

    private SigningKey key;

    @BeforeEach
    void makeKey() throws IOException {
        key = SigningKey.loadOrCreate(temp.resolve("key.pem"));
    }

    private String location(String kind) throws Exception {
        Path folder = temp.resolve("ledger.git");
        return kind.equals("embedded") ? folder.toString() : GitProgram.bareRepository(folder);
    }

    private Ledger open(String location, String cache) throws LedgerException {
        return Ledger.open(LedgerConfig.of(location, temp.resolve(cache))
                .withKey(key)
                .withTrust(TrustRoot.parse(key.publicKey())));
    }

    /** All wins are in the ledger in one line, in the order in which they were won. */
    private void isLinear(String location, List<String> won) throws Exception {
        try (Ledger ledger = open(location, "auditor")) {
            assertThat(ledger.audit(null).problems()).isEmpty();
            assertThat(ledger.history(target -> true, Integer.MAX_VALUE).stream()
                            .map(entry -> entry.transition().to().version())
                            .toList())
                    .containsExactlyElementsOf(reversed(won));
            GitProgram.run(temp.resolve("ledger.git"), "fsck", "--full", "--strict", "--no-dangling");
        }
    }

    private static List<String> reversed(List<String> list) {
        List<String> reversed = new ArrayList<>(list);
        java.util.Collections.reverse(reversed);
        return reversed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "file"})
    void oneOfTwoProcessesWinsEachRoundAndTheOtherIsToldWhy(String kind) throws Exception {
        String location = location(kind);
        List<String> won = new ArrayList<>();
        try (Appender one = start(location, "one", 1);
                Appender two = start(location, "two", 2)) {
            for (int round = 0; round < ROUNDS; round++) {
                for (Appender appender : List.of(one, two)) {
                    assertThat(appender.read()).isEqualTo("ready");
                }
                one.go();
                two.go();
                List<String> answers = List.of(one.read(), two.read());
                assertThat(answers)
                        .filteredOn(answer -> answer.startsWith("won "))
                        .hasSize(1);
                assertThat(answers)
                        .filteredOn(answer -> answer.startsWith("lost "))
                        .singleElement()
                        .asString()
                        .contains("its verdicts are void: they compare with ")
                        .contains(" holds the target. Run the gates again");
                answers.stream()
                        .filter(answer -> answer.startsWith("won "))
                        .forEach(answer -> won.add(answer.split(" ", -1)[1]));
            }
        }
        isLinear(location, won);
    }

    private Appender start(String location, String cache, int first) throws IOException {
        return Appender.start(location, temp.resolve(cache), temp.resolve("key.pem"), first, 1, Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "file"})
    void oneOfTwoThreadsWinsEachRoundAndTheOtherIsToldWhy(String kind) throws Exception {
        String location = location(kind);
        CyclicBarrier barrier = new CyclicBarrier(2);
        List<String> won = java.util.Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<Integer>> runs = List.of(
                    () -> rounds(location, "one", 1, barrier, won), () -> rounds(location, "two", 2, barrier, won));
            int lost = 0;
            for (Future<Integer> run : threads.invokeAll(runs)) {
                lost += run.get();
            }
            assertThat(lost).isEqualTo(ROUNDS);
        } finally {
            threads.shutdownNow();
        }
        isLinear(location, won);
    }

    private int rounds(String location, String cache, int first, CyclicBarrier barrier, List<String> won)
            throws Exception {
        int lost = 0;
        try (Ledger ledger = open(location, cache)) {
            for (int round = 0; round < ROUNDS; round++) {
                int version = first + 2 * round;
                Holder champion = LedgerFixture.champion(ledger.head(), PRODUCTION);
                barrier.await();
                try {
                    ledger.append(LedgerFixture.promoteAgainst(PRODUCTION, version, champion));
                    won.add(Integer.toString(version));
                } catch (RefusedException e) {
                    assertThat(e).hasMessageContaining("its verdicts are void");
                    lost++;
                }
                barrier.await();
            }
        }
        return lost;
    }

    @Test
    void aKilledProcessLeavesACompleteTransitionOrNone() throws Exception {
        Path folder = temp.resolve("ledger.git");
        String location = folder.toString();
        Random random = new Random();
        int transitions = 0;
        for (int run = 0; run < 12; run++) {
            int before = transitions;
            int reported = 0;
            try (Appender appender = Appender.start(
                    location, temp.resolve("cache"), temp.resolve("key.pem"), 1 + 2000 * run, 0, Map.of())) {
                int rounds = 1 + random.nextInt(6);
                while (reported < rounds) {
                    reported += appender.read().startsWith("won ") ? 1 : 0;
                }
                // Somewhere within what comes next.
                Thread.sleep(random.nextInt(150));
                appender.kill();
                for (String line = appender.read(); line != null; line = appender.read()) {
                    reported += line.startsWith("won ") ? 1 : 0;
                }
            }
            try (Ledger ledger = open(location, "cache")) {
                AuditReport report = ledger.audit(null);
                assertThat(report.problems()).isEmpty();
                transitions = report.transitions();
                assertThat(transitions - before).isBetween(reported, reported + 1);
            }
        }
        // The last kill may have left one itself.
        Files.write(folder.resolve("refs/heads/main.lock"), new byte[0]);
        try (Ledger ledger = open(location, "cache")) {
            ledger.append(promote(PRODUCTION, 1_000_001));
            assertThat(ledger.audit(null).transitions()).isEqualTo(transitions + 1);
        }
    }
}
