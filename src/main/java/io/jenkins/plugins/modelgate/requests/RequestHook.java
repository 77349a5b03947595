package io.jenkins.plugins.modelgate.requests;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.UnprotectedRootAction;
import hudson.security.csrf.CrumbExclusion;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.mlflow.client.WebhookDelivery;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * Hears the webhooks of MLflow 3. They need no login, since they are signed, and change nothing: all that a genuine one does is
 * that requests are looked for at once. What it says is not believed.
 */
@Extension
public final class RequestHook implements UnprotectedRootAction {
    private static final Logger LOGGER = Logger.getLogger(RequestHook.class.getName());
    private static final String URL = "model-requests";
    private static final int MOST_BYTES = 1 << 16;

    /** Those that people write; what we answer is no news. */
    private static final Set<String> ASKING =
            Set.of(PromotionRequest.TARGET_TAG, PromotionRequest.REASON_TAG, PromotionRequest.BY_TAG);

    private final Deliveries heard = new Deliveries();

    @CheckForNull
    @Override
    public String getIconFileName() {
        return null;
    }

    @CheckForNull
    @Override
    public String getDisplayName() {
        return null;
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    /**
     * A delivery: 202 if it is a reason to look, 200 if it is none or was heard before, 401 if it is not signed as it should be or
     * too old, 404 where none is expected, 413 if it is too long.
     */
    @POST
    public HttpResponse doHook(StaplerRequest2 request, @QueryParameter String server) throws IOException {
        String name;
        Optional<String> secret;
        try {
            var configured = ModelGateConfiguration.get().server(server);
            name = configured.getName();
            secret = configured.webhookSecret();
        } catch (AbortException e) {
            LOGGER.log(Level.FINE, e, () -> "A webhook is not heard");
            return HttpResponses.status(HttpServletResponse.SC_NOT_FOUND);
        }
        if (secret.isEmpty()) {
            return HttpResponses.status(HttpServletResponse.SC_NOT_FOUND);
        }
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            return HttpResponses.status(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        }
        WebhookDelivery delivery = new WebhookDelivery(
                header(request, WebhookDelivery.ID),
                header(request, WebhookDelivery.TIMESTAMP),
                header(request, WebhookDelivery.SIGNATURE),
                new String(body, StandardCharsets.UTF_8));
        Instant now = Instant.now();
        if (!delivery.isGenuine(secret.get(), now)) {
            LOGGER.log(Level.FINE, "A webhook for ‘{0}’ is not signed as it should be, or not fresh", name);
            return HttpResponses.status(HttpServletResponse.SC_UNAUTHORIZED);
        }
        if (!heard.isNew(name, delivery.id(), now) || !isAboutARequest(delivery)) {
            return HttpResponses.ok();
        }
        RequestWatch.get().soon(name);
        return HttpResponses.status(HttpServletResponse.SC_ACCEPTED);
    }

    private static String header(StaplerRequest2 request, String name) {
        return Util.fixNull(request.getHeader(name));
    }

    private static boolean isAboutARequest(WebhookDelivery delivery) {
        String tag = delivery.tag();
        return tag != null && ASKING.contains(tag);
    }

    /** MLflow has no crumb; its signature is in its place. */
    @Extension
    public static final class WithoutCrumb extends CrumbExclusion {
        @Override
        public boolean process(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            boolean ours = ("/" + URL + "/hook").equals(request.getPathInfo());
            if (ours) {
                chain.doFilter(request, response);
            }
            return ours;
        }
    }
}
