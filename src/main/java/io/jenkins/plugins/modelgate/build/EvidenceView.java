package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Subject;
import java.util.List;
import java.util.Locale;

/** Evidence as pages show it, each value with who saw it. */
public final class EvidenceView {
    private static final double MOST_EXACT = 1L << 53;

    private final Evidence evidence;

    public EvidenceView(Evidence evidence) {
        this.evidence = evidence;
    }

    /** How the candidate was born, in words. */
    public String getWay() {
        return switch (evidence.way()) {
            case LOCKED_BEFORE -> Messages.CandidateView_lockedBefore();
            case TRAINED_IN_CI -> Messages.CandidateView_trainedInCi();
            case TRAINED_ELSEWHERE -> Messages.CandidateView_trainedElsewhere();
        };
    }

    /** What ties the registry's files to the data, in words. */
    public String getLink() {
        return switch (evidence.link().value()) {
            case BYTE_IDENTICAL -> Messages.CandidateView_byteIdentical();
            case SAME_BUILD -> Messages.CandidateView_sameBuild();
            case NONE -> Messages.CandidateView_noLink();
        };
    }

    /** The code that was checked out; null if nobody knows it. */
    @CheckForNull
    public Evidence.Code getCode() {
        Observed<Evidence.Code> code = evidence.code();
        return code == null ? null : code.value();
    }

    public List<Row> getParams() {
        return evidence.params().value().entrySet().stream()
                .map(param -> new Row(param.getKey(), param.getValue(), observer(evidence.params())))
                .toList();
    }

    public List<Row> getMetrics() {
        return evidence.metrics().entrySet().stream()
                .map(metric -> new Row(
                        metric.getKey(), number(metric.getValue().value().value()), observer(metric.getValue())))
                .toList();
    }

    /** The model's files with their SHA-256. */
    public List<Subject> getFiles() {
        return evidence.model().files();
    }

    /** A count is shown as one. */
    public static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < MOST_EXACT
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** Who saw it, in a word. */
    public static String observer(Observed<?> observed) {
        return observed.observer().name().toLowerCase(Locale.ROOT);
    }

    /**
     * A named value.
     *
     * @param observer who saw it; empty if that is not known
     */
    public record Row(String name, String value, String observer) {}
}
