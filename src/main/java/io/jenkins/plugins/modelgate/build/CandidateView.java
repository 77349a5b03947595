package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A candidate as the page shows it: what the build keeps, with what its statements say beyond that. */
public final class CandidateView {
    private final CandidateRecord record;
    private final List<StatementFile> statements;

    @CheckForNull
    private final EvidenceView evidence;

    CandidateView(CandidateRecord record, List<StatementFile> statements) {
        this.record = record;
        this.statements = statements;
        this.evidence = statements.stream()
                .flatMap(statement -> statement.evidence().stream())
                .findFirst()
                .map(EvidenceView::new)
                .orElse(null);
    }

    public CandidateRecord getRecord() {
        return record;
    }

    public List<StatementFile> getStatements() {
        return statements;
    }

    /** The evidence; null if it is not there to be shown. */
    @CheckForNull
    public EvidenceView getEvidence() {
        return evidence;
    }

    /** From the evidence; without it, what the build keeps of them. */
    public List<EvidenceView.Row> getMetrics() {
        return evidence == null
                ? record.getMetrics().entrySet().stream()
                        .map(metric ->
                                new EvidenceView.Row(metric.getKey(), EvidenceView.number(metric.getValue()), ""))
                        .toList()
                : evidence.getMetrics();
    }

    /** What the gates of a target answered. */
    public List<GateRow> gates(VerdictRecord verdicts) {
        List<VerdictRecord.Gate> gates = verdicts.getGates();
        return IntStream.range(0, gates.size())
                .mapToObj(i -> GateRow.of(gates.get(i), verdict(verdicts, i)))
                .toList();
    }

    private Optional<Verdict> verdict(VerdictRecord verdicts, int gate) {
        return statements.stream()
                .filter(statement -> statement.getDigest().equals(verdicts.getDigest()))
                .flatMap(statement -> statement.verdicts().stream())
                .flatMap(all -> all.verdicts().stream().skip(gate).limit(1))
                .findFirst();
    }
}
