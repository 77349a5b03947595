package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.ledger.GitHttpServer;
import io.jenkins.plugins.modelgate.core.ledger.GitProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shared gates behind a server that asks who comes, by the real {@code git http-backend}. */
class SharedRepositoriesIT {
    @TempDir
    private Path temp;

    private Path work;
    private GitHttpServer server;
    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void setUp() throws Exception {
        GitProgram.run(temp, "init", "-q", "--bare", "--initial-branch=main", "shared.git");
        GitProgram.run(temp.resolve("shared.git"), "config", "uploadpack.allowAnySHA1InWant", "true");
        GitProgram.run(temp, "clone", "-q", "shared.git", "work");
        work = temp.resolve("work");
        server = new GitHttpServer(temp);
    }

    @AfterEach
    void tearDown() {
        server.close();
    }

    private String push(String text, String ref) throws Exception {
        Files.writeString(work.resolve("gates.yaml"), text);
        GitProgram.run(work, "add", "-A");
        GitProgram.run(work, "commit", "-q", "-m", "change");
        GitProgram.run(work, "push", "-q", "origin", "HEAD:" + ref);
        return GitProgram.run(work, "rev-parse", "HEAD");
    }

    private SharedRepositories shared(String password) {
        return new SharedRepositories(
                Map.of("shared", new SharedRepositories.Source() {
                    @Override
                    public String url() {
                        return server.url("shared.git");
                    }

                    @Override
                    public CredentialsProvider credentials() {
                        asked.incrementAndGet();
                        return new UsernamePasswordCredentialsProvider(GitHttpServer.USER, password);
                    }
                }),
                temp.resolve("cache"),
                "");
    }

    private static String read(SharedRepositories shared, String commit) throws IOException {
        return new String(shared.read(new Include("shared", commit, "gates.yaml"), 100), StandardCharsets.UTF_8);
    }

    @Test
    void asksForCredentialsOnlyWhereSomethingIsFetched() throws Exception {
        String first = push("first", "refs/heads/main");
        assertThat(read(shared(GitHttpServer.PASSWORD), first)).isEqualTo("first");
        assertThat(read(shared(GitHttpServer.PASSWORD), first)).isEqualTo("first");
        assertThat(asked).hasValue(1);
        String second = push("second", "refs/heads/main");
        assertThat(read(shared(GitHttpServer.PASSWORD), second)).isEqualTo("second");
        assertThat(read(shared("wrong-secret"), first)).isEqualTo("first");
    }

    @Test
    void saysThatTheCredentialsAreWrongAndNotWhatTheyAre() throws Exception {
        String first = push("first", "refs/heads/main");
        assertThatThrownBy(() -> read(shared("wrong-secret"), first))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The repository of shared gates ‘shared’ (" + server.url("shared.git") + ")")
                .hasMessageContaining("not authorized")
                .hasMessageNotContaining("wrong-secret");
    }

    /** This server would hand it out to who asks for its id. */
    @Test
    void refusesACommitThatOnlyAPullRequestHas() throws Exception {
        push("first", "refs/heads/main");
        String foreign = push("foreign", "refs/pull/1/head");
        assertThatThrownBy(() -> read(shared(GitHttpServer.PASSWORD), foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no branch and no tag of ‘shared’");
    }
}
