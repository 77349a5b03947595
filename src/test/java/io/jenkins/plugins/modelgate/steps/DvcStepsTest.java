package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.modelgate.build.ModelEvidenceAction;
import io.jenkins.plugins.modelgate.fixtures.Project;
import io.jenkins.plugins.modelgate.fixtures.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The dvc steps on a real Jenkins, with the real dvc. */
@WithJenkins
class DvcStepsTest {
    @TempDir
    private Path temp;

    private JenkinsRule jenkins;
    private Project project;

    @BeforeEach
    void start(JenkinsRule rule) {
        jenkins = rule;
        project = Project.create(temp);
    }

    @Test
    void movesRunsAndCommitsBackInAScriptedPipeline() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(scripted("""
                def pulled = dvcPull()
                echo "pulled ${pulled.paths} looked ${pulled.looked}"
                def before = dvcStatus()
                echo "before: ${before.upToDate} ${before.stages*.name} own ${before.ownCommit}"
                def made = dvcRepro()
                echo "made ${made.paths}"
                echo "after: ${dvcStatus().upToDate}"
                echo "pushed ${dvcPush(jobs: 2).paths}"
                echo "would ${dvcCommit(branch: 'main', dryRun: true)}"
                def done = dvcCommit(branch: 'main', message: 'Train')
                echo "committed ${done.committed} ${done.files} own ${dvcStatus().ownCommit}"
                sh 'test -z "$(git status --porcelain)"'
                """));

        jenkins.assertLogContains("+ dvc pull --", build);
        jenkins.assertLogContains("pulled [data] looked true", build);
        jenkins.assertLogContains("before: false [", build);
        jenkins.assertLogContains("] own false", build);
        jenkins.assertLogContains("after: true", build);
        jenkins.assertLogContains("would false null [", build);
        jenkins.assertLogContains("committed true [", build);
        jenkins.assertLogContains("] own true", build);
        String commit = build.getAction(ModelEvidenceAction.class).getResultCommit();
        assertThat(project.run("git", "rev-parse", "main")).isEqualTo(commit);
        assertThat(project.run("git", "log", "-1", "--format=%an %B", "main"))
                .contains("Ada Train", "Model-Gate-Build: " + jenkins.getURL() + build.getUrl());

