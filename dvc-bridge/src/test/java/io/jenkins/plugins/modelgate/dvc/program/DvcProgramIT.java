package io.jenkins.plugins.modelgate.dvc.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.commit.CommitBack;
import io.jenkins.plugins.modelgate.dvc.commit.CommitRequest;
import io.jenkins.plugins.modelgate.dvc.commit.CommittedBack;
import io.jenkins.plugins.modelgate.dvc.corpus.DvcServer;
import io.jenkins.plugins.modelgate.dvc.corpus.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real dvc program, and the cases in which it says that all is well though it is not. */
class DvcProgramIT {
    private static final String A = "0c/c175b9c0f1b6a831c399e269772661"; // MD5 of ‘a’

    @TempDir
    private Path folder;

    private Path work;
    private HttpServer web;

    @BeforeEach
    void makeProject() throws Exception {
        work = Files.createDirectories(folder.resolve("work"));
        run("git", "init", "-q", "-b", "main");
        dvc("init", "-q");
        dvc("remote", "add", "-q", "-d", "store", folder.resolve("store").toString());
        write("data/-x y", "a");
        write("data/ä", "b");
        write("-f", "file");
        dvc("add", "-q", "--", "data", "-f");
        commit();
    }

    @AfterEach
    void endWeb() {
        if (web != null) {
            web.stop(0);
        }
    }

    @Test
    void tellsItsVersion() {
        assertThat(program().version()).startsWith("3.");
    }

    @Test
    void movesDataToTheRemoteAndBackAndProvesIt() throws IOException {
        assertThat(program().push(List.of(), null)).isEqualTo(new Proof(List.of("-f", "data"), Proof.Method.LOOKED));

        delete("data");
        delete("-f");
        delete(".dvc/cache");
        assertThat(program().fetch(List.of("-f")).paths()).containsExactly("-f");
        assertThat(program().pull(List.of(), false).paths()).containsExactly("-f", "data");
        assertThat(work.resolve("data/-x y")).hasContent("a");
        delete("data");
        assertThat(program().checkout(List.of("data"), false).paths()).containsExactly("data");
    }

    @Test
    void doesNotBelieveAPushFromAnEmptyCache() throws IOException {
        delete(".dvc/cache");

        assertFails(() -> program().push(List.of(), null), DvcFailure.NOT_PROVED)
                .withMessageContaining("The remote does not have: ‘-f’, ‘data’");
    }

    @Test
    void doesNotBelieveAFetchOfWhatIsNowhere() throws IOException {
        delete(".dvc/cache");
        Files.createDirectories(folder.resolve("store"));

        assertFails(() -> program().fetch(List.of()), DvcFailure.NOT_PROVED)
                .withMessageContaining("‘dvc fetch’ reported success, but these are not as recorded: ‘-f’, ‘data’");
    }

    @Test
    void saysThatPulledDataIsMissing() throws IOException {
        delete(".dvc/cache");
        delete("data");
        Files.createDirectories(folder.resolve("store"));

        assertFails(() -> program().pull(List.of(), false), DvcFailure.DATA_MISSING);
    }

    @Test
    void bringsWhatThereIsBesideStagesThatNeverRan() throws IOException {
        program().push(List.of(), null);
        write("dvc.yaml", "stages:\n  later:\n    cmd: echo > later.bin\n    outs: [later.bin]\n");
        delete("data");

        assertThat(program().pull(List.of(), false).paths()).containsExactly("-f", "data");
        delete("data.dvc");
        delete("-f.dvc");
        assertThat(program().pull(List.of(), false).paths()).isEmpty();
    }

    @Test
    void doesNotOverwriteUnsavedDataUnlessTold() throws IOException {
        program().push(List.of(), null);
        write("-f", "unsaved");

        assertFails(() -> program().checkout(List.of(), false), DvcFailure.UNSAVED_FILES);
        assertThat(work.resolve("-f")).hasContent("unsaved");
        program().checkout(List.of(), true);
        assertThat(work.resolve("-f")).hasContent("file");
    }

