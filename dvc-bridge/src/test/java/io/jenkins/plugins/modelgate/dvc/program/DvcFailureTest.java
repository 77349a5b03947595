package io.jenkins.plugins.modelgate.dvc.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DvcFailureTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "253 | NOT_A_REPOSITORY | ERROR: you are not inside of a DVC repository (checked up to mount point '/')",
                "255 | STAGE_FAILED | ERROR: failed to reproduce 'frozen': failed to run: exit 7, exited with 7",
                "255 | DATA_MISSING | ERROR: failed to reproduce 'train': missing data 'source': data",
                "255 | TRACKED_BY_GIT | ERROR: failed to reproduce 'a':  output 'model.bin' is already tracked by SCM",
                "255 | DATA_MISSING | Is your cache up to date?",
                "255 | UNSAVED_FILES | ERROR: Can't remove the following unsaved files without confirmation. Use `--force` to force.",
                "1 | UNKNOWN_REMOTE | ERROR: configuration error - config file error: remote 'nope' doesn't exist",
                "251 | CONFIGURATION | ERROR: configuration error - config file error: extra keys not allowed",
                "1 | NO_REMOTE | ERROR: failed to push data to the cloud - config file error: no remote specified in /w. Setup",
                "255 | PLUGIN_MISSING | ERROR: unexpected error - s3 is supported, but requires 'dvc-s3' to be installed",
                "1 | MERGE_CONFLICT | ERROR: 'data.dvc' is invalid (possible merge conflicts).",
                "1 | LOCKED | ERROR: Unable to acquire lock. Most likely another DVC process is running",
                "255 | LOCKED | ERROR: '/w/metrics.json' is busy, it is being blocked by:",
                "1 | UNREACHABLE | ERROR: failed to transfer '40' - Cannot connect to host 127.0.0.1:34345 ssl:default",
                "1 | FORBIDDEN | ERROR: unexpected error - Forbidden: An error occurred (403) when calling HeadObject",
                "1 | DISK_FULL | ERROR: unexpected error - [Errno 28] No space left on device",
                "1 | UNKNOWN_TARGET | ERROR: 'x' does not exist as an output or a stage name in 'dvc.yaml'",
                "255 | INVALID_FILE | ERROR: 'dvc.yaml' validation failed.",
                "252 | INTERRUPTED | ERROR: interrupted by the user",
                "137 | KILLED | ''",
                "251 | CONFIGURATION | ''",
                "1 | OTHER | ERROR: something new"
            })
    void tellsTheReasonFromWhatWasSaid(int exitCode, DvcFailure reason, String said) {
        assertThat(DvcFailure.classify(exitCode, List.of(said))).isEqualTo(reason);
    }

    @Test
    void hasARemedyForEachReason() {
        assertThat(DvcFailure.values())
                .allSatisfy(reason -> assertThat(reason.remedy()).isNotEmpty().doesNotEndWith("."));
    }
}
