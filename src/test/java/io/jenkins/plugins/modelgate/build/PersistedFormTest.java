package io.jenkins.plugins.modelgate.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import io.jenkins.plugins.modelgate.core.document.Answer;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.jvnet.hudson.test.recipes.LocalData;

/** What version 1 of the plugin wrote is read by every later one. */
@WithJenkins
class PersistedFormTest {
    @Test
    @LocalData("version1")
    void readsAndGoesOnWithWhatVersion1Kept(JenkinsRule jenkins) throws Exception {
        FreeStyleBuild build = jenkins.jenkins
                .getItemByFullName("deliver", FreeStyleProject.class)
                .getBuildByNumber(1);
        ModelEvidenceAction action = build.getAction(ModelEvidenceAction.class);

        assertThat(action.getRun()).isSameAs(build);
        assertThat(action.getMlflowRun()).isEqualTo("run-7");
        assertThat(action.getResultCommit()).isEqualTo("b".repeat(40));
        SnapshotRecord snapshot = action.getSnapshots().get(0);
        assertThat(snapshot.isClean()).isTrue();
        assertThat(snapshot.getCommit()).isEqualTo("a".repeat(40));
        assertThat(snapshot.getDigest())
                .isEqualTo(Samples.snapshot("data").digest().hex());
        CandidateRecord candidate = action.candidate("mlflow", "diabetes").orElseThrow();
        assertThat(candidate.getVersion()).isEqualTo("7");
        assertThat(candidate.getRun()).isEqualTo("run-7");
        assertThat(candidate.getCandidateKey())
                .isEqualTo(Samples.hash("candidate 7").hex());
        assertThat(candidate.getMetrics()).containsEntry("rmse", 54.25).containsEntry("odd", Double.NaN);
        assertThat(candidate.getData())
                .extracting(DataRecord::getPath, DataRecord::getHash, DataRecord::getState, DataRecord::getOwner)
                .contains(tuple("data", "md5:" + Samples.DATA_MD5 + ".dir", "unchanged", "data.dvc"));
        VerdictRecord verdicts = candidate.getVerdicts().get(0);
        assertThat(verdicts.getAnswer()).isEqualTo("PASS");
        assertThat(verdicts.getGates())
                .extracting(VerdictRecord.Gate::getSentence)
                .containsExactly("54.25 is at most 60");
        assertThat(verdicts.getWords()).isEqualTo("PASS");
        assertThat(verdicts.isOpenToAPerson()).isFalse();
        assertThat(verdicts.getGates())
                .extracting(
                        VerdictRecord.Gate::getWords, VerdictRecord.Gate::getEffect, VerdictRecord.Gate::getReference)
                .containsExactly(tuple("PASS", "block", null));
        TransitionRecord transition = candidate.getTransitions().get(0);
        assertThat(transition.getType()).isEqualTo("promote");
        assertThat(transition.getFrom()).isNull();
        assertThat(transition.getTo()).isEqualTo("7");
        assertThat(transition.getCommit()).isEqualTo("e".repeat(40));
        assertThat(action.getStatements())
                .extracting(StatementFile::getKind)
                .containsExactly("evidence", "verdicts", "transition");
        assertThat(jenkins.jenkins
                        ._getFingerprint(Samples.DATA_MD5)
                        .getFacet(DataFacet.class)
                        .getUses())
                .extracting(DataFacet.Use::version)
                .containsExactly("7");

        action.judged("mlflow", Samples.verdicts("7", Answer.FAIL, "61 is more than 60"));
        build.reload();
        assertThat(build.getAction(ModelEvidenceAction.class)
                        .getCandidates()
                        .get(0)
                        .getVerdicts())
                .extracting(VerdictRecord::getAnswer)
                .containsExactly("FAIL");
    }
}
