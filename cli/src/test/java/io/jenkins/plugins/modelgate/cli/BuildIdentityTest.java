package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Evidence.Build;
import io.jenkins.plugins.modelgate.core.document.Observer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BuildIdentityTest {
    @Test
    void knowsJenkins() {
        BuildIdentity identity = new BuildIdentity(Map.of(
                "JOB_NAME", "team/train",
                "BUILD_NUMBER", "7",
                "BUILD_URL", "https://ci/job/train/7/"));

        assertThat(identity.build()).hasValue(new Build("team/train", "7", "https://ci/job/train/7/", null));
        assertThat(identity.actor("me"))
                .isEqualTo(new Actor(Actor.Kind.JOB, "team/train", "https://ci/job/train/7/", Observer.AGENT));
    }

    @Test
    void knowsGitHub() {
        BuildIdentity identity = new BuildIdentity(Map.of(
                "GITHUB_ACTIONS", "true",
                "GITHUB_REPOSITORY", "o/r",
                "GITHUB_WORKFLOW", "train",
                "GITHUB_RUN_ID", "99",
                "GITHUB_RUN_ATTEMPT", "2",
                "GITHUB_SERVER_URL", "https://github.com",
                "GITHUB_TRIGGERING_ACTOR", "ann"));

        assertThat(identity.build())
                .hasValue(new Build("o/r/train", "99.2", "https://github.com/o/r/actions/runs/99", "ann"));
    }

    @Test
    void knowsGitLab() {
        BuildIdentity identity = new BuildIdentity(Map.of(
                "GITLAB_CI", "true",
                "CI_PROJECT_PATH", "g/p",
                "CI_PIPELINE_ID", "5",
                "CI_PIPELINE_URL", "https://gitlab/g/p/-/pipelines/5",
                "GITLAB_USER_LOGIN", "ann"));

        assertThat(identity.build()).hasValue(new Build("g/p", "5", "https://gitlab/g/p/-/pipelines/5", "ann"));
    }

    @Test
    void isAPersonElsewhereAndSaysThatNobodyVouchesForTheName() {
        BuildIdentity identity = new BuildIdentity(Map.of("CI", "true"));

        assertThat(identity.build()).isEmpty();
        assertThat(identity.actor("ann")).isEqualTo(new Actor(Actor.Kind.PERSON, "ann", null, Observer.CLAIMED));
    }
}
