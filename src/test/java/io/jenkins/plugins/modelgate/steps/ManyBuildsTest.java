package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.model.queue.QueueTaskFuture;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.build.CandidateRecord;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import io.jenkins.plugins.modelgate.mlflow.client.Filter;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Fifty builds at once, of five candidates, against one MLflow server and one ledger. */
@WithJenkins
class ManyBuildsTest {
    private static final Logger LOG = Logger.getLogger(ManyBuildsTest.class.getName());
    private static final int CANDIDATES = 5;
    private static final int BUILDS_OF_EACH = 10;

    @TempDir
    private Path temp;

    @Test
    void registerEachCandidateOnceAndLeaveALedgerThatPassesItsAudit(JenkinsRule jenkins) throws Exception {
        List<Project> projects = candidates();
        jenkins.jenkins.setNumExecutors(CANDIDATES * BUILDS_OF_EACH);
        try (MlflowServer mlflow = MlflowServer.start(MlflowServer.Major.V3, temp, Map.of())) {
            Setup.everything(mlflow.uri(), projects.get(0));
            int threadsBefore = threads();
            long started = System.nanoTime();

            List<WorkflowRun> builds = allAtOnce(jenkins, projects);
            int threadsAtWork = threads();
            for (WorkflowRun build : builds) {
                jenkins.waitForCompletion(build);
            }

            LOG.info(() -> builds.size() + " builds in " + (System.nanoTime() - started) / 1_000_000_000L
                    + " s; threads "
                    + threadsBefore + " before, " + threadsAtWork + " when all had started; heap "
                    + (ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20) + " MiB used");
            Set<String> versions = new TreeSet<>();
            int promoted = 0;
            for (WorkflowRun build : builds) {
                CandidateRecord record = build.getAction(ModelEvidenceAction.class)
                        .getCandidates()
                        .get(0);
                versions.add(record.getCandidateKey() + " " + record.getVersion());
                if (Result.SUCCESS.equals(build.getResult())) {
                    promoted++;
                } else {
                    jenkins.assertLogContains("Refused to promote", build);
                }
            }
            assertThat(promoted).isPositive();
            assertThat(versions).as("one version for each candidate").hasSize(CANDIDATES);
            assertThat(mlflow.client().registry().searchVersions(Filter.attribute("name", "diabetes"), 100))
                    .hasSize(CANDIDATES);
            try (BuildSession session = BuildSession.open(builds.get(0), null)) {
                Ledger ledger = session.gatekeeper().ledger();
                assertThat(ledger.audit(null).problems()).isEmpty();
                assertThat(ledger.history(target -> true, 1000)).hasSizeLessThanOrEqualTo(builds.size());
            }
        }
    }

    /** Trained once; the others have the same model and other code. */
    private List<Project> candidates() {
        Project first = Project.create(temp.resolve("candidate0"));
        first.run("sed", "-i", "/rescore:/d", "model-gate.yaml");
        first.run("dvc", "repro", "--quiet");
        first.run("dvc", "push", "--quiet");
        first.commit("Train");
        List<Project> candidates = new ArrayList<>(List.of(first));
        for (int i = 1; i < CANDIDATES; i++) {
            candidates.add(first.copyTo(temp.resolve("candidate" + i))
                    .write("src/number.py", "NUMBER = " + i + "\n")
                    .commit("Change"));
        }
        return candidates;
    }

    private static List<WorkflowRun> allAtOnce(JenkinsRule jenkins, List<Project> projects) throws Exception {
        List<QueueTaskFuture<WorkflowRun>> futures = new ArrayList<>();
        for (int build = 0; build < BUILDS_OF_EACH; build++) {
            for (int i = 0; i < projects.size(); i++) {
                WorkflowJob job = Setup.pipeline(jenkins, "job" + i + "-" + build, """
                        node {
                          dir('%s') {
                            dvcSnapshot()
                            mlflowRegister()
                          }
                        }
                        modelGate(target: 'production', onFail: 'continue')
                        modelPromote(target: 'production')
                        """.formatted(
                                projects.get(i).folder()));
                futures.add(job.scheduleBuild2(0));
            }
        }
        List<WorkflowRun> builds = new ArrayList<>();
        for (QueueTaskFuture<WorkflowRun> future : futures) {
            builds.add(future.waitForStart());
        }
        return builds;
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
