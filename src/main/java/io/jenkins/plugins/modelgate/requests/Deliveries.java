package io.jenkins.plugins.modelgate.requests;

import io.jenkins.plugins.modelgate.mlflow.client.WebhookDelivery;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The genuine deliveries of late, so that each is heard once. Older ones are refused for their age. */
final class Deliveries {
    private static final int MOST = 10_000;

    private final Map<String, Instant> seen = new LinkedHashMap<>();

    /** Whether it was not there before. */
    synchronized boolean isNew(String server, String id, Instant now) {
        Instant tooOld = now.minus(WebhookDelivery.FRESH.multipliedBy(2));
        Iterator<Instant> oldest = seen.values().iterator();
        while (oldest.hasNext() && (oldest.next().isBefore(tooOld) || seen.size() >= MOST)) {
            oldest.remove();
        }
        return seen.putIfAbsent(server + "/" + id, now) == null;
    }
}
