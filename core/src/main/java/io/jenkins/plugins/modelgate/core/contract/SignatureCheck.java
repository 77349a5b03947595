package io.jenkins.plugins.modelgate.core.contract;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Signature.Field;
import io.jenkins.plugins.modelgate.core.contract.Signature.Kind;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether who calls one model can call another in its place. A model may ask for less than before, and give more; what it takes
 * of numbers is as MLflow enforces it: {@code integer} may be given for {@code long} and {@code double}, and {@code float} for
 * {@code double}. What a model does not name, MLflow leaves out of tables, and refuses in objects.
 */
public final class SignatureCheck {
    private static final Map<String, Set<String>> WIDER =
            Map.of("integer", Set.of("long", "double"), "float", Set.of("double"));

    private final List<Finding> findings = new ArrayList<>();

    private SignatureCheck() {}

    /** What would break callers of {@code before}, one by one; empty if nothing would. */
    public static List<Finding> of(Signature before, Signature now) {
        SignatureCheck check = new SignatureCheck();
        check.inputs(before.inputs(), now.inputs());
        check.outputs(before.outputs(), now.outputs());
        check.params(before.params(), now.params());
        return List.copyOf(check.findings);
    }

    private void inputs(@CheckForNull List<Field> before, @CheckForNull List<Field> now) {
        if (before == null || now == null) {
            unknown("inputs", before, now);
        } else if (isNamed(before) && isNamed(now)) {
            demands("input", before, now);
        } else if (sameShape("inputs", before, now)) {
            for (int i = 0; i < now.size(); i++) {
                takes("input " + (i + 1), before.get(i).type(), now.get(i).type());
            }
        }
    }

    private void outputs(@CheckForNull List<Field> before, @CheckForNull List<Field> now) {
        if (before == null || now == null) {
            if (before != null) {
                unknown("outputs", before, null);
            }
        } else if (isNamed(before) && isNamed(now)) {
            before.forEach(old -> output(old, find(now, old.name()).orElse(null)));
        } else if (sameShape("outputs", before, now)) {
            for (int i = 0; i < now.size(); i++) {
                gives("output " + (i + 1), before.get(i).type(), now.get(i).type());
            }
        }
    }

    private void output(Field old, @CheckForNull Field output) {
        String what = "output ‘" + Shown.text(String.valueOf(old.name())) + "’";
        if (output == null) {
            fail(what, "The " + what + " is not given any more");
            return;
        }
        if (old.required() && !output.required()) {
            fail(what, "The " + what + " may be missing now");
        }
        gives(what, old.type(), output.type());
    }

    private void params(List<Field> before, List<Field> now) {
        demands("parameter", before, now);
        before.stream().filter(old -> find(now, old.name()).isEmpty()).forEach(old -> {
            String what = "parameter ‘" + Shown.text(String.valueOf(old.name())) + "’";
            fail(what, "The " + what + " is not heeded any more");
        });
    }

    private void demands(String kind, List<Field> before, List<Field> now) {
        for (Field field : now) {
            String what = kind + " ‘" + Shown.text(String.valueOf(field.name())) + "’";
            Field old = find(before, field.name()).orElse(null);
            if (old == null) {
                if (field.required()) {
                    fail(what, "The " + what + " (" + field.type() + ") is new and required");
                }
                continue;
            }
            if (field.required() && !old.required()) {
                fail(what, "The " + what + " is required now");
            }
            takes(what, old.type(), field.type());
        }
    }

    private void takes(String what, Kind old, Kind type) {
        if (!accepts(type, old)) {
            fail(what, "The " + what + " takes " + type + " now, it took " + old);
        }
    }

    private void gives(String what, Kind old, Kind type) {
        if (!accepts(old, type)) {
            fail(what, "The " + what + " is " + type + " now, it was " + old);
        }
    }

    private boolean sameShape(String what, List<Field> before, List<Field> now) {
        if (isNamed(before) != isNamed(now)) {
            fail(what, "The " + what + (isNamed(now) ? " have names now, they had none" : " have no names any more"));
            return false;
        }
        if (before.size() != now.size()) {
            fail(what, "There are " + now.size() + " " + what + " now, there were " + before.size());
            return false;
        }
        return true;
    }

    private static boolean isNamed(List<Field> fields) {
        return fields.stream().allMatch(field -> field.name() != null);
    }

    private static Optional<Field> find(List<Field> fields, @CheckForNull String name) {
        return fields.stream()
                .filter(field -> name != null && name.equals(field.name()))
                .findFirst();
    }

    /** Whether what takes {@code wanted} can be given {@code given}. */
    private static boolean accepts(Kind wanted, Kind given) {
        if (wanted.equals(given) || wanted.equals(new Kind.Scalar("any"))) {
            return true;
        }
        if (wanted instanceof Kind.Scalar one && given instanceof Kind.Scalar other) {
            return WIDER.getOrDefault(other.name(), Set.of()).contains(one.name());
        }
        if (wanted instanceof Kind.Tensor one && given instanceof Kind.Tensor other) {
            return one.dtype().equals(other.dtype()) && fits(one.shape(), other.shape());
        }
        if (wanted instanceof Kind.Array one && given instanceof Kind.Array other) {
            return accepts(one.items(), other.items());
        }
        if (wanted instanceof Kind.Mapping one && given instanceof Kind.Mapping other) {
            return accepts(one.values(), other.values());
        }
        return wanted instanceof Kind.Properties one
                && given instanceof Kind.Properties other
                && accepts(one.fields(), other.fields());
    }

    /** MLflow refuses properties that it does not know, and misses those that are required. */
    private static boolean accepts(List<Field> wanted, List<Field> given) {
        return given.stream().allMatch(field -> find(wanted, field.name()).isPresent())
                && wanted.stream().allMatch(field -> find(given, field.name())
                        .map(other -> (other.required() || !field.required()) && accepts(field.type(), other.type()))
                        .orElse(!field.required()));
    }

    private static boolean fits(List<Long> wanted, List<Long> given) {
        if (wanted.size() != given.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i) >= 0 && !wanted.get(i).equals(given.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void unknown(String what, @CheckForNull List<Field> before, @CheckForNull List<Field> now) {
        if (before != now) {
            findings.add(new Finding(
                    what,
                    Answer.INCONCLUSIVE,
                    Effect.BLOCK,
                    "The " + (before == null ? "champion" : "candidate") + "’s signature says nothing of its " + what
                            + "."));
        }
    }

    private void fail(String what, String sentence) {
        findings.add(new Finding(what, Answer.FAIL, Effect.BLOCK, sentence + "."));
    }
}
