package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.ledger.AuditReport;

/** How the answer of an audit is told. */
final class LedgerReport {
    private LedgerReport() {}

    static ExitCode exitCode(AuditReport report) {
        return report.ok() ? ExitCode.OK : ExitCode.PROBLEM_FOUND;
    }

    static void print(Page page, AuditReport report) {
        if (report.ok()) {
            page.line(
                    Page.cell("The ledger is sound:", Style.GOOD),
                    report.transitions() + " transitions, " + report.unsigned()
                            + " of them without a trusted signature"
                            + (report.anchors() == 0 ? "." : ", held against " + report.anchors() + " anchors."));
            return;
        }
        page.line(
                Page.cell("The ledger is not sound:", Style.BAD),
                report.problems().size() + " problems.");
        report.problems().forEach(problem -> {
            page.line("  commit " + problem.commit() + (problem.path() == null ? "" : ", ‘" + problem.path() + "’"));
            page.line("    " + problem.what());
            page.line("    " + problem.remedy());
        });
    }
}
