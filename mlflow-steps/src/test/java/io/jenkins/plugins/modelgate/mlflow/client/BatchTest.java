package io.jenkins.plugins.modelgate.mlflow.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {
    @Test
    void sendsNothingForNothing() {
        assertThat(Batch.split(List.of(), Map.of(), Map.of())).isEmpty();
    }

    @Test
    void sendsParametersAndTagsTogetherAndMetricsAlone() {
        List<Batch> batches = Batch.split(points(1, i -> "m"), pairs(100), pairs(3));

        assertThat(batches)
                .containsExactly(
                        new Batch(List.of(), pairs(100), pairs(3)), new Batch(points(1, i -> "m"), Map.of(), Map.of()));
    }

    @Test
    void cutsParametersAndTagsAtAHundred() {
        List<Batch> batches = Batch.split(List.of(), pairs(101), pairs(250));

        assertThat(batches).extracting(batch -> batch.params().size()).containsExactly(100, 1, 0);
        assertThat(batches).extracting(batch -> batch.tags().size()).containsExactly(100, 100, 50);
    }

    @Test
    void cutsPointsOfOneMetricAtAThousand() {
        assertThat(Batch.split(points(2001, i -> "m"), Map.of(), Map.of()))
                .extracting(batch -> batch.metrics().size())
                .containsExactly(1000, 1000, 1);
    }

    @Test
    void cutsDifferentMetricsAtAHundredAndLosesNone() {
        List<MetricPoint> metrics = points(450, i -> "m" + i % 150);

        List<Batch> batches = Batch.split(metrics, Map.of(), Map.of());

        assertThat(batches).allSatisfy(batch -> assertThat(batch.metricKeys()).hasSizeLessThanOrEqualTo(100));
        assertThat(batches.stream().flatMap(batch -> batch.metrics().stream())).containsExactlyElementsOf(metrics);
    }

    private static List<MetricPoint> points(int count, IntFunction<String> key) {
        return IntStream.range(0, count)
                .mapToObj(i -> new MetricPoint(key.apply(i), i, Instant.EPOCH, i))
                .toList();
    }

    private static Map<String, String> pairs(int count) {
        Map<String, String> pairs = new LinkedHashMap<>();
        IntStream.range(0, count).forEach(i -> pairs.put("k" + i, "v"));
        return pairs;
    }
}
