package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.Evidence.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildStateTest {
    private static final Build BUILD = new Build("job", "1", null, null);

    @TempDir
    private Path temp;

    private Path folder() {
        return temp.resolve("state");
    }

    @Test
    void keepsForTheNextCommandWhatItNeeds() throws IOException {
        BuildState.read(folder(), BUILD)
                .withRun("r")
                .withVersion("a", "1")
                .withVersion("b", "2")
                .write(folder());

        assertThat(BuildState.read(folder(), BUILD))
                .isEqualTo(new BuildState(BUILD, "r", null, Map.of("a", "1", "b", "2")));
    }

    @Test
    void startsAnewInALaterBuild() throws IOException {
        BuildState.read(folder(), BUILD).withRun("r").write(folder());

        assertThat(BuildState.read(folder(), new Build("job", "2", null, null)).run())
                .isNull();
        assertThat(BuildState.read(folder(), null).run()).isNull();
    }

    @Test
    void forgetsVersionsWhenANewRunBegins() throws IOException {
        BuildState state =
                BuildState.read(folder(), BUILD).withVersion("a", "1").withResultCommit("c");

        assertThat(state.withRun("r")).isEqualTo(new BuildState(BUILD, "r", null, Map.of()));
    }

    @Test
    void hidesFromGit() throws IOException {
        BuildState.read(folder(), null).withRun("r").write(folder());

        assertThat(folder().resolve(".gitignore")).hasContent("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"run\":{}}", "{\"other\":1}", "null"})
    void takesWhatIsBrokenForNothing(String json) throws IOException {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("build.json"), json);

        assertThat(BuildState.read(folder(), BUILD)).isEqualTo(new BuildState(BUILD, null, null, Map.of()));
    }
}
