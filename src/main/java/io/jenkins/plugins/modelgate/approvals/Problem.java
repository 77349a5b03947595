package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.security.AccessDeniedException3;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.HttpResponses.HttpResponseException;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** What programs are told where people get a page: {@code {"error": …, "remedy": …}}. */
final class Problem extends HttpResponseException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final String error;
    private final String remedy;

    /** What is asked now instead; null if nothing is. */
    @CheckForNull
    private final String now;

    Problem(int status, String error, String remedy) {
        this(status, error, remedy, null);
    }

    Problem(int status, String error, String remedy, @CheckForNull Sha256 now) {
        super(error);
        this.status = status;
        this.error = error;
        this.remedy = remedy;
        this.now = now == null ? null : now.hex();
    }

    /** Whether a program asks: it says so, or it asks for JSON by the address. */
    static boolean isForProgram(@CheckForNull StaplerRequest2 request) {
        return request != null
                && (Util.fixNull(request.getHeader("Accept")).contains("application/json")
                        || Util.fixNull(request.getRestOfPath()).contains("/api/json"));
    }

    static boolean isForProgram() {
        return isForProgram(Stapler.getCurrentRequest2());
    }

    /** Somebody lacks a permission. */
    static Problem denied(AccessDeniedException3 e) {
        return new Problem(HttpServletResponse.SC_FORBIDDEN, e.getMessage(), Messages.Problem_denied());
    }

    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        JSONObject json = new JSONObject();
        json.put("error", error);
        json.put("remedy", remedy);
        if (now != null) {
            json.put("now", now);
        }
        response.getWriter().print(json);
    }
}