        WorkflowRun again = jenkins.buildAndAssertSuccess(scripted("""
                dvcPull()
                dvcRepro()
                def done = dvcCommit(branch: 'main')
                echo "committed ${done.committed} ${done.commit}"
                """));
        jenkins.assertLogContains("committed false " + commit, again);
        assertThat(left(again)).isEmpty();
    }

    @Test
    void worksInADeclarativePipeline() throws Exception {
        WorkflowJob job = Setup.pipeline(jenkins, "declarative", """
                pipeline {
                  agent any
                  stages {
                    stage('get') { steps { %1$s { sh 'git clone --quiet %2$s w' } } }
                    stage('data') {
                      when { expression { %1$s { dir('w') { !dvcStatus().ownCommit } } } }
                      steps { %1$s { dir('w') { dvcPull targets: ['data'], force: true } } }
                    }
                  }
                }
                """.formatted(project.withEnv(), project.url()));

        WorkflowRun build = jenkins.buildAndAssertSuccess(job);

        jenkins.assertLogContains("+ dvc pull --force -- data", build);
    }

    @Test
    void saysWhichDataIsMissingThoughDvcSaysThatAllIsWell() throws Exception {
        delete(temp.resolve("store/files"));
        WorkflowRun pull = jenkins.buildAndAssertStatus(Result.FAILURE, scripted("dvcPull()"));
        assertOneLineError(pull, "‘dvc pull’ failed with exit code 1");
        jenkins.assertLogContains("Push the data from where it is, then try again", pull);

        WorkflowRun push = jenkins.buildAndAssertStatus(Result.FAILURE, scripted("dvcPush()"));
        assertOneLineError(push, "The remote does not have: ‘data’");
        assertThat(left(push)).isEmpty();
    }

    @Test
    void namesTheStageThatFailedAndKeepsItsOutputsOutOfGit() throws Exception {
        project.write("dvc.yaml", """
                stages:
                  first:
                    cmd: echo first > first.bin
                    outs: [first.bin]
                  second:
                    cmd: exit 7
                    deps: [first.bin]
                    outs: [never]
                """).run("git", "rm", "--quiet", "--cached", "--ignore-unmatch", "dvc.lock");
        project.commit("Break it");

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, scripted("dvcPull()\ndvcRepro()"));

        assertOneLineError(build, "‘dvc repro’ failed with exit code 255: failed to reproduce 'second'");
        jenkins.assertLogContains("they were added to ‘.gitignore’: ‘first.bin’", build);
    }

    @Test
    void takesHostileNamesAsNames() throws Exception {
        String[] names = {"-f", "a b;touch oops", "$(touch oops)", "ä'\"`"};
        for (String name : names) {
            project.write("raw/" + name, name).run("dvc", "add", "--quiet", "--", "raw/" + name);
        }
        project.run("dvc", "push", "--quiet");
        project.commit("Add odd names");

        WorkflowRun build = jenkins.buildAndAssertSuccess(scripted("""
                def pulled = dvcPull(targets: ['raw/-f', 'raw/a b;touch oops', 'raw/$(touch oops)', 'raw/ä\\'"`'])
                echo "pulled ${pulled.paths.size()}"
                sh 'test -z "$(find . -name oops)"; test ! -e data'
                """));
        jenkins.assertLogContains("pulled 4", build);

        WorkflowRun broken = jenkins.buildAndAssertStatus(Result.FAILURE, scripted("dvcPull(targets: ['raw/a\\nb'])"));
        assertOneLineError(broken, "‘raw/a?b’ is no name for ‘targets’");
        WorkflowRun option = jenkins.buildAndAssertStatus(Result.FAILURE, scripted("dvcPush(remote: '--force')"));
        assertOneLineError(option, "remote '--force' doesn't exist");
        WorkflowRun stage = jenkins.buildAndAssertStatus(Result.FAILURE, scripted("dvcRepro(stages: ['--help'])"));
        assertOneLineError(stage, "‘dvc repro’ failed with exit code");
        WorkflowRun nothing = jenkins.buildAndAssertStatus(Result.FAILURE, scripted("dvcPull(targets: ['nothing'])"));
        assertOneLineError(nothing, "DVC tracks nothing at or below: ‘nothing’");
    }

    @Test
    void endsAllProcessesOfAnAbortedRun() throws Exception {
        Path pid = temp.resolve("pid");
        project.write("dvc.yaml", """
                stages:
                  endless:
                    cmd: sh -c 'sleep 600 & echo $! > %s; wait'
                    outs: [never]
                """.formatted(pid)).commit("Hang");
        WorkflowRun build = scripted("dvcPull()\ndvcRepro()").scheduleBuild2(0).waitForStart();
        ProcessHandle grandchild = Await.process(build, pid);

        build.doStop();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertThat(grandchild.onExit().get().isAlive()).isFalse();
        assertThat(left(build)).isEmpty();
    }

    @Test
    void worksOnAnAgent() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave(hudson.model.Label.get("agent"));
        WorkflowJob job = scripted("""
                dvcPull()
                echo "hash ${dvcSnapshot(remote: true).hash('data')}"
                """, "agent");

        WorkflowRun build = jenkins.buildAndAssertSuccess(job);

        assertThat(agent.getWorkspaceFor(job).child("w/data").exists()).isTrue();
        jenkins.assertLogContains("hash " + project.run("sh", "-c", "sed -n 's/.* md5: //p' data.dvc"), build);
    }

    private WorkflowJob scripted(String steps) throws Exception {
        return scripted(steps, "");
    }

    /** A job that clones the project and runs the steps in the clone. */
    private WorkflowJob scripted(String steps, String label) throws Exception {
        return Setup.pipeline(jenkins, "scripted", """
                node('%s') {
                  %s {
                    sh 'rm -rf w && git clone --quiet %s w'
                    dir('w') {
                      %s
                    }
                  }
                }
                """.formatted(label, project.withEnv(), project.url(), steps));
    }

    private void assertOneLineError(WorkflowRun build, String start) throws IOException {
        assertThat(build.getLog(200).stream().filter(line -> line.startsWith("ERROR: ")))
                .last()
                .asString()
                .contains(start);
        jenkins.assertLogNotContains("\tat ", build);
    }

    /** What steps left beside the workspace. */
    private Path[] left(WorkflowRun build) throws IOException {
        Path folder = Path.of(jenkins.jenkins
                .getWorkspaceFor(build.getParent())
                .child("w@tmp")
                .getRemote());
        if (!Files.exists(folder)) {
            return new Path[0];
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("model-gate"))
                    .toArray(Path[]::new);
        }
    }

    private static void delete(Path folder) throws IOException {
        hudson.Util.deleteRecursive(folder.toFile());
    }
}
