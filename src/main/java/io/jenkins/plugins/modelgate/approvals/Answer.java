package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** What a click is answered with: a page for people, JSON for programs that ask for it. */
final class Answer implements HttpResponse {
    private final QuestionPage page;
    private final int status;

    @CheckForNull
    private final String error;

    private final String remedy;

    private Answer(QuestionPage page, int status, @CheckForNull String error, String remedy) {
        this.page = page;
        this.status = status;
        this.error = error;
        this.remedy = remedy;
    }

    static Answer done(QuestionPage page) {
        return new Answer(page, HttpServletResponse.SC_OK, null, "");
    }

    /** It goes on beside the page. */
    static Answer underWay(QuestionPage page) {
        return new Answer(page, HttpServletResponse.SC_ACCEPTED, null, "");
    }

    /** What was sent makes no sense. */
    static Answer wrong(QuestionPage page, String error, String remedy) {
        return new Answer(page, HttpServletResponse.SC_BAD_REQUEST, error, remedy);
    }

    /** A rule says no, or it comes too late. */
    static Answer refused(QuestionPage page, String error) {
        return new Answer(page, HttpServletResponse.SC_CONFLICT, error, Messages.Answer_refused());
    }

    /** A ledger or server cannot be reached, or the like. */
    static Answer failed(QuestionPage page, String error) {
        return new Answer(page, HttpServletResponse.SC_SERVICE_UNAVAILABLE, error, Messages.Answer_failed());
    }

    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node)
            throws IOException, ServletException {
        boolean program = Problem.isForProgram(request);
        if (error != null && program) {
            new Problem(status, error, remedy).generateResponse(request, response, node);
        } else if (error != null) {
            response.setStatus(status);
            HttpResponses.forwardToView(page, "refused.jelly")
                    .with("message", error)
                    .with("remedy", remedy)
                    .generateResponse(request, response, node);
        } else if (program) {
            response.setStatus(status);
            response.setContentType("application/json;charset=UTF-8");
            JSONObject json = new JSONObject();
            json.put("done", status == HttpServletResponse.SC_OK);
            json.put("verdicts", page.getVerdicts());
            response.getWriter().print(json);
        } else {
            HttpResponses.redirectViaContextPath(page.getPath()).generateResponse(request, response, node);
        }
    }
}
