package io.jenkins.plugins.modelgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.TargetId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a grant is for, whatever those who name jobs, branches and models think of. */
class GrantTest {
    private static final TargetId PRODUCTION = target("diabetes");

    private static TargetId target(String model) {
        return new TargetId("mlflow", "default", model, "production");
    }

    private static Grant grant(String jobs, String branches, String models) {
        Grant grant = new Grant(jobs);
        grant.setBranches(branches);
        grant.setModels(models);
        grant.setPromote(true);
        return grant;
    }

    private static boolean may(Grant grant, String project, String branch, TargetId target) {
        return grant.allows(Power.PROMOTE, new ActingJob(project, branch, false), target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "**",
                "diabetes*",
                "diabetes,x",
                "x,diabetes",
                "diabetes\n",
                "diabetes ",
                " diabetes",
                "Diabetes",
                "diabetes\u0000",
                "diabetes\u200b",
                "diabetes/../diabetes",
                "../diabetes",
                "di\u0430betes",
            })
    void aModelOfASimilarNameIsAnother(String name) {
        Grant grant = grant("train", null, "diabetes");
        assertThat(may(grant, "train", null, PRODUCTION)).isTrue();
        assertThat(may(grant, "train", null, target(name))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "main,x",
                "main\n",
                "refs/heads/main",
                "origin/main",
                "tags/main",
                "Main",
                "x/main",
                "main/x",
                ""
            })
    void aBranchOfASimilarNameIsAnother(String name) {
        Grant grant = grant("train", "main", null);
        assertThat(may(grant, "train", "main", PRODUCTION)).isTrue();
        assertThat(may(grant, "train", name, PRODUCTION)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"team", "team/x/train", "Team/train", "team/train/x", "x/team/train", "team,x/train", "*/train"})
    void aJobOfASimilarNameIsAnother(String name) {
        Grant grant = grant("team/train", null, null);
        assertThat(may(grant, "team/train", null, PRODUCTION)).isTrue();
        assertThat(may(grant, name, null, PRODUCTION)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "\n , \n"})
    void aGrantForNoJobIsForNone(String jobs) {
        assertThat(may(grant(jobs, null, null), "train", null, PRODUCTION)).isFalse();
        assertThat(may(grant(jobs, null, null), "", null, PRODUCTION)).isFalse();
    }

    @Test
    void aGrantWithNothingTickedGivesNothing() {
        Grant grant = new Grant("**");
        for (Power power : Power.values()) {
            assertThat(grant.allows(power, new ActingJob("train", null, false), PRODUCTION))
                    .isFalse();
        }
    }
}