    @Test
    void refusesPathsThatDvcDoesNotTrack() {
        assertFails(() -> program().push(List.of("nothing"), null), DvcFailure.UNKNOWN_TARGET)
                .withMessageContaining("DVC tracks nothing at or below: ‘nothing’");
    }

    @Test
    void saysWhichRemoteIsUnknown() {
        assertFails(() -> program().push(List.of(), "nope"), DvcFailure.UNKNOWN_REMOTE)
                .withMessageContaining("remote 'nope' doesn't exist");
    }

    @Test
    void provesByDvcsOwnReportWhatIsInARemoteThatItCannotLookInto() throws IOException {
        String url = serve();
        dvc("remote", "add", "-q", "web", url);
        dvc("remote", "modify", "-q", "web", "method", "PUT");

        assertThat(program().push(List.of(), "web")).isEqualTo(new Proof(List.of("-f", "data"), Proof.Method.REPORTED));

        // ‘dvc status -c’ and ‘dvc push’ take a directory's files on trust once they saw its list.
        delete("../web/files/md5/" + A);
        assertFails(() -> program().push(List.of(), "web"), DvcFailure.NOT_PROVED)
                .withMessageContaining("does not have, or cannot be asked for: ‘data’");

        web.stop(0);
        web = null;
        assertFails(() -> program().inRemote(List.of(), "web"), DvcFailure.NOT_PROVED)
                .withMessageContaining("‘-f’, ‘data’");
        write("more", "more");
        dvc("add", "-q", "more");
        assertFails(() -> program().push(List.of(), "web"), DvcFailure.UNREACHABLE);
    }

    @Test
    void leavesOutWhatIsNeverPushed() throws IOException {
        write("dvc.yaml", """
                stages:
                  keep:
                    cmd: echo kept > kept
                    outs:
                      - kept:
                          push: false
                """);
        program().repro(List.of(), false, false);

        assertThat(program().push(List.of(), null).paths()).containsExactly("-f", "data");
    }

    @Test
    void keepsTheOutputsOfAFailedRunOutOfGit() throws IOException {
        write("dvc.yaml", """
                stages:
                  first:
                    cmd: echo first > first.bin && mkdir -p sub && echo x > sub/second.bin
                    outs: [first.bin, sub/second.bin]
                  second:
                    cmd: echo '403 Forbidden' >&2; exit 7
                    deps: [first.bin]
                    outs: [never]
                """);

        assertFails(() -> program().repro(List.of(), false, false), DvcFailure.STAGE_FAILED)
                .withMessageContaining("failed to reproduce 'second'")
                .withMessageContaining("they were added to ‘.gitignore’: ‘first.bin’, ‘sub/second.bin’");
        run("git", "add", "-A");
        assertThat(output("git", "ls-files"))
                .doesNotContain("first.bin", "sub/second.bin")
                .contains("dvc.yaml");
    }

    @Test
    void provesOnlyWhatTheNamedStagesAreMadeOf() throws IOException {
        write("dvc.yaml", """
                stages:
                  first:
                    cmd: cp ./-f first.bin
                    deps: [./-f]
                    outs: [first.bin]
                  each:
                    foreach: [a, b]
                    do:
                      cmd: cp first.bin ${item}.bin
                      deps: [first.bin]
                      outs: ["${item}.bin"]
                """);
        delete("data");

        assertThat(program().repro(List.of("each"), false, false).paths())
                .containsExactly("-f", "a.bin", "b.bin", "first.bin");
        assertThat(program().repro(List.of("dvc.yaml:first"), false, false).paths())
                .containsExactly("-f", "first.bin");
    }

    @Test
    void tellsWhatIsOutOfDate() throws IOException {
        write("dvc.yaml", "stages:\n  copy:\n    cmd: cp in out\n    deps: [in]\n    outs: [out]\n");
        write("in", "1");
        program().repro(List.of(), false, false);
        assertThat(program().status()).isEmpty();

        write("in", "2");
        assertThat(program().status()).containsExactly(new StaleStage("copy", List.of("changed deps: in: modified")));
    }

