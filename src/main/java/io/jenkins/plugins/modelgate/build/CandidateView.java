package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Subject;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.gate.VerdictPlot;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A candidate as the page shows it: what the build keeps, with what its statements say beyond that. */
public final class CandidateView {
    private static final double MOST_EXACT = 1L << 53;

    private final CandidateRecord record;
    private final List<StatementFile> statements;

    @CheckForNull
    private final Evidence evidence;

    CandidateView(CandidateRecord record, List<StatementFile> statements) {
        this.record = record;
        this.statements = statements;
        this.evidence = statements.stream()
                .flatMap(statement -> statement.evidence().stream())
                .findFirst()
                .orElse(null);
    }

    public CandidateRecord getRecord() {
        return record;
    }

    public List<StatementFile> getStatements() {
        return statements;
    }

    /** Whether the evidence is there to be shown. */
    public boolean isKnown() {
        return evidence != null;
    }

    /** How the candidate was born, in words. */
    @CheckForNull
    public String getWay() {
        return evidence == null
                ? null
                : switch (evidence.way()) {
                    case LOCKED_BEFORE -> Messages.CandidateView_lockedBefore();
                    case TRAINED_IN_CI -> Messages.CandidateView_trainedInCi();
                    case TRAINED_ELSEWHERE -> Messages.CandidateView_trainedElsewhere();
                };
    }

    /** What ties the registry's files to the data, in words. */
    @CheckForNull
    public String getLink() {
        return evidence == null
                ? null
                : switch (evidence.link().value()) {
                    case BYTE_IDENTICAL -> Messages.CandidateView_byteIdentical();
                    case SAME_BUILD -> Messages.CandidateView_sameBuild();
                    case NONE -> Messages.CandidateView_noLink();
                };
    }

    /** The code that was checked out; null if nobody knows it. */
    @CheckForNull
    public Evidence.Code getCode() {
        Observed<Evidence.Code> code = evidence == null ? null : evidence.code();
        return code == null ? null : code.value();
    }

    public List<Row> getParams() {
        return evidence == null
                ? List.of()
                : evidence.params().value().entrySet().stream()
                        .map(param -> new Row(param.getKey(), param.getValue(), observer(evidence.params())))
                        .toList();
    }

    /** From the evidence; without it, what the build keeps of them. */
    public List<Row> getMetrics() {
        return evidence == null
                ? record.getMetrics().entrySet().stream()
                        .map(metric -> new Row(metric.getKey(), number(metric.getValue()), ""))
                        .toList()
                : evidence.metrics().entrySet().stream()
                        .map(metric -> new Row(
                                metric.getKey(),
                                number(metric.getValue().value().value()),
                                observer(metric.getValue())))
                        .toList();
    }

    /** The model's files with their SHA-256. */
    public List<Subject> getFiles() {
        return evidence == null ? List.of() : evidence.model().files();
    }

    /**
     * The drawing of a gate's answer as SVG, which is safe as it is; null if there is none, or its statement is gone.
     *
     * @param verdicts what the build keeps of all answers
     * @param gate the gate's place among them, from 0
     */
    @CheckForNull
    public String plot(VerdictRecord verdicts, int gate) {
        return verdict(verdicts, gate).flatMap(VerdictPlot::svg).orElse(null);
    }

    /**
     * Of what a gate's answer was made; empty if of nothing else, or its statement is gone.
     *
     * @param verdicts what the build keeps of all answers
     * @param gate the gate's place among them, from 0
     */
    public List<Verdict> parts(VerdictRecord verdicts, int gate) {
        return verdict(verdicts, gate).map(Verdict::parts).orElse(List.of());
    }

    private Optional<Verdict> verdict(VerdictRecord verdicts, int gate) {
        return statements.stream()
                .filter(statement -> statement.getDigest().equals(verdicts.getDigest()))
                .flatMap(statement -> statement.verdicts().stream())
                .flatMap(all -> all.verdicts().stream().skip(gate).limit(1))
                .findFirst();
    }

    /** A count is shown as one. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < MOST_EXACT
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String observer(Observed<?> observed) {
        return observed.observer().name().toLowerCase(Locale.ROOT);
    }

    /**
     * A named value.
     *
     * @param observer who saw it; empty if that is not known
     */
    public record Row(String name, String value, String observer) {}
}
