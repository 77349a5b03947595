package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;

/** Waiting for what the processes of a build do. */
final class Await {
    private Await() {}

    /** The process whose id a file will hold. */
    static ProcessHandle process(WorkflowRun build, Path file) throws IOException, InterruptedException {
        while (!Files.exists(file) || !Files.readString(file).endsWith("\n")) {
            assertThat(build.isBuilding()).as(() -> log(build)).isTrue();
            Thread.sleep(50);
        }
        return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
    }

    private static String log(WorkflowRun build) {
        try {
            return String.join("\n", build.getLog(200));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
