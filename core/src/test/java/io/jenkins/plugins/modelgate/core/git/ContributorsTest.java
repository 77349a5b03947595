package io.jenkins.plugins.modelgate.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContributorsTest {
    @TempDir
    private Path temp;

    private FileRepository repository;

    @BeforeEach
    void create() throws Exception {
        repository = new FileRepository(temp.resolve("r.git").toFile());
        repository.create(true);
    }

    @AfterEach
    void close() {
        repository.close();
    }

    private static PersonIdent person(String name) {
        return new PersonIdent(name, name + "@example.com", Instant.EPOCH, ZoneOffset.UTC);
    }

    private String commit(String author, String committer, String message, Map<String, String> files, String... parents)
            throws Exception {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            DirCache index = DirCache.newInCore();
            DirCacheBuilder builder = index.builder();
            for (var file : new TreeMap<>(files).entrySet()) {
                DirCacheEntry entry = new DirCacheEntry(file.getKey());
                entry.setFileMode(FileMode.REGULAR_FILE);
                entry.setObjectId(
                        inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8)));
                builder.add(entry);
            }
            builder.finish();
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(index.writeTree(inserter));
            for (String parent : parents) {
                commit.addParentId(ObjectId.fromString(parent));
            }
            commit.setAuthor(person(author));
            commit.setCommitter(person(committer));
            commit.setMessage(message);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id.name();
        }
    }

    private Optional<List<String>> makers(String commit, @CheckForNull String since, String... paths) throws Exception {
        return Contributors.of(repository, commit, since, List.of(paths), Observer.AGENT)
                .map(makers -> makers.stream()
                        .map(maker -> maker.role() + " " + maker.name())
                        .sorted()
                        .toList());
    }

    @Test
    void namesWhoWroteAndCommittedSinceTheChampion() throws Exception {
        String first = commit("ada", "ada", "one", Map.of("src/a", "1"));
        String champion = commit("bob", "bob", "two", Map.of("src/a", "2"), first);
        String candidate = commit(
                "cleo",
                "ci",
                "three\n\nCo-authored-by: Dan D <dan@example.com>\nCo-Authored-By: nobody-knows\n",
                Map.of("src/a", "3"),
                champion);
        assertThat(Contributors.of(repository, candidate, champion, List.of("src"), Observer.AGENT))
                .contains(List.of(
                        new Maker(Maker.Role.AUTHOR, "cleo", "cleo@example.com", Observer.AGENT),
                        new Maker(Maker.Role.COMMITTER, "ci", "ci@example.com", Observer.AGENT),
                        new Maker(Maker.Role.CO_AUTHOR, "Dan D", "dan@example.com", Observer.AGENT),
                        new Maker(Maker.Role.CO_AUTHOR, "nobody-knows", null, Observer.AGENT)));
        assertThat(makers(candidate, null).orElseThrow()).contains("AUTHOR ada", "AUTHOR bob", "AUTHOR cleo");
        assertThat(makers(candidate, "e".repeat(40)).orElseThrow()).contains("AUTHOR ada");
        assertThat(makers(champion, champion)).contains(List.of());
    }

    @Test
    void leavesOutWhoWroteSomethingElse() throws Exception {
        String champion = commit("ada", "ada", "one", Map.of("src/a", "1", "docs/b", "1", "srcs/c", "1"));
        String docs = commit("bob", "bob", "docs", Map.of("src/a", "1", "docs/b", "2", "srcs/c", "2"), champion);
        String code = commit("cleo", "cleo", "code", Map.of("src/a", "2", "docs/b", "2", "srcs/c", "2"), docs);
        assertThat(makers(code, champion, "src")).contains(List.of("AUTHOR cleo", "COMMITTER cleo"));
        assertThat(makers(code, champion))
                .hasValueSatisfying(all -> assertThat(all).contains("AUTHOR bob"));
    }

    /** A rebase by a service account keeps the author; and the account is the committer. */
    @Test
    void findsTheAuthorOfWhatAServiceAccountRebased() throws Exception {
        String champion = commit("bob", "bob", "one", Map.of("src/a", "1"));
        String rebased = commit("mallory", "service", "mine", Map.of("src/a", "2"), champion);
        assertThat(makers(rebased, champion, "src")).contains(List.of("AUTHOR mallory", "COMMITTER service"));
    }

    /** History is not simplified: what was merged and then undone was still written by somebody. */
    @Test
    void losesNobodyInMerges() throws Exception {
        String champion = commit("ada", "ada", "one", Map.of("src/a", "1"));
        String side = commit("mallory", "mallory", "side", Map.of("src/a", "2"), champion);
        String main = commit("bob", "bob", "main", Map.of("src/a", "1", "x", "1"), champion);
        // Takes the main line’s file: git log src would not show the side.
        String merge = commit("cleo", "cleo", "merge", Map.of("src/a", "1", "x", "1"), main, side);
        assertThat(makers(merge, champion, "src")).contains(List.of("AUTHOR mallory", "COMMITTER mallory"));
        String evil = commit("eve", "eve", "merge", Map.of("src/a", "3", "x", "1"), main, side);
        assertThat(makers(evil, champion, "src"))
                .contains(List.of("AUTHOR eve", "AUTHOR mallory", "COMMITTER eve", "COMMITTER mallory"));
    }

    @Test
    void cannotTellWhereTheCloneEnds() throws Exception {
        String first = commit("ada", "ada", "one", Map.of("src/a", "1"));
        String second = commit("bob", "bob", "two", Map.of("src/a", "2"), first);
        String third = commit("cleo", "cleo", "three", Map.of("src/a", "3"), second);
        Files.writeString(repository.getDirectory().toPath().resolve("shallow"), second + "\n");
        assertThat(makers(third, first)).isEmpty();
        assertThat(makers(third, null)).isEmpty();
        assertThat(makers(third, second)).contains(List.of("AUTHOR cleo", "COMMITTER cleo"));
        assertThat(makers("e".repeat(40), null)).isEmpty();
    }
}