    @Test
    void commitsARunBackToGit() throws IOException {
        run(
                "git",
                "init",
                "-q",
                "--bare",
                "-b",
                "main",
                folder.resolve("origin.git").toString());
        run("git", "remote", "add", "origin", folder.resolve("origin.git").toString());
        write("dvc.yaml", """
                stages:
                  train:
                    cmd: cat -- -f data/ä > model.bin && echo 1 > metrics.json
                    deps: [./-f, data]
                    outs: [model.bin]
                    metrics:
                      - metrics.json:
                          cache: false
                """);
        commit();
        run("git", "push", "-q", "origin", "main");
        program().repro(List.of(), false, false);

        CommittedBack done = new CommitBack(program())
                .run(CommitRequest.of("Train", "build 7", new PersonIdent("Ada", "ada@example.org"), "main"));

        assertThat(done.files()).containsExactly(".gitignore", "dvc.lock", "metrics.json");
        assertThat(output("git", "-C", folder.resolve("origin.git").toString(), "rev-parse", "main"))
                .isEqualTo(done.commit());
        assertThat(output("git", "status", "--porcelain")).isEmpty();
        assertThat(output("git", "fsck")).doesNotContain("error");
        Path clone = folder.resolve("clone");
        run("git", "clone", "-q", folder.resolve("origin.git").toString(), clone.toString());
        DvcProgram fresh = new DvcProgram(DvcRepository.open(clone), options());
        assertThat(fresh.pull(List.of(), false).paths()).containsExactly("-f", "data", "model.bin");
        assertThat(fresh.status()).isEmpty();
    }

    private static ThrowableAssertAlternative<DvcProgramException> assertFails(
            ThrowingCallable call, DvcFailure reason) {
        return assertThatExceptionOfType(DvcProgramException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
                .matches(e -> e.getMessage().lines().count() == 1, "has one line");
    }

    private DvcProgram program() {
        return new DvcProgram(DvcRepository.open(work), options());
    }

    private DvcOptions options() {
        return DvcOptions.defaults().withExecutable(Tools.dvc()).withEnvironment(environment());
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(DvcServer.environment(folder));
        environment.put("XDG_CACHE_HOME", folder.resolve("state").toString());
        return environment;
    }

    private void dvc(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(Tools.dvc().toString()));
        line.addAll(List.of(arguments));
        run(line.toArray(String[]::new));
    }

    private void commit() throws IOException {
        run("git", "add", "-A");
        run("git", "commit", "-q", "-m", "commit");
    }

    private void run(String... line) throws IOException {
        output(line);
    }

    private String output(String... line) throws IOException {
        StringBuilder said = new StringBuilder();
        try {
            int exitCode = new LocalProcesses()
                    .run(
                            new Command(List.of(line), work, environment(), Set.of(), null),
                            (source, text) -> said.append(text).append('\n'));
            assertThat(exitCode).as(String.join(" ", line) + ": " + said).isZero();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return said.toString().strip();
    }

    private void write(String name, String content) throws IOException {
        Path file = work.resolve(name);
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.writeString(file, content);
    }

    private void delete(String name) throws IOException {
        Files.walkFileTree(work.resolve(name).normalize(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, IOException e) throws IOException {
                Files.delete(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** A web server that keeps what is PUT into the folder ‘web’. */
    private String serve() throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", this::answer);
        web.start();
        return "http://127.0.0.1:" + web.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Path file = folder.resolve("web" + exchange.getRequestURI().getPath());
        try (exchange) {
            switch (exchange.getRequestMethod()) {
                case "PUT" -> {
                    Files.createDirectories(file.getParent());
                    Files.copy(exchange.getRequestBody(), file, StandardCopyOption.REPLACE_EXISTING);
                    exchange.sendResponseHeaders(201, -1);
                }
                case "HEAD" -> exchange.sendResponseHeaders(Files.isRegularFile(file) ? 200 : 404, -1);
                default -> {
                    exchange.sendResponseHeaders(Files.isRegularFile(file) ? 200 : 404, 0);
                    if (Files.isRegularFile(file)) {
                        Files.copy(file, exchange.getResponseBody());
                    }
                }
            }
        }
    }
}
