package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modelgate.core.deploy.Deployment;
import io.jenkins.plugins.modelgate.core.deploy.DeploymentException;
import io.jenkins.plugins.modelgate.core.deploy.Deployments;
import io.jenkins.plugins.modelgate.core.deploy.Deployments.Result;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import jenkins.model.Jenkins;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A repository from which others deploy what holds a target. The controller writes it itself. */
public final class DeploymentPlace implements Describable<DeploymentPlace> {
    static final String BRANCH = "main";

    private final String name;
    private final String repository;
    private final String model;
    private final String target;
    private final String files;

    private String branch = BRANCH;

    @CheckForNull
    private String server;

    @CheckForNull
    private String credentialsId;

    @CheckForNull
    private String proposal;

    @DataBoundConstructor
    public DeploymentPlace(String name, String repository, String model, String target, String files) {
        this.name = Util.fixNull(name).trim();
        this.repository = Util.fixNull(repository).trim();
        this.model = Util.fixNull(model).trim();
        this.target = Util.fixNull(target).trim();
        this.files = Util.fixNull(files).trim();
    }

    public String getName() {
        return name;
    }

    /** The URL of the Git repository. */
    public String getRepository() {
        return repository;
    }

    public String getModel() {
        return model;
    }

    public String getTarget() {
        return target;
    }

    /** On each line a template, a colon, and the file that it makes. */
    public String getFiles() {
        return files;
    }

    /** The name of the MLflow server whose target it is; null for the only one. */
    @CheckForNull
    public String getServer() {
        return server;
    }

    @DataBoundSetter
    public void setServer(@CheckForNull String server) {
        this.server = Util.fixEmptyAndTrim(server);
    }

    /** Who fetches and pushes; null if the repository asks for nobody. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** From which others deploy. */
    public String getBranch() {
        return branch;
    }

    @DataBoundSetter
    public void setBranch(@CheckForNull String branch) {
        String given = Util.fixEmptyAndTrim(branch);
        this.branch = given == null ? BRANCH : given;
    }

    /** A branch of our own that people merge; null for a push to the branch itself. */
    @CheckForNull
    public String getProposal() {
        return proposal;
    }

    @DataBoundSetter
    public void setProposal(@CheckForNull String proposal) {
        this.proposal = Util.fixEmptyAndTrim(proposal);
    }

    /** Whether it is of that server. */
    public boolean isOf(MlflowServer mlflow) {
        return server == null ? ModelGateConfiguration.get().getServers().size() == 1 : server.equals(mlflow.getName());
    }

    /**
     * As the library knows it.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    Deployment deployment(MlflowServer mlflow) {
        return deployment(
                mlflow.getName(),
                mlflow.getWorkspace() == null ? ServerConfig.DEFAULT_WORKSPACE : mlflow.getWorkspace());
    }

    private Deployment deployment(String serverName, String workspace) {
        return new Deployment(
                name, repository, branch, proposal, new TargetId(serverName, workspace, model, target), files(files));
    }

    /**
     * Checked for everyone, forms or not.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    void check() {
        deployment(server == null ? "mlflow" : server, ServerConfig.DEFAULT_WORKSPACE);
    }

    /** What the repository asks for, looked up among the controller's own. */
    @CheckForNull
    CredentialsProvider credentials() throws AbortException {
        return credentialsId == null ? null : SystemCredentials.git(credentialsId, null);
    }

    /** By template, the file that it makes. */
    private static SortedMap<String, String> files(String lines) {
        SortedMap<String, String> files = new TreeMap<>();
        for (String line : lines.lines().map(String::trim).toList()) {
            if (!line.isEmpty()) {
                String[] parts = line.split("\\s*:\\s*", -1);
                if (parts.length != 2 || files.put(parts[0], parts[1]) != null) {
                    throw new IllegalArgumentException(Messages.DeploymentPlace_files(Shown.text(line)));
                }
            }
        }
        return files;
    }

