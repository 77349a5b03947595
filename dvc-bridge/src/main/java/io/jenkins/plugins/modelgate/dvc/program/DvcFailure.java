package io.jenkins.plugins.modelgate.dvc.program;

import java.util.List;
import java.util.regex.Pattern;

/** Why the dvc program could not do what it was asked, with what helps. The exit code alone does not say. */
public enum DvcFailure {
    NOT_INSTALLED("Install DVC 3 (pip install dvc) or name the program in the configuration"),
    UNSUPPORTED_VERSION("Install DVC 3"),
    TIMED_OUT("Allow more time, or look for what hangs"),
    INTERRUPTED("Start it again"),
    KILLED("Look for who ended it; a machine that is out of memory does"),

    NOT_A_REPOSITORY(
            "Run it inside the project, or run ‘dvc init’ first",
            "you are not inside of a DVC repository",
            "does not contain a DVC repo"),
    LOCKED(
            "Wait for the other DVC process, or delete ‘.dvc/tmp/lock’ if there is none",
            "Unable to acquire lock",
            "is busy, it is being blocked by"),
    NO_REMOTE("Set a default remote (dvc remote default NAME)", "no remote specified", "No DVC remote is specified"),
    UNKNOWN_REMOTE("Choose one that ‘dvc remote list’ shows", "remote '.*' doesn't exist"),
    PLUGIN_MISSING("Install the extra of DVC for that kind of remote", "is supported, but requires"),
    CONFIGURATION("Correct ‘.dvc/config’ or ‘.dvc/config.local’", "config file error", "configuration error"),
    MERGE_CONFLICT("Resolve the conflict and commit", "possible merge conflicts?"),
    INVALID_FILE("Correct the file that is named", "is invalid", "validation failed", "failed to parse"),
    TRACKED_BY_GIT("Stop tracking it in Git (git rm -r --cached PATH), then run it again", "is already tracked by SCM"),
    UNSAVED_FILES(
            "Commit them with ‘dvc commit’, or allow them to be overwritten",
            "Can't remove the following unsaved files",
            "without a? ?confirmation"),
    DATA_MISSING(
            "Push the data from where it is, then try again",
            "Is your cache up to date",
            "neither locally nor on remote",
            "missing cache files",
            "missing data '",
            "No such file or directory: '.*/files/md5/"),
    STAGE_FAILED("See the output of the stage above", "failed to reproduce", "failed to run:", "reproduction aborted"),
    UNKNOWN_TARGET(
            "Name a path or stage that the project has",
            "does not exist as an output or a stage name",
            "Unable to find DVC file with output",
            "Stage '.*' not found"),
    FORBIDDEN(
            "Check the credentials for the remote",
            "Access ?Denied|Permission denied|Forbidden|Unauthorized|[Aa]uthenticat|NoCredentials|Unable to locate credentials|\\b40[13]\\b"),
    UNREACHABLE(
            "Check address and network, then try again",
            "Cannot connect to host|Connection refused|Connection reset|Name or service not known|[Tt]imed? ?out|Temporary failure|Could not connect"),
    DISK_FULL("Free space on the disk", "No space left on device", "Disk quota exceeded"),

    /** DVC said that it was done, but looking shows that it was not. */
    NOT_PROVED("Run ‘dvc status -c’ and push from a workspace that has the data"),
    OTHER("See its output above");

    private static final String NEVER = "(?!)";

    private final String remedy;
    private final Pattern signs;

    DvcFailure(String remedy, String... signs) {
        this.remedy = remedy;
        this.signs = Pattern.compile(signs.length == 0 ? NEVER : String.join("|", signs));
    }

    /** What helps, as an instruction without a full stop. */
    public String remedy() {
        return remedy;
    }

    /**
     * Finds the reason in what the program said, most specific first.
     *
     * @param exitCode not 0
     * @param said the lines of the program's standard error
     */
    static DvcFailure classify(int exitCode, List<String> said) {
        for (DvcFailure failure : values()) {
            if (said.stream().anyMatch(line -> failure.signs.matcher(line).find())) {
                return failure;
            }
        }
        return switch (exitCode) {
            case 251 -> CONFIGURATION;
            case 252, 130 -> INTERRUPTED;
            case 253 -> NOT_A_REPOSITORY;
            case 127 -> NOT_INSTALLED;
            case 137, 143 -> KILLED;
            default -> OTHER;
        };
    }
}
