package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process of its own that promotes version after version. */
final class Appender implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final PrintWriter in;

    private Appender(Process process) {
        this.process = process;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        in = new PrintWriter(process.getOutputStream(), true, UTF_8);
    }

    /**
     * Starts one.
     *
     * @param step {@code 1} for one round per line of input, {@code 0} for no pause between rounds
     */
    static Appender start(String location, Path cache, Path key, int first, int step, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of(
                Appender.class.getName(),
                location,
                cache.toString(),
                key.toString(),
                Integer.toString(first),
                Integer.toString(step)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new Appender(builder.start());
    }

    /** The Java of this process, with its class path. */
    static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    }

    String read() throws IOException {
        return out.readLine();
    }

    void go() {
        in.println("go");
    }

    /** SIGKILL. What it had printed can be read afterwards, which {@link Process#destroyForcibly} would prevent. */
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
        in.close();
    }

    public static void main(String[] args) throws Exception {
        SigningKey key = SigningKey.load(Path.of(args[2]));
        LedgerConfig config =
                LedgerConfig.of(args[0], Path.of(args[1])).withKey(key).withTrust(TrustRoot.parse(key.publicKey()));
        boolean stepwise = args[4].equals("1");
        BufferedReader stdin = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        PrintWriter stdout = new PrintWriter(System.out, true, UTF_8);
        try (Ledger ledger = Ledger.open(config)) {
            for (int version = Integer.parseInt(args[3]); ; version += 2) {
                Holder champion = LedgerFixture.champion(ledger.head(), PRODUCTION);
                stdout.println("ready");
                if (stepwise && stdin.readLine() == null) {
                    return;
                }
                stdout.println(round(ledger, version, champion));
            }
        }
    }

    private static String round(Ledger ledger, int version, Holder champion) throws LedgerException {
        try {
            Receipt receipt = ledger.append(LedgerFixture.promoteAgainst(PRODUCTION, version, champion));
            return "won " + version + " " + receipt.commit();
        } catch (RefusedException e) {
            return "lost " + version + " " + e.getMessage();
        }
    }
}
