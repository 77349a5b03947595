package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Evidence.Build;
import io.jenkins.plugins.modelgate.core.document.Observer;
import java.util.Map;
import java.util.Optional;

/** Which build this is, as the variables of the CI say: Jenkins, GitHub Actions or GitLab. */
final class BuildIdentity {
    private final Map<String, String> environment;

    BuildIdentity(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Empty outside a CI. */
    Optional<Build> build() {
        return jenkins().or(this::gitHub).or(this::gitLab);
    }

    /**
     * Who acts: the job in a CI, else a person.
     *
     * @param person who that is then
     */
    Actor actor(String person) {
        return build().map(build -> new Actor(Actor.Kind.JOB, build.name(), build.url(), Observer.AGENT))
                .orElseGet(() -> new Actor(Actor.Kind.PERSON, person, null, Observer.CLAIMED));
    }

    private Optional<Build> jenkins() {
        return variable("JOB_NAME").flatMap(job -> variable("BUILD_NUMBER")
                .map(number -> new Build(
                        job,
                        number,
                        variable("BUILD_URL").orElse(null),
                        variable("BUILD_USER_ID").orElse(null))));
    }

    private Optional<Build> gitHub() {
        return variable("GITHUB_ACTIONS")
                .flatMap(yes -> variable("GITHUB_REPOSITORY"))
                .flatMap(repository -> variable("GITHUB_RUN_ID")
                        .map(run -> new Build(
                                repository + "/" + variable("GITHUB_WORKFLOW").orElse("workflow"),
                                run + "." + variable("GITHUB_RUN_ATTEMPT").orElse("1"),
                                variable("GITHUB_SERVER_URL")
                                        .map(server -> server + "/" + repository + "/actions/runs/" + run)
                                        .orElse(null),
                                variable("GITHUB_TRIGGERING_ACTOR").orElse(null))));
    }

    private Optional<Build> gitLab() {
        return variable("GITLAB_CI").flatMap(yes -> variable("CI_PROJECT_PATH")).flatMap(project -> variable(
                        "CI_PIPELINE_ID")
                .map(pipeline -> new Build(
                        project,
                        pipeline,
                        variable("CI_PIPELINE_URL").orElse(null),
                        variable("GITLAB_USER_LOGIN").orElse(null))));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }
}
