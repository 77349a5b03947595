package io.jenkins.plugins.modelgate.mlflow.steps;

import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.ANSWER_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.AT_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.ID_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.LINK_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.STATE_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.TARGET_TAG;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.mlflow.client.Filter;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.Registry;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.Reply;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds what people ask for in the registry, and writes the answers beside it. Nothing of what they wrote is changed. */
public final class Requests {
    private final Registry registry;
    private final Clock clock;

    public Requests(MlflowClient mlflow, Clock clock) {
        this.registry = mlflow.registry();
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * All requests, answered or not, the highest version first. In MLflow a tag has no time, so that one call finds all versions
     * that have it.
     *
     * @param model only of this registered model; null: of all
     */
    public List<PromotionRequest> find(@CheckForNull String model) {
        Filter asked = Filter.tagContains(TARGET_TAG, "");
        Filter filter = model == null ? asked : asked.and(Filter.attribute("name", model));
        return registry.searchVersions(filter, Versions.MOST).stream()
                .filter(version -> !version.tags().getOrDefault(TARGET_TAG, "").isBlank())
                .map(PromotionRequest::of)
                .toList();
    }

    /**
     * Writes the answer, unless the request was changed or taken back meanwhile. Repeating it does no harm.
     *
     * @return whether the request is still there
     */
    public boolean answer(PromotionRequest request, Reply reply) {
        String model = request.version().model();
        String number = request.version().version();
        ModelVersion now;
        try {
            now = registry.getVersion(model, number);
        } catch (MlflowException.NotFound e) {
            return false;
        }
        if (now.tags().getOrDefault(TARGET_TAG, "").isBlank()
                || !PromotionRequest.of(now).id().equals(request.id())) {
            return false;
        }
        if (now.tags().containsKey(LINK_TAG) && reply.link() == null) {
            registry.deleteVersionTag(model, number, LINK_TAG);
        }
        tags(request, reply).forEach((key, value) -> {
            if (!value.equals(now.tags().get(key))) {
                registry.setVersionTag(model, number, key, value);
            }
        });
        return true;
    }

    /** In the order in which they are written: the answer counts once its last one is there. */
    private Map<String, String> tags(PromotionRequest request, Reply reply) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(ANSWER_TAG, cut(reply.sentence()));
        String link = reply.link();
        if (link != null) {
            tags.put(LINK_TAG, cut(link));
        }
        tags.put(AT_TAG, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        tags.put(STATE_TAG, reply.state().word());
        tags.put(ID_TAG, request.id().hex());
        return tags;
    }

    private static String cut(String text) {
        return text.length() <= Tags.MAX_VALUE ? text : text.substring(0, Tags.MAX_VALUE - 1) + "…";
    }
}
