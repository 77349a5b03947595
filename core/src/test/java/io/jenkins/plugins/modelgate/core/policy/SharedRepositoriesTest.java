package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand.ResetType;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedRepositoriesTest {
    private static final PersonIdent SOMEBODY = new PersonIdent("A", "a@example.org");

    @TempDir
    private Path temp;

    private Path folder;
    private Git git;
    private RevCommit first;

    @BeforeEach
    void makeRepository() throws Exception {
        folder = temp.resolve("shared");
        git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call();
        first = commit("first");
    }

    @AfterEach
    void close() {
        git.close();
    }

    private RevCommit commit(String text) throws Exception {
        Files.createDirectories(folder.resolve("rules"));
        Files.writeString(folder.resolve("rules/gates.yaml"), text);
        git.add().addFilepattern(".").call();
        return git.commit()
                .setMessage("change")
                .setAuthor(SOMEBODY)
                .setCommitter(SOMEBODY)
                .setSign(false)
                .call();
    }

    private record Address(String url) implements SharedRepositories.Source {
        @Override
        @CheckForNull
        public CredentialsProvider credentials() {
            return null;
        }
    }

    private SharedRepositories shared() {
        return new SharedRepositories(
                Map.of(
                        "shared",
                        new Address("file://" + folder),
                        "other",
                        new Address("file://" + temp.resolve("other"))),
                temp.resolve("cache"),
                "an administrator names it");
    }

    private static Include file(String commit) {
        return new Include("shared", commit, "rules/gates.yaml");
    }

    private static String text(@CheckForNull byte[] bytes) {
        return bytes == null ? "nothing" : new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void readsAFileAsThatVeryCommitHasIt() throws Exception {
        RevCommit second = commit("second");

        assertThat(text(shared().read(file(first.name()), 100))).isEqualTo("first");
        assertThat(text(shared().read(file(second.name()), 100))).isEqualTo("second");
        RevCommit third = commit("third");
        assertThat(text(shared().read(file(third.name()), 100))).isEqualTo("third");
        assertThat(text(shared().read(file(third.name()), 2)))
                .as("one byte more than asked for")
                .isEqualTo("thi");
    }

    @Test
    void whatWasFoundOnceNeedsNoServer() throws Exception {
        shared().read(file(first.name()), 100);
        FileUtils.delete(folder.toFile(), FileUtils.RECURSIVE);

        assertThat(text(shared().read(file(first.name()), 100))).isEqualTo("first");
        assertThatThrownBy(() -> shared().read(file("0".repeat(40)), 100))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "The repository of shared gates ‘shared’ (file://" + folder + ") cannot be fetched: ")
                .hasMessageEndingWith("Check the address, the network and the credentials");
    }

    @Test
    void readsWhatOnlyATagHolds() throws Exception {
        RevCommit tagged = commit("tagged");
        git.tag()
                .setName("v1")
                .setAnnotated(true)
                .setMessage("v1")
                .setTagger(SOMEBODY)
                .setSigned(false)
                .call();
        git.tag()
                .setName("tree")
                .setAnnotated(false)
                .setObjectId(git.getRepository().parseCommit(tagged).getTree())
                .call();
        git.reset().setMode(ResetType.HARD).setRef(first.name()).call();

        assertThat(text(shared().read(file(tagged.name()), 100))).isEqualTo("tagged");
    }

    /** As a fork's commit, which servers hand out under the address of the repository that was forked. */
    @Test
    void refusesACommitThatNoBranchAndNoTagContains() throws Exception {
        RevCommit foreign = commit("foreign");
        git.reset().setMode(ResetType.HARD).setRef(first.name()).call();
        git.getRepository().updateRef("refs/pull/1/head").link("refs/heads/main");
        var pull = git.getRepository().updateRef("refs/pull/2/head");
        pull.setNewObjectId(foreign);
        pull.update();

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> shared().read(file(foreign.name()), 100))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("no branch and no tag of ‘shared’ (file://" + folder
                            + ") contains the commit " + foreign.name() + "; push it there");
        }
        git.branchCreate().setName("proposal").setStartPoint(foreign).call();
        shared().read(file(foreign.name()), 100);
    }

    /** It was fetched with a branch, and the branch was thrown away before anybody named the commit. */
    @Test
    void refusesACommitThatIsHereButInNoBranchAnyMore() throws Exception {
        RevCommit dropped = commit("dropped");
        shared().read(file(first.name()), 100);
        git.reset().setMode(ResetType.HARD).setRef(first.name()).call();

        assertThatThrownBy(() -> shared().read(file(dropped.name()), 100))
                .hasMessageContaining("no branch and no tag of ‘shared’");
    }

    @Test
    void refusesAnIdThatIsNoCommits() throws Exception {
        String tree = git.getRepository().parseCommit(first).getTree().name();
        assertThatThrownBy(() -> shared().read(file(tree), 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("contains the commit " + tree);
    }

    @Test
    void saysThatThereIsNoSuchFile() throws Exception {
        Files.createSymbolicLink(folder.resolve("link.yaml"), Path.of("rules/gates.yaml"));
        RevCommit linked = commit("linked");

        assertThat(shared().read(new Include("shared", first.name(), "gates.yaml"), 100))
                .isNull();
        assertThat(shared().read(new Include("shared", first.name(), "rules"), 100))
                .as("a folder")
                .isNull();
        assertThat(shared().read(new Include("shared", linked.name(), "link.yaml"), 100))
                .as("a link")
                .isNull();
    }

    @Test
    void saysWhichRepositoriesThereAre() {
        assertThatThrownBy(() -> shared().read(new Include("shred", first.name(), "gates.yaml"), 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "policies may include nothing of ‘shred’, only of: other, shared; an administrator names it");
        SharedRepositories none = new SharedRepositories(Map.of(), temp.resolve("cache"), "an administrator names one");
        assertThatThrownBy(() -> none.read(file(first.name()), 100))
                .hasMessage(
                        "policies may include nothing of ‘shared’, no repository is named for that; an administrator"
                                + " names one");
    }

    @Test
    void saysThatAnAddressIsNone() {
        SharedRepositories shared =
                new SharedRepositories(Map.of("shared", new Address("gopher://nowhere")), temp.resolve("cache"), "");
        assertThatThrownBy(() -> shared.read(file(first.name()), 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("‘gopher://nowhere’ is no address of a Git repository");
    }

    /** What a server’s names of branches say is no name of a file here. */
    @Test
    void keepsNoRefsButItsOwn() throws Exception {
        shared().read(file(first.name()), 100);
        try (var copies = Files.list(temp.resolve("cache"))) {
            Path copy = copies.findFirst().orElseThrow();
            try (Repository repository =
                    RepositoryCache.FileKey.exact(copy.toFile(), FS.DETECTED).open(true)) {
                assertThat(repository.getRefDatabase().getRefsByPrefix("refs/"))
                        .extracting(ref -> ref.getName())
                        .containsExactly("refs/found/" + first.name());
            }
        }
    }

    @Test
    void manyWhoComeAtOnceAllReadIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> reads = Collections.nCopies(24, () -> text(shared().read(file(first.name()), 100)));
            for (Future<String> read : threads.invokeAll(reads)) {
                assertThat(read.get()).isEqualTo("first");
            }
        } finally {
            threads.shutdownNow();
        }
        try (var copies = Files.list(temp.resolve("cache"))) {
            assertThat(copies).as("nothing half made is left").hasSize(1);
        }
    }
}
