package io.jenkins.plugins.modelgate.mlflow.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one call of log-batch takes. */
record Batch(List<MetricPoint> metrics, Map<String, String> params, Map<String, String> tags) {
    /** Cuts into as few as the limits allow; parameters and tags come first. */
    static List<Batch> split(List<MetricPoint> metrics, Map<String, String> params, Map<String, String> tags) {
        List<Map.Entry<String, String>> paramList = List.copyOf(params.entrySet());
        List<Map.Entry<String, String>> tagList = List.copyOf(tags.entrySet());
        List<Batch> batches = new ArrayList<>();
        int param = 0;
        int tag = 0;
        int metric = 0;
        while (param < paramList.size() || tag < tagList.size() || metric < metrics.size()) {
            int paramEnd = Math.min(param + Limits.PARAMS, paramList.size());
            int tagEnd = Math.min(tag + Limits.TAGS, tagList.size());
            int room = Math.min(Limits.METRICS, Limits.TOGETHER - (paramEnd - param) - (tagEnd - tag));
            int metricEnd = Math.min(metric + room, metrics.size());
            batches.add(new Batch(
                    metrics.subList(metric, metricEnd),
                    map(paramList.subList(param, paramEnd)),
                    map(tagList.subList(tag, tagEnd))));
            param = paramEnd;
            tag = tagEnd;
            metric = metricEnd;
        }
        return batches;
    }

    /** Whether all of it is in the run already; of metrics, the run knows the latest point only. */
    boolean isIn(Run run) {
        return run.params().entrySet().containsAll(params.entrySet())
                && run.tags().entrySet().containsAll(tags.entrySet())
                && metrics.stream().allMatch(point -> point.equals(run.metrics().get(point.key())));
    }

    private static Map<String, String> map(List<Map.Entry<String, String>> entries) {
        Map<String, String> map = new LinkedHashMap<>();
        entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
        return map;
    }
}
