package io.jenkins.plugins.modelgate.mlflow.client;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one call of log-batch takes: metrics alone, or parameters and tags without metrics. */
record Batch(List<MetricPoint> metrics, Map<String, String> params, Map<String, String> tags) {
    /**
     * Cuts into as few as the limits allow. Metrics go alone, and with few different keys at a time: MLflow 2 stores
     * metrics apart from the rest, and does not take what it has already if it comes with more than 100 keys.
     */
    static List<Batch> split(List<MetricPoint> metrics, Map<String, String> params, Map<String, String> tags) {
        List<Batch> batches = new ArrayList<>();
        List<Map.Entry<String, String>> paramList = List.copyOf(params.entrySet());
        List<Map.Entry<String, String>> tagList = List.copyOf(tags.entrySet());
        for (int from = 0; from < Math.max(paramList.size(), tagList.size()); from += Limits.PAIRS) {
            batches.add(new Batch(List.of(), part(paramList, from), part(tagList, from)));
        }
        List<MetricPoint> points = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (MetricPoint point : metrics) {
            boolean full = points.size() == Limits.METRICS || keys.size() == Limits.METRIC_KEYS;
            if (full && (points.size() == Limits.METRICS || !keys.contains(point.key()))) {
                batches.add(new Batch(List.copyOf(points), Map.of(), Map.of()));
                points.clear();
                keys.clear();
            }
            points.add(point);
            keys.add(point.key());
        }
        if (!points.isEmpty()) {
            batches.add(new Batch(points, Map.of(), Map.of()));
        }
        return batches;
    }

    Set<String> metricKeys() {
        Set<String> keys = new HashSet<>();
        metrics.forEach(point -> keys.add(point.key()));
        return keys;
    }

    private static Map<String, String> part(List<Map.Entry<String, String>> entries, int from) {
        Map<String, String> map = new LinkedHashMap<>();
        entries.subList(Math.min(from, entries.size()), Math.min(from + Limits.PAIRS, entries.size()))
                .forEach(entry -> map.put(entry.getKey(), entry.getValue()));
        return map;
    }
}
