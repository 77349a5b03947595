package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.policy.PolicyRepository.Guarded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyRepositoryTest {
    private static final String MAIN = "refs/heads/main";
    private static final String POLICY = """
            version: 1
            models:
              m:
                targets:
                  production: { alias: champion }
            """;

    @TempDir
    private Path temp;

    private Path project;
    private RevCommit first;

    @BeforeEach
    void makeProject() throws Exception {
        project = temp.resolve("project");
        try (Git git = Git.init()
                .setDirectory(project.toFile())
                .setInitialBranch("main")
                .call()) {
            first = commit(git, POLICY);
        }
    }

    private RevCommit commit(Git git, String policy) throws Exception {
        Files.writeString(project.resolve(PolicyRepository.FILE), policy);
        git.add().addFilepattern(".").call();
        PersonIdent somebody = new PersonIdent("A", "a@example.org");
        return git.commit()
                .setMessage("change")
                .setAuthor(somebody)
                .setCommitter(somebody)
                .setSign(false)
                .call();
    }

    private PolicyRepository fetched(String... refs) throws IOException {
        return PolicyRepository.fetch(
                project.toUri().toString(), List.of(refs), temp.resolve("copy"), null, Duration.ofSeconds(20));
    }

    @Test
    void readsWhatTheRefSaysAndNotTheWorkTree() throws Exception {
        Files.writeString(project.resolve(PolicyRepository.FILE), "broken: [");

        try (PolicyRepository repository = PolicyRepository.open(project)) {
            Guarded guarded = repository.policy(MAIN, true, Includes.NONE);

            assertThat(guarded.policy().models()).containsOnlyKeys("m");
            assertThat(guarded.ref().commit()).isEqualTo(first.name());
            assertThat(guarded.ref().guarded()).isTrue();
        }
    }

    @Test
    void fetchesWhatTheRemoteHasNow() throws Exception {
        try (PolicyRepository repository = fetched(MAIN)) {
            assertThat(repository.policy(MAIN, true, Includes.NONE).ref().commit())
                    .isEqualTo(first.name());
        }
        RevCommit second;
        try (Git git = Git.open(project.toFile())) {
            second = commit(git, POLICY.replace("champion", "best"));
        }
        try (PolicyRepository repository = fetched(MAIN)) {
            assertThat(repository.policy(MAIN, true, Includes.NONE).ref().commit())
                    .isEqualTo(second.name());
            assertThat(repository.containing(List.of(MAIN), first.name())).contains(MAIN);
            assertThat(repository.containing(List.of(MAIN), "0123456789012345678901234567890123456789"))
                    .isEmpty();
        }
    }

    @Test
    void followsARefThatWasRewound() throws Exception {
        try (Git git = Git.open(project.toFile())) {
            commit(git, POLICY.replace("champion", "best"));
            fetched(MAIN).close();
            git.reset()
                    .setMode(org.eclipse.jgit.api.ResetCommand.ResetType.HARD)
                    .setRef(first.name())
                    .call();
        }
        try (PolicyRepository repository = fetched(MAIN)) {
            assertThat(repository.policy(MAIN, true, Includes.NONE).ref().commit())
                    .isEqualTo(first.name());
        }
    }

    @Test
    void saysWhichRefIsNotThere() {
        assertThatThrownBy(() -> fetched("refs/heads/nope"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("refs/heads/nope")
                .hasMessageContaining("Check the address");
    }

    @Test
    void refusesWhatIsNoAddress() {
        assertThatThrownBy(() -> PolicyRepository.fetch(
                        "gopher://nowhere", List.of(MAIN), temp.resolve("copy"), null, Duration.ofSeconds(1)))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("no address of a Git repository");
    }

    @Test
    void saysThatThereIsNoPolicy() throws Exception {
        try (Git git = Git.open(project.toFile())) {
            git.rm().addFilepattern(PolicyRepository.FILE).call();
            Files.createDirectories(project.resolve(PolicyRepository.FILE));
            Files.writeString(project.resolve(PolicyRepository.FILE).resolve("in-it"), "a folder");
            git.add().addFilepattern(".").call();
            PersonIdent somebody = new PersonIdent("A", "a@example.org");
            git.commit()
                    .setMessage("a folder in its place")
                    .setAuthor(somebody)
                    .setCommitter(somebody)
                    .setSign(false)
                    .call();
        }
        try (PolicyRepository repository = fetched(MAIN)) {
            assertThatThrownBy(() -> repository.policy(MAIN, true, Includes.NONE))
                    .isInstanceOf(PolicyException.class)
                    .hasMessageContaining("no ‘model-gate.yaml’ in " + MAIN);
        }
    }

    /** As an agent reads it, who knows no repositories. */
    @Test
    void whatIsReadOnOneMachineIncludesOnAnother() throws Exception {
        String shared = "version: 1\ngates: {callers: [{signature: {name: s}}]}\n";
        String include = "include: [{repository: shared, commit: " + first.name() + ", path: gates.yaml}]\n";
        String gates =
                ", without-baseline: person, gates: [{use: callers}, {data: {name: d, path: d.csv, contract: c.yaml}}] }";
        Files.writeString(project.resolve("c.yaml"), "version: 1\ncolumns: {x: {type: text}}\n");
        try (Git git = Git.open(project.toFile())) {
            commit(git, POLICY.replace("models:", include + "models:").replace(" }", gates));
        }
        try (PolicyRepository repository = PolicyRepository.open(project)) {
            Guarded guarded =
                    repository.text("HEAD").parse(false, (file, most) -> shared.getBytes(StandardCharsets.UTF_8));

            assertThat(guarded.policy()
                            .models()
                            .get("m")
                            .targets()
                            .get("production")
                            .gates())
                    .extracting(Gate::name)
                    .containsExactly("s", "d");
            assertThat(guarded.ref().digest()).isEqualTo(guarded.policy().digest());
        }
    }
}
