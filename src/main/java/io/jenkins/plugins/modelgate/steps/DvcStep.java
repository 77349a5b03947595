package io.jenkins.plugins.modelgate.steps;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modelgate.workspace.DvcWork;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** A step that runs the dvc program where the workspace is. */
public abstract class DvcStep extends Step implements Serializable {
    private static final long serialVersionUID = 1;

    DvcStep() {
        // Only for the steps of this package.
    }

    @Override
    public final StepExecution start(StepContext context) {
        return new DvcExecution(context, this);
    }

    /** @throws AbortException if the options make no sense */
    abstract void check() throws AbortException;

    /**
     * What is done on the agent; the same each time it is asked.
     *
     * @param time when the step began, in milliseconds since the epoch
     */
    abstract DvcWork work(StepContext context, long time) throws Exception;

    /** What the step gives for what the agent concluded; again is as good as once. */
    abstract Serializable result(Serializable concluded, Run<?, ?> run) throws IOException;

    /** The DVC remote that it is about; null = the default one. */
    @CheckForNull
    String remoteOfDvc() {
        return null;
    }

    /** The id of the credentials for that remote; null if it needs none. */
    @CheckForNull
    String credentialsOfDvc() {
        return null;
    }

    /** A name with a line break in it could forge lines of the log. */
    static void checkWords(String field, List<String> words) throws AbortException {
        for (String word : words) {
            if (word == null || word.isEmpty() || word.chars().anyMatch(Character::isISOControl)) {
                throw new AbortException(
                        Messages.DvcStep_noName(field, Util.fixNull(word).replaceAll("\\p{Cntrl}", "?")));
            }
        }
    }

    static void checkWord(String field, @CheckForNull String word) throws AbortException {
        if (word != null) {
            checkWords(field, List.of(word));
        }
    }

    static int checkedJobs(int jobs) throws AbortException {
        if (jobs < 0) {
            throw new AbortException(Messages.DvcStep_jobs(jobs));
        }
        return jobs;
    }

    /** What these steps' descriptors have in common. */
    public abstract static class DvcDescriptor extends StepDescriptor {
        DvcDescriptor() {
            // Only for the steps of this package.
        }

        @Override
        public final Set<? extends Class<?>> getRequiredContext() {
            return Set.of(FilePath.class, Launcher.class, EnvVars.class, Run.class, TaskListener.class);
        }

        /** A list is a text area in the form, one entry a line. */
        @Override
        public Step newInstance(@CheckForNull StaplerRequest2 request, JSONObject form) throws FormException {
            for (String list : List.of("targets", "stages")) {
                if (form.opt(list) instanceof String text) {
                    form.put(
                            list,
                            JSONArray.fromObject(text.lines()
                                    .map(String::trim)
                                    .filter(line -> !line.isEmpty())
                                    .toList()));
                }
            }
            return super.newInstance(request, form);
        }

        /** For the text area. */
        public String lines(@CheckForNull List<String> list) {
            return list == null ? "" : String.join("\n", list);
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath @CheckForNull Item item, @QueryParameter String credentialsId) {
            StandardListBoxModel list = new StandardListBoxModel();
            boolean allowed = item == null
                    ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                    : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
            if (!allowed) {
                return list.includeCurrentValue(credentialsId);
            }
            return list.includeEmptyValue()
                    .includeAs(ACL.SYSTEM2, item, StandardCredentials.class)
                    .includeCurrentValue(credentialsId);
        }
    }
}
