package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Plain values of YAML, JSON, TOML and Python, put into other forms. */
final class Values {
    /** Above it, a number of canonical JSON no longer says which integer it was. */
    private static final long EXACT = 1L << 53;

    private Values() {}

    /** As canonical JSON can have it: integers that a double can't hold, and what is not finite, become text. */
    @CheckForNull
    static Object json(@CheckForNull Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(python(key), json(item)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(json(item)));
            return copy;
        }
        boolean inexact = value instanceof BigInteger
                || value instanceof Long number && Math.abs(number) > EXACT
                || value instanceof Double decimal && !Double.isFinite(decimal);
        return inexact ? String.valueOf(value) : value;
    }

    /** Canonical JSON text. */
    static String jsonText(@CheckForNull Object value) {
        // The canonicalizer takes lists and objects only.
        List<Object> wrapped = new ArrayList<>();
        wrapped.add(json(value));
        String text = new String(CanonicalJson.bytes(wrapped), StandardCharsets.UTF_8);
        return text.substring(1, text.length() - 1);
    }

    /** Gives every value that is no mapping, under its keys joined by dots; an empty mapping counts as a value. */
    static void flatten(String name, @CheckForNull Object value, BiConsumer<String, Object> leaf) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((key, item) -> flatten(name.isEmpty() ? python(key) : name + "." + python(key), item, leaf));
        } else {
            leaf.accept(name, value);
        }
    }

    /** As Python's {@code str} has it. */
    static String python(@CheckForNull Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        return value instanceof Double number ? repr(number) : value.toString();
    }

    /** The shortest decimal that is this number, in Python's layout. */
    private static String repr(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(number);
        String sign = number < 0 ? "-" : "";
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        if (exponent < -4 || exponent >= 16) {
            String mantissa = digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "");
            return sign
                    + mantissa
                    + (exponent < 0 ? "e-" : "e+")
                    + (Math.abs(exponent) < 10 ? "0" : "")
                    + Math.abs(exponent);
        }
        String plain = shortest.abs().toPlainString();
        return sign + plain + (plain.indexOf('.') < 0 ? ".0" : "");
    }

    private static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int precision = 1; precision < 17; precision++) {
            BigDecimal rounded = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == number) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(17, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }
}