    /** What would be written now; nothing is. */
    private FormValidation tested() {
        try {
            check();
            MlflowServer mlflow = ModelGateConfiguration.get().server(server);
            Deployment deployment = deployment(mlflow);
            try (ServerSession session = ServerSession.forReading(mlflow)) {
                Result result = new Deployments(
                                session.gatekeeper().ledger(),
                                ServerSession.deploymentCache(),
                                List.of(deployment),
                                any -> credentials())
                        .bring(deployment, true);
                return switch (result.outcome()) {
                    case NOBODY -> FormValidation.warning(Messages.DeploymentPlace_nobody(model, target));
                    case DIFFERS ->
                        FormValidation.ok(Messages.DeploymentPlace_differs(Shown.text(result.diff(), 2_000)));
                    case PROPOSED -> FormValidation.ok(Messages.DeploymentPlace_proposed(proposal));
                    case UP_TO_DATE, WRITTEN -> FormValidation.ok(Messages.DeploymentPlace_upToDate());
                };
            }
        } catch (IOException | LedgerException | DeploymentException | IllegalArgumentException e) {
            return Checks.failed(e);
        }
    }

    @Extension
    @Symbol("deployment")
    public static final class DescriptorImpl extends Descriptor<DeploymentPlace> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DeploymentPlace_displayName();
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            return Checks.forAdministrators(() -> Checks.name(value));
        }

        @POST
        public FormValidation doCheckRepository(@QueryParameter String value) {
            return Checks.forAdministrators(
                    () -> Checks.gitAddress(Util.fixNull(value).trim()));
        }

        @POST
        public FormValidation doCheckServer(@QueryParameter String value) {
            return Checks.forAdministrators(() -> {
                try {
                    ModelGateConfiguration.get().server(value);
                    return FormValidation.ok();
                } catch (AbortException e) {
                    return FormValidation.warning(e.getMessage());
                }
            });
        }

        @POST
        public FormValidation doCheckModel(@QueryParameter String value) {
            return Checks.forAdministrators(() -> FormValidation.validateRequired(value));
        }

        @POST
        public FormValidation doCheckTarget(@QueryParameter String value) {
            return Checks.forAdministrators(() -> FormValidation.validateRequired(value));
        }

        @POST
        public FormValidation doCheckBranch(@QueryParameter String value) {
            return Checks.forAdministrators(() -> branch(value));
        }

        @POST
        public FormValidation doCheckProposal(@QueryParameter String value) {
            return Checks.forAdministrators(() -> branch(value));
        }

        private static FormValidation branch(@CheckForNull String value) {
            String given = Util.fixEmptyAndTrim(value);
            return given == null || Repository.isValidRefName(Constants.R_HEADS + given)
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.DeploymentPlace_noBranch(Shown.text(given)));
        }

        @POST
        public FormValidation doCheckFiles(@QueryParameter String value) {
            return Checks.forAdministrators(() -> {
                try {
                    new DeploymentPlace("x", "https://localhost/x", "x", "x", value).check();
                    return FormValidation.ok();
                } catch (IllegalArgumentException e) {
                    return Checks.failed(e);
                }
            });
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            return SystemCredentials.items(SystemCredentials.FOR_GIT, credentialsId);
        }

        /** Shows what would be written by what is typed into the form, before it is saved. */
        @POST
        public FormValidation doTestDeployment(
                @QueryParameter String name,
                @QueryParameter String server,
                @QueryParameter String model,
                @QueryParameter String target,
                @QueryParameter String repository,
                @QueryParameter String credentialsId,
                @QueryParameter String branch,
                @QueryParameter String proposal,
                @QueryParameter String files) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            DeploymentPlace place = new DeploymentPlace(name, repository, model, target, files);
            place.setServer(server);
            place.setCredentialsId(credentialsId);
            place.setBranch(branch);
            place.setProposal(proposal);
            return place.tested();
        }
    }
}
