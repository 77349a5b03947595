package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People approve with the keys that ssh-keygen made them, by the packaged launcher. */
class PeopleIT {
    @TempDir
    private Path home;

    private final String model = "m-" + UUID.randomUUID();
    private Project project;
    private String agent = "";

    @BeforeEach
    void setUp() throws IOException, InterruptedException {
        MlflowServer mlflow = MlflowServer.shared(MlflowServer.Major.V3);
        project = Project.create(home, MlflowServer.tools(), model);
        project.set("MLFLOW_TRACKING_URI", mlflow.uri().toString());
        StringBuilder signers = new StringBuilder();
        for (String name : List.of("bea", "ben", "ann@example.org")) {
            key(name, "");
            signers.append(name).append(' ').append(publicKey(name));
        }
        key("cleo", "correct horse");
        signers.append("cleo ").append(publicKey("cleo"));
        key("mallory", "");
        Files.writeString(project.root().resolve("allowed_signers"), signers);
        Path policy = project.root().resolve("model-gate.yaml");
        Files.writeString(
                policy,
                Files.readString(policy)
                                .replace("models:", "groups: { leads: [bea, ben, cleo, ann@example.org] }\nmodels:")
                        + "        approvals:\n          from: [{ group: leads, count: 2, meaning: I reviewed it }]\n"
                        + "          signatures: personal\n          signers: allowed_signers\n"
                        + "          break-glass: leads\n");
        project.deliver("50");
        assertThat(ok("policy", "check").out()).contains("Approved by 2 of ‘leads’, each with their own key");
        ok("run", "--", "dvc", "repro");
        project.must("dvc", "push", "-q");
        ok("record");
        ok("register");
        ok("gate", "-t", "production");
    }

    @AfterEach
    void stopAgent() throws IOException, InterruptedException {
        if (!agent.isEmpty()) {
            project.must("kill", agent);
        }
    }

    private void key(String name, String passphrase) throws IOException, InterruptedException {
        project.must("ssh-keygen", "-q", "-t", "ed25519", "-C", name, "-N", passphrase, "-f", file(name));
    }

    private String file(String name) {
        return home.resolve(name).toString();
    }

    private String publicKey(String name) throws IOException {
        return Files.readString(Path.of(file(name) + ".pub"));
    }

    private Launched ok(String... arguments) throws IOException, InterruptedException {
        Launched launched = project.gate(arguments);
        assertThat(launched.exitCode())
                .as("%s: %s", List.of(arguments), launched)
                .isZero();
        return launched;
    }

    private void fails(int exitCode, String message, String... arguments) throws IOException, InterruptedException {
        Launched launched = project.gate(arguments);
        assertThat(launched.exitCode())
                .as("%s: %s", List.of(arguments), launched)
                .isEqualTo(exitCode);
        assertThat(launched.out() + launched.err()).contains(message);
    }

    private void startAgent() throws IOException, InterruptedException {
        Path socket = home.resolve("agent");
        Launched started = project.run("ssh-agent", "-s", "-a", socket.toString());
        agent = started.out().replaceFirst("(?s).*SSH_AGENT_PID=([0-9]+).*", "$1");
        project.set("SSH_AUTH_SOCK", socket.toString());
        Path asks = home.resolve("asks");
        Files.writeString(asks, "#!/bin/sh\necho correct horse\n");
        assertThat(asks.toFile().setExecutable(true)).isTrue();
        project.set("SSH_ASKPASS", asks.toString());
        project.set("SSH_ASKPASS_REQUIRE", "force");
        project.must("ssh-add", "-q", file("cleo"));
    }

