package io.jenkins.plugins.modelgate.cli;

import picocli.CommandLine.Option;

/** What every command that changes a target takes. */
final class TargetOptions {
    @Option(
            names = {"-t", "--target"},
            paramLabel = "TARGET",
            required = true,
            description = "Which target, such as production.")
    private String target;

    @Option(names = "--reason", paramLabel = "WORDS", description = "Why; it is written into the ledger.")
    private String reason = "";

    @Option(names = "--dry-run", description = "Check everything and change nothing.")
    private boolean dryRun;

    String target() {
        return target;
    }

    /** May be empty. */
    String reason() {
        return reason;
    }

    String requiredReason() {
        if (reason.isBlank()) {
            throw new InputException("Say why, by --reason: it is written into the ledger");
        }
        return reason;
    }

    boolean dryRun() {
        return dryRun;
    }
}
