package io.jenkins.plugins.modelgate.mlflow.client;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a webhook of MLflow 3 delivered, of whom nobody knows yet whether it is MLflow. Its signature is an HMAC with SHA-256
 * over {@code <delivery id>.<timestamp>.<body>}, written {@code v1,<base64>} (mlflow/webhooks/delivery.py of 3.17).
 *
 * @param id the header {@link #ID}; empty if there is none
 * @param timestamp the header {@link #TIMESTAMP}: seconds since 1970
 * @param signature the header {@link #SIGNATURE}
 * @param body as it was sent, in UTF-8
 */
public record WebhookDelivery(String id, String timestamp, String signature, String body) {
    public static final String ID = "X-MLflow-Delivery-Id";
    public static final String TIMESTAMP = "X-MLflow-Timestamp";
    public static final String SIGNATURE = "X-MLflow-Signature";

    /** How far the clocks of two machines, and a delivery on its way, may be apart. MLflow's own repetitions take seconds. */
    public static final Duration FRESH = Duration.ofMinutes(5);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
    private static final String VERSION = "v1,";

    /** Whether it was signed with the secret, lately. */
    public boolean isGenuine(String secret, Instant now) {
        return isFresh(now) && NAME.matcher(id).matches() && isSigned(secret);
    }

    private boolean isFresh(Instant now) {
        try {
            return SECONDS.matcher(timestamp).matches()
                    && Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now)
                                    .abs()
                                    .compareTo(FRESH)
                            <= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** An empty secret signs nothing. */
    private boolean isSigned(String secret) {
        if (secret.isEmpty() || !signature.startsWith(VERSION)) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            byte[] given = Base64.getDecoder().decode(signature.substring(VERSION.length()));
            return MessageDigest.isEqual(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)), given);
        } catch (IllegalArgumentException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key of the version's tag that was set or deleted; null if it is about something else, or is nothing. */
    @CheckForNull
    public String tag() {
        try {
            JsonNode content = Wire.read(body.getBytes(StandardCharsets.UTF_8));
            return content.path("entity").asText("").equals("model_version_tag")
                    ? content.path("data").path("key").asText(null)
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