    @Test
    void promotesWhatTwoPeopleSigned() throws IOException, InterruptedException {
        fails(5, "It waits for 2 of ‘leads’", "promote", "-t", "production");
        assertThat(ok("approvals").out()).contains(model + " 1 → production", "It waits for 2 of ‘leads’");
        fails(2, "There is no SSH key", "approve", "-t", "production");
        fails(5, "‘ann@example.org’ wrote a commit of the candidate", approve("ann@example.org"));
        fails(2, "The policy does not list your key", approve("mallory"));
        fails(2, "has a passphrase, and there is no terminal to ask for it", approve("cleo"));
        fails(
                2,
                "lists your key for bea, not for ‘ben’",
                "approve",
                "-t",
                "production",
                "--key",
                file("bea"),
                "--as",
                "ben");
        fails(
                5,
                "what was shown is not what is asked now",
                "approve",
                "-t",
                "production",
                "--key",
                file("bea"),
                "--verdicts",
                "0".repeat(64));

        assertThat(ok("approve", "-t", "production", "--key", file("bea"), "--dry-run")
                        .out())
                .contains("would say approve as bea (leads)");
        assertThat(ok(approve("bea")).out()).contains("said approve as bea (leads)", "It waits for 1 of ‘leads’");
        ok(approve("bea"));
        fails(5, "It waits for 1 of ‘leads’", "promote", "-t", "production");
        startAgent();
        assertThat(ok("reject", "-t", "production", "--comment", "not yet").out())
                .contains("said reject as cleo", "Rejected by ‘cleo’ (leads).");
        fails(5, "Rejected by ‘cleo’", "promote", "-t", "production");
        assertThat(ok("approve", "-t", "production", "--key", file("cleo") + ".pub")
                        .out())
                .contains("Approved by ‘bea’ (leads), ‘cleo’ (leads).");
        assertThat(ok("approvals").out()).contains("Nothing waits for anybody.");
        assertThat(ok("approvals", "--all", "--json").out()).contains("\"state\":\"met\"", "\"observer\":\"signed\"");
        ok("promote", "-t", "production");
        assertThat(ok("audit").out()).doesNotContain("problem");
        assertThat(ok("history").out()).contains("bea (leads), cleo (leads)");
        assertThat(ok("status").out()).contains("bea (leads), cleo (leads)");
        auditsACopyByThePublicKeyAlone();
    }

    /** As somebody does who has nothing else: no key of their own, no cache, no server. */
    private void auditsACopyByThePublicKeyAlone() throws IOException, InterruptedException {
        String anchors = home.resolve("anchors.git").toString();
        project.must("git", "init", "-q", "--bare", anchors);
        assertThat(ok("ledger", "anchor", "--remote", anchors).out()).contains("anchor/", "written", "approvals");
        assertThat(ok("ledger", "anchor", "--remote", anchors).out()).contains("(already so)");
        Path allowed = home.resolve("ledger_signers");
        Files.writeString(allowed, ok("key", "show", "--ssh").out());
        Launched tag = project.run("git", "-C", anchors, "tag");
        Launched verified = project.run(
                "git",
                "-C",
                anchors,
                "-c",
                "gpg.ssh.allowedSignersFile=" + allowed,
                "verify-tag",
                tag.out().strip());
        assertThat(verified.out() + verified.err()).contains("Good \"git\" signature for model-gate");
        Path trusted = home.resolve("trusted.pem");
        Files.writeString(
                trusted, String.valueOf(ok("key", "show", "--json").result().get("publicKey")));
        String copy = home.resolve("copy.git").toString();
        project.must("git", "clone", "-q", "--mirror", project.ledger().toString(), copy);
        Path auditor = Files.createDirectories(home.resolve("auditor"));
        project.set("HOME", auditor.toString());
        project.set("MLFLOW_TRACKING_URI", "http://127.0.0.1:9");
        String[] audit = {"ledger", "audit", "--ledger", copy, "--trust", trusted.toString(), "--anchors", anchors};
        assertThat(ok(audit).out()).contains("The ledger is sound: 1 transitions", "held against 1 anchors");
        try (Stream<Path> files = Files.walk(auditor)) {
            assertThat(files.filter(file -> file.toString().endsWith(".pem"))).isEmpty();
        }
        project.must("git", "-C", copy, "update-ref", "-d", "refs/heads/main");
        fails(6, "names this commit as the head", audit);
    }

    private String[] approve(String name) {
        return new String[] {"approve", "-t", "production", "--key", file(name)};
    }

    @Test
    void letsOnePersonBreakGlassAndSaysSo() throws IOException, InterruptedException {
        fails(5, "it gives no reason", "approve", "-t", "production", "--key", file("bea"), "--break-glass");
        ok("approve", "-t", "production", "--key", file("bea"), "--break-glass", "--comment", "the site is down");
        ok("promote", "-t", "production");
        assertThat(ok("approvals", "--all").out()).contains("break-glass", "the site is down");
        for (String command : List.of("history", "status")) {
            assertThat(ok(command).out()).contains("BREAK-GLASS by bea (leads): the site is down");
        }
        Path report = home.resolve("report.html");
        ok("report", "-o", report.toString());
        assertThat(Files.readString(report)).contains("✗ let through alone (break-glass) by bea");
        ok("audit");
    }
}
