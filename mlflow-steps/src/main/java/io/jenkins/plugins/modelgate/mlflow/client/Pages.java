package io.jenkins.plugins.modelgate.mlflow.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads all pages of a search. */
final class Pages {
    /** A server that never says that it is done must not keep us for ever. */
    private static final int MOST_PAGES = 10_000;

    private Pages() {}

    /** One page: what is in it, and where the next begins (empty if there is none). */
    record Page<T>(List<T> items, String next) {
        static <T> Page<T> read(JsonNode answer, String field, Function<JsonNode, T> reader) {
            return new Page<>(Wire.list(answer.path(field), reader), Wire.textOr(answer, "next_page_token", ""));
        }
    }

    /**
     * The first {@code most}. MLflow's pages are cut anew at each call, so that what is written in between shifts rows:
     * what comes twice is given once.
     *
     * @param page from a page token (empty for the first page) to the page
     * @param identity what tells two items apart
     */
    static <T> List<T> upTo(int most, Function<String, Page<T>> page, Function<T, ?> identity) {
        Map<Object, T> found = new LinkedHashMap<>();
        String token = "";
        for (int pages = 0; pages < MOST_PAGES && found.size() < most; pages++) {
            Page<T> next = page.apply(token);
            next.items().forEach(item -> found.putIfAbsent(identity.apply(item), item));
            if (next.next().isEmpty() || next.next().equals(token)) {
                break;
            }
            token = next.next();
        }
        return found.values().stream().limit(most).toList();
    }
}
