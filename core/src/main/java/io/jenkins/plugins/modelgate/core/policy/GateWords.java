package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says in words what a gate demands, for those who review a policy. */
public final class GateWords {
    private GateWords() {}

    /** One sentence. */
    public static String of(Gate gate) {
        String what = demanded(gate) + weight(gate.severity()) + ".";
        return Character.toUpperCase(what.charAt(0)) + what.substring(1);
    }

    /** One sentence. */
    public static String of(Holdout holdout) {
        Integer looks = holdout.looks();
        return "Candidates are judged by the examples in " + quoted(holdout.data()) + "; "
                + (looks == null
                        ? "looks are counted, without a budget."
                        : looks + " may look, of which " + holdout.passes()
                                + " may pass, and the level of each gate is shared among "
                                + Shown.number(holdout.questions()) + " questions.");
    }

    /** One sentence. */
    public static String of(TargetPolicy.Origin origin) {
        return "From the set " + quoted(origin.set()) + " of "
                + quoted(origin.file().repository()) + ".";
    }

    /** One sentence. */
    public static String of(ApprovalRules rules) {
        int days = rules.hours() / 24;
        return "Approved by " + rules + (rules.personal() ? ", each with their own key" : "") + ", within "
                + (rules.hours() % 24 == 0 ? days + (days == 1 ? " day" : " days") : rules.hours() + " hours")
                + (rules.comment() ? ", with a comment" : "") + "; "
                + (rules.never().isEmpty()
                        ? "whatever part they had in the candidate"
                        : rules.never().equals(ApprovalRules.everyRole())
                                ? "by nobody who had a part in the candidate"
                                : "not by its "
                                        + rules.never().stream()
                                                .map(GateWords::word)
                                                .collect(Collectors.joining(", ")))
                + (rules.breakGlass() == null ? "" : "; one of " + rules.breakGlass() + " can break the glass") + ".";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String demanded(Gate gate) {
        if (gate instanceof Gate.Bound bound) {
            return bound(bound);
        }
        if (gate instanceof Gate.Comparison comparison) {
            return comparison(comparison);
        }
        if (gate instanceof Gate.Any any) {
            return "one of these is enough: "
                    + any.of().stream().map(GateWords::comparison).collect(Collectors.joining("; or "))
                    + "; they share the level (Holm)";
        }
        if (gate instanceof Gate.Trend trend) {
            return trend(trend);
        }
        if (gate instanceof Gate.Data data) {
            return data(data);
        }
        if (gate instanceof Gate.Signature) {
            return "who calls the champion must be able to call the candidate in its place, by their signatures";
        }
        if (gate instanceof Gate.Lineage lineage) {
            return "of its descent must hold: "
                    + lineage.checks().stream().map(GateWords::word).collect(Collectors.joining(", "));
        }
        throw new IllegalArgumentException("No words for " + gate.getClass());
    }

    private static String bound(Gate.Bound bound) {
        Double least = bound.atLeast();
        Double most = bound.atMost();
        String named = bound.unit();
        String unit = named == null ? "" : " " + Shown.text(named);
        return quoted(bound.metric()) + " must be "
                + (least == null ? "" : "at least " + Shown.exact(least) + unit)
                + (least == null || most == null ? "" : " and ")
                + (most == null ? "" : "at most " + Shown.exact(most) + unit)
                + grounds(bound.grounds(), bound.confidence(), "as it is recorded");
    }

    private static String comparison(Gate.Comparison gate) {
        String whom = whom(gate.against());
        String better = " (" + (gate.better() == Direction.HIGHER ? "higher" : "lower") + " is better) must be ";
        Margin margin = gate.margin();
        return quoted(gate.metric())
                + better
                + (margin == null ? "better than " + whom : "no worse than " + whom + " by more than " + margin)
                + grounds(gate.grounds(), gate.confidence(), "as the bare numbers are, whatever their uncertainty");
    }

    private static String whom(Reference against) {
        if (against instanceof Reference.Pinned one) {
            return "version " + Shown.text(one.version());
        }
        return against instanceof Reference.Last last
                ? "each of the last " + last.count() + " promoted versions"
                : "the champion";
    }

    private static String grounds(Grounds grounds, double confidence, String bare) {
        if (grounds instanceof Grounds.Bare) {
            return ", " + bare;
        }
        return ", shown with " + Shown.number(Math.round(confidence * 1e6) / 1e4) + " % confidence by "
                + known(grounds);
    }

    private static String known(Grounds grounds) {
        if (grounds instanceof Grounds.Share share) {
            return "the number of examples in " + quoted(share.of());
        }
        if (grounds instanceof Grounds.StatedError error) {
            return "the standard error in " + quoted(error.metric());
        }
        if (grounds instanceof Grounds.Replicates replicates) {
            return (replicates.permuted() ? "permutation of" : "the spread of") + " the replicates "
                    + quoted(replicates.pattern());
        }
        Grounds.Scores scores = (Grounds.Scores) grounds;
        String group = scores.group();
        return "the scores " + quoted(scores.column()) + " of the same examples"
                + (group == null ? "" : ", grouped by " + quoted(group))
                + slices(scores.slices());
    }

    private static String slices(@CheckForNull Slices slices) {
        if (slices == null) {
            return "";
        }
        return ", in each slice by " + quoted(slices.by())
                + (slices.only().isEmpty() ? "" : " of " + Shown.names(slices.only()))
                + (slices.least() == null ? "" : ", each of " + slices.least() + " examples or more");
    }

    private static String trend(Gate.Trend trend) {
        return quoted(trend.metric()) + " must not go astray for the worse ("
                + (trend.better() == Direction.HIGHER ? "lower" : "higher") + ") from the first " + trend.usual()
                + " candidates, by " + (trend.chart() == Gate.Trend.Chart.EWMA ? "an EWMA" : "a CUSUM") + " chart"
                + (trend.band() == null ? "" : "; within " + trend.band() + " is no matter");
    }

    private static String data(Gate.Data data) {
        Gate.DriftLimit drift = data.drift();
        String file = data.file();
        return "the table " + quoted(data.path()) + " must "
                + (file == null ? "" : "keep the contract " + quoted(file))
                + (file == null || drift == null ? "" : " and ")
                + (drift == null
                        ? ""
                        : "not drift from the champion’s (population stability index up to "
                                + Shown.exact(drift.atMost())
                                + (drift.except().isEmpty() ? "" : ", but for " + Shown.names(drift.except())) + ")"
                                + (drift.lasting() == null
                                        ? ""
                                        : ", and at the latest once " + drift.lasting()
                                                + " candidates in a row drifted in one column nothing passes"));
    }

    private static String weight(Severity severity) {
        String fail =
                switch (severity.fail()) {
                    case BLOCK -> "";
                    case PERSON -> "; if not, a person decides";
                    case WARN -> "; if not, it is a warning only";
                };
        if (severity.inconclusive() == severity.fail()) {
            return fail;
        }
        return fail + "; if it cannot be told, "
                + (severity.inconclusive() == Effect.BLOCK
                        ? "nothing passes"
                        : severity.inconclusive() == Effect.PERSON ? "a person decides" : "it is a warning only");
    }

    private static String quoted(String text) {
        return "‘" + Shown.text(text) + "’";
    }
}
