package io.jenkins.plugins.modelgate.mlflow.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegistryIT {
    @ParameterizedTest
    @EnumSource(Major.class)
    void createsAModelOnceUnderAnyNameThatMlflowTakes(Major major) {
        Registry registry = registry(major);
        for (String part : List.of("Größe & 🚀", "a.b.c", "it's", "per%41cent + plus", "back\\slash")) {
            String name = name(part);

            registry.createModel(name, "what for", Map.of("team", "x"));

            assertThat(registry.getModel(name))
                    .isEqualTo(new RegisteredModel(name, "what for", Map.of("team", "x"), Map.of()));
            assertThatThrownBy(() -> registry.createModel(name, "", Map.of()))
                    .isInstanceOf(MlflowException.AlreadyExists.class);
        }
        assertThat(MlflowClient.ifFound(() -> registry.getModel(name("none")))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void tagsAModel(Major major) {
        Registry registry = registry(major);
        String model = model(registry, "tagged");

        registry.setModelTag(model, "model-gate.owner", "ü");

        assertThat(registry.getModel(model).tags()).containsEntry("model-gate.owner", "ü");
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void createsVersionsWithTheirTagsAndFindsThemByTag(Major major) {
        Registry registry = registry(major);
        String model = model(registry, "it's");
        Map<String, String> tags = Map.of(
                "model-gate.candidate", "c1", "model-gate.data", "0123456789abcdef0123456789abcdef.dir", "a b/c", "ü");

        ModelVersion version = version(registry, model, tags);
        ModelVersion other = version(registry, model, Map.of("model-gate.candidate", "c2"));

        assertThat(version)
                .returns("1", ModelVersion::version)
                .returns(model, ModelVersion::model)
                .returns(Stage.NONE, ModelVersion::stage)
                .returns(tags, ModelVersion::tags);
        assertThat(other.version()).isEqualTo("2");
        assertThat(registry.getVersion(model, "1")).isEqualTo(version);
        for (Filter filter : List.of(
                Filter.tag("model-gate.candidate", "c1"),
                Filter.tag("model-gate.data", "0123456789abcdef0123456789abcdef.dir"),
                Filter.tag("a b/c", "ü"))) {
            assertThat(registry.searchVersions(Filter.attribute("name", model).and(filter), 10))
                    .as("%s", filter)
                    .extracting(ModelVersion::version)
                    .containsExactly("1");
        }
        assertThat(registry.searchVersions(Filter.attribute("name", model).and(Filter.versionAfter("1")), 10))
                .extracting(ModelVersion::version)
                .containsExactly("2");
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void saysThatAModelOrVersionIsNotThere(Major major) {
        Registry registry = registry(major);
        String model = model(registry, "lonely");

        assertThatThrownBy(() -> registry.getVersion(model, "1")).isInstanceOf(MlflowException.NotFound.class);
        assertThatThrownBy(() -> version(registry, model + "x", Map.of())).isInstanceOf(MlflowException.NotFound.class);
        assertThatThrownBy(() -> registry.setVersionTag(model, "7", "k", "v"))
                .isInstanceOf(MlflowException.NotFound.class);
        assertThatThrownBy(() -> registry.setAlias(model, "champion", "7"))
                .isInstanceOf(MlflowException.NotFound.class);
        assertThatThrownBy(() -> registry.getVersion(model, "abc")).isInstanceOf(MlflowException.InvalidRequest.class);
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void readsAllPagesOfVersionsTheNewestFirst(Major major) {
        Registry registry = registry(major);
        String model = model(registry, "pages");
        IntStream.range(0, 203).forEach(i -> version(registry, model, Map.of()));

        List<ModelVersion> all = registry.searchVersions(Filter.attribute("name", model), 1000);

        assertThat(all).hasSize(203);
        assertThat(all).extracting(found -> Integer.parseInt(found.version())).isSortedAccordingTo((a, b) -> b - a);
        assertThat(registry.searchVersions(Filter.attribute("name", model), 3))
                .extracting(ModelVersion::version)
                .containsExactly("203", "202", "201");
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void findsModelsWithTheirAliases(Major major) {
        Registry registry = registry(major);
        String model = model(registry, "found");
        version(registry, model, Map.of());
        registry.setAlias(model, "champion", "1");

        assertThat(registry.searchModels(Filter.attribute("name", model), 10))
                .containsExactly(new RegisteredModel(model, "", Map.of(), Map.of("champion", "1")));
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void setsAndTakesAwayATagOfAVersion(Major major) {
        Registry registry = registry(major);
        String model = model(registry, "tags");
        version(registry, model, Map.of());
        String longest = "x".repeat(5000);

        registry.setVersionTag(model, "1", "k", "one");
        registry.setVersionTag(model, "1", "k", longest);
        assertThat(registry.getVersion(model, "1").tags()).containsEntry("k", longest);

        registry.deleteVersionTag(model, "1", "k");
        registry.deleteVersionTag(model, "1", "k");
        assertThat(registry.getVersion(model, "1").tags()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void movesAnAliasAndTakesItAway(Major major) {
        Registry registry = registry(major);
        String model = model(registry, "alias");
        version(registry, model, Map.of());
        version(registry, model, Map.of());

        registry.setAlias(model, "champion", "1");
        registry.setAlias(model, "champion", "2");
        assertThat(registry.getByAlias(model, "champion"))
                .returns("2", ModelVersion::version)
                .returns(List.of("champion"), ModelVersion::aliases);
        assertThat(registry.getModel(model).aliases()).isEqualTo(Map.of("champion", "2"));

        registry.deleteAlias(model, "champion");
        registry.deleteAlias(model, "champion");
        assertThatThrownBy(() -> registry.getByAlias(model, "champion")).isInstanceOf(MlflowException.NotFound.class);
        assertThatThrownBy(() -> registry.getByAlias(model + "x", "champion"))
                .isInstanceOf(MlflowException.NotFound.class);
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void findsNoVersionUnderTheAliasOfADeletedOne(Major major) {
        Registry registry = registry(major);
        String model = model(registry, "dangling");
        version(registry, model, Map.of());
        registry.setAlias(model, "champion", "1");

        registry.deleteVersion(model, "1");

        assertThatThrownBy(() -> registry.getByAlias(model, "champion")).isInstanceOf(MlflowException.NotFound.class);
        assertThat(registry.getModel(model).aliases())
                .isEqualTo(major == Major.V3 ? Map.of() : Map.of("champion", "1"));
        assertThat(version(registry, model, Map.of()).version()).isEqualTo("2");
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void movesStagesAndArchivesTheOthers(Major major) {
        Registry registry = registry(major);
        String model = model(registry, "stages");
        version(registry, model, Map.of());
        version(registry, model, Map.of());

        registry.setStage(model, "1", Stage.PRODUCTION, true);
        registry.setStage(model, "2", Stage.PRODUCTION, true);

        assertThat(registry.getVersion(model, "1").stage()).isEqualTo(Stage.ARCHIVED);
        assertThat(registry.getVersion(model, "2").stage()).isEqualTo(Stage.PRODUCTION);
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void sixteenAtOnceSetTheSameNewAliasAndNoneFails(Major major) throws Exception {
        Registry registry = registry(major);
        String model = model(registry, "race");
        version(registry, model, Map.of());
        for (int round = 0; round < 6; round++) {
            String alias = "champion-" + round;
            String tag = "tag-" + round;

            together(16, () -> {
                registry.setAlias(model, alias, "1");
                registry.setVersionTag(model, "1", tag, "v");
            });

            assertThat(registry.getByAlias(model, alias).version()).isEqualTo("1");
            assertThat(registry.getVersion(model, "1").tags()).containsEntry(tag, "v");
        }
    }

    @ParameterizedTest
    @EnumSource(Major.class)
    void sixteenAtOnceCreateSixteenVersions(Major major) throws Exception {
        Registry registry = registry(major);
        String model = model(registry, "crowd");

        together(16, () -> version(registry, model, Map.of()));

        assertThat(registry.searchVersions(Filter.attribute("name", model), 100))
                .hasSize(16);
    }

    private static void together(int threads, Runnable work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (Future<Void> done : pool.invokeAll(IntStream.range(0, threads)
                    .<Callable<Void>>mapToObj(i -> () -> {
                        work.run();
                        return null;
                    })
                    .toList())) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Registry registry(Major major) {
        return MlflowServer.shared(major).client().registry();
    }

    private static String model(Registry registry, String what) {
        String name = name(what);
        registry.createModel(name, "", Map.of());
        return name;
    }

    private static String name(String what) {
        return what + " " + UUID.randomUUID();
    }

    private static ModelVersion version(Registry registry, String model, Map<String, String> tags) {
        return registry.createVersion(new NewVersion(model, "s3://bucket/model", null, null, tags));
    }
}
