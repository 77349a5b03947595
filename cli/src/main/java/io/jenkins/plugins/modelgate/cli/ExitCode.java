package io.jenkins.plugins.modelgate.cli;

/** What the command line's exit codes mean. They are API: scripts branch on them. */
public enum ExitCode {
    /** Done, or already so. */
    OK(0, "done, or already so"),
    /** Something could not be done. */
    ERROR(1, "something could not be done"),
    /** The command line, a file or the policy is wrong. */
    BAD_INPUT(2, "wrong usage, bad input or a bad policy"),
    /** A gate said FAIL. */
    GATE_FAILED(3, "a gate said FAIL"),
    /** A gate said INCONCLUSIVE or ERROR, and none said FAIL. */
    GATE_UNDECIDED(4, "a gate said INCONCLUSIVE or ERROR"),
    /** A rule forbids it, the verdicts are void, or somebody else was first. */
    REFUSED(5, "refused by a rule, void verdicts, or a lost race"),
    /** Looking found something wrong. */
    PROBLEM_FOUND(6, "drift, or an audit or a verification found a problem"),
    /** Stopped by a signal. */
    INTERRUPTED(130, "interrupted");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** For {@code --help}. */
    public String meaning() {
        return meaning;
    }
}
