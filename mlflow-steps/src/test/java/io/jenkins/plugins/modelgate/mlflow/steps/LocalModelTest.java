package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.core.document.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalModelTest {
    @TempDir
    Path folder;

    @Test
    void namesFilesByTheirPathInTheFolder() throws IOException {
        Files.createDirectories(folder.resolve("model/sub"));
        Files.writeString(folder.resolve("model/sub/b"), "b");
        Files.writeString(folder.resolve("model/a"), "a");

        assertThat(ModelSource.of(folder.resolve("model")).files().files())
                .containsExactly(new Subject("a", Scene.digest("a")), new Subject("sub/b", Scene.digest("b")));
        assertThat(ModelSource.of(folder.resolve("model/a")).files().files())
                .containsExactly(new Subject("a", Scene.digest("a")));
    }

    @Test
    void followsLinksIntoTheCacheAndNowhereElse() throws IOException {
        Path cache = Files.createDirectories(folder.resolve("cache"));
        Path secret = Files.writeString(folder.resolve("secret"), "s");
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.createSymbolicLink(model.resolve("a"), Files.writeString(cache.resolve("c"), "c"));

        assertThat(ModelSource.of(model, cache).files().files()).hasSize(1);
        assertThatThrownBy(() -> ModelSource.of(model))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("leads out of it");

        Files.createSymbolicLink(model.resolve("b"), secret);
        assertThatThrownBy(() -> ModelSource.of(model, cache)).isInstanceOf(StepException.class);
        Files.delete(model.resolve("b"));
        Files.createSymbolicLink(model.resolve("b"), cache);
        assertThatThrownBy(() -> ModelSource.of(model, cache))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("neither a file");
    }

    @Test
    void refusesWhatIsNotThereOrEmpty() throws IOException {
        assertThatThrownBy(() -> ModelSource.of(folder.resolve("none"))).isInstanceOf(StepException.class);
        assertThatThrownBy(() -> ModelSource.of(Files.createDirectories(folder.resolve("empty"))))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("no model");
    }
}
