package io.jenkins.plugins.modelgate.profile;

import io.jenkins.plugins.modelgate.core.contract.Profiler;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.JulianFields;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.Type;

/** How the values of a column are read: see <a href="https://parquet.apache.org/docs/file-format/types/logicaltypes/">logical types</a>. */
@FunctionalInterface
interface ParquetValues {
    /** Those that a double holds exactly. */
    double[] POWERS_OF_TEN = IntStream.rangeClosed(0, 22)
            .mapToDouble(power -> BigDecimal.TEN.pow(power).doubleValue())
            .toArray();

    /** Whole numbers below it are written as they are. */
    int MOST_EXACT = 1 << 24;

    /** More than any program has. */
    int MOST_OF_A_DECIMAL = 1024;

    /** Adds the next value. */
    void add(PageValues values, Profiler profiler, String file) throws InvalidDataException;

    /** What fits a column. */
    static ParquetValues of(SchemaElement column) {
        LogicalType logical = column.getLogicalType();
        ConvertedType converted = column.getConverted_type();
        Type type = column.getType();
        return switch (type) {
            case BOOLEAN -> (values, profiler, file) -> profiler.add(values.next() != 0);
            case FLOAT -> (values, profiler, file) -> profiler.add(decimal(Float.intBitsToFloat((int) values.next())));
            case DOUBLE -> (values, profiler, file) -> profiler.add(Double.longBitsToDouble(values.next()));
            case INT96 -> (values, profiler, file) -> profiler.add(int96(bytes(values)), false);
            case INT32, INT64 -> whole(column, logical, converted);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> bytes(column, logical, converted);
        };
    }

    private static ParquetValues whole(SchemaElement column, LogicalType logical, ConvertedType converted) {
        boolean wide = column.getType() == Type.INT64;
        if (logical != null && logical.isSetDATE() || converted == ConvertedType.DATE) {
            return (values, profiler, file) -> profiler.add(LocalDate.ofEpochDay(values.next()));
        }
        if (isDecimal(logical, converted)) {
            int scale = column.getScale();
            return (values, profiler, file) ->
                    profiler.add(BigDecimal.valueOf(values.next(), scale).doubleValue());
        }
        ChronoUnit time = unit(logical, converted, true);
        if (time != null) {
            boolean utc = logical == null
                    || !logical.isSetTIMESTAMP()
                    || logical.getTIMESTAMP().isIsAdjustedToUTC();
            return (values, profiler, file) -> profiler.add(instant(values.next(), time), utc);
        }
        ChronoUnit clock = unit(logical, converted, false);
        if (clock != null) {
            return (values, profiler, file) -> profiler.add(clock(values.next(), clock));
        }
        if (isUnsigned(logical, converted)) {
            return (values, profiler, file) -> {
                long value = values.next();
                value = wide ? value : Integer.toUnsignedLong((int) value);
                if (value < 0) {
                    profiler.add(new BigInteger(Long.toUnsignedString(value)).doubleValue());
                } else {
                    profiler.add(value);
                }
            };
        }
        return (values, profiler, file) -> profiler.add(values.next());
    }

    private static ParquetValues bytes(SchemaElement column, LogicalType logical, ConvertedType converted) {
        if (isDecimal(logical, converted)) {
            int scale = column.getScale();
            return (values, profiler, file) -> profiler.add(decimal(bytes(values), scale));
        }
        if (logical != null && logical.isSetUUID()) {
            return (values, profiler, file) -> {
                ByteBuffer bytes = bytes(values);
                profiler.add(new UUID(bytes.getLong(), bytes.getLong()).toString());
            };
        }
        if (logical != null && logical.isSetFLOAT16()) {
            return (values, profiler, file) -> profiler.add(
                    half(bytes(values).order(ByteOrder.LITTLE_ENDIAN).getShort()));
        }
        boolean text = logical != null && (logical.isSetSTRING() || logical.isSetENUM() || logical.isSetJSON())
                || converted == ConvertedType.UTF8
                || converted == ConvertedType.ENUM
                || converted == ConvertedType.JSON;
        if (text) {
            return (values, profiler, file) -> profiler.add(
                    values instanceof Dictionary.Chosen chosen
                            ? chosen.nextText((place, bytes) -> text(place, bytes, column.getName(), file))
                            : text(values.next(), values.bytes(), column.getName(), file));
        }
        return (values, profiler, file) -> {
            values.next();
            profiler.addNested();
        };
    }

    private static boolean isDecimal(LogicalType logical, ConvertedType converted) {
        return logical != null && logical.isSetDECIMAL() || converted == ConvertedType.DECIMAL;
    }

    private static boolean isUnsigned(LogicalType logical, ConvertedType converted) {
        IntType type = logical != null && logical.isSetINTEGER() ? logical.getINTEGER() : null;
        return type != null && !type.isIsSigned()
                || converted == ConvertedType.UINT_8
                || converted == ConvertedType.UINT_16
                || converted == ConvertedType.UINT_32
                || converted == ConvertedType.UINT_64;
    }

    /** Null if it is no time of this kind. */
    private static ChronoUnit unit(LogicalType logical, ConvertedType converted, boolean withDay) {
        TimeUnit unit = logical == null
                ? null
                : withDay && logical.isSetTIMESTAMP()
                        ? logical.getTIMESTAMP().getUnit()
                        : !withDay && logical.isSetTIME() ? logical.getTIME().getUnit() : null;
        if (unit != null) {
            return unit.isSetMILLIS() ? ChronoUnit.MILLIS : unit.isSetMICROS() ? ChronoUnit.MICROS : ChronoUnit.NANOS;
        }
        if (converted == (withDay ? ConvertedType.TIMESTAMP_MILLIS : ConvertedType.TIME_MILLIS)) {
            return ChronoUnit.MILLIS;
        }
        return converted == (withDay ? ConvertedType.TIMESTAMP_MICROS : ConvertedType.TIME_MICROS)
                ? ChronoUnit.MICROS
                : null;
    }

    private static Instant instant(long value, ChronoUnit unit) {
        return Instant.EPOCH.plus(value, unit);
    }

    private static String clock(long value, ChronoUnit unit) {
        return LocalTime.MIDNIGHT.plus(value, unit).toString();
    }

    /** Nanoseconds of a Julian day, and that day, as Impala once wrote them. */
    private static Instant int96(ByteBuffer bytes) {
        ByteBuffer little = bytes.order(ByteOrder.LITTLE_ENDIAN);
        long nanos = little.getLong();
        long day =
                LocalDate.EPOCH.with(JulianFields.JULIAN_DAY, little.getInt()).toEpochDay();
        return Instant.ofEpochSecond(day * 86_400, nanos);
    }

    /** IEEE 754's format of 16 bits. */
    private static double half(short bits) {
        int exponent = bits >>> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double value = exponent == 0
                ? fraction * 0x1p-24
                : exponent == 0x1f
                        ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                        : (1 + fraction * 0x1p-10) * Math.scalb(1.0, exponent - 15);
        return bits < 0 ? -value : value;
    }

    /** As a person writes it, in at most nine digits, not as its nearest double: 0.1, not 0.10000000149011612. */
    static double decimal(float number) {
        double exact = number;
        if (Math.abs(exact) < MOST_EXACT && exact == Math.rint(exact)) {
            return exact;
        }
        int exponent = (int) Math.floor(Math.log10(Math.abs(exact)));
        for (int digits = 6; digits <= 9; digits++) {
            int shift = digits - 1 - exponent;
            if (Math.abs(shift) < POWERS_OF_TEN.length) {
                double power = POWERS_OF_TEN[Math.abs(shift)];
                double whole = Math.rint(shift < 0 ? exact / power : exact * power);
                double written = shift < 0 ? whole * power : whole / power;
                if ((float) written == number) {
                    return written;
                }
            }
        }
        return Double.parseDouble(Float.toString(number));
    }

    private static double decimal(ByteBuffer bytes, int scale) {
        if (bytes.remaining() > MOST_OF_A_DECIMAL) {
            throw new IllegalArgumentException("a decimal of " + bytes.remaining() + " bytes");
        }
        byte[] digits = new byte[bytes.remaining()];
        bytes.get(digits);
        return new BigDecimal(new BigInteger(digits), scale).doubleValue();
    }

    private static ByteBuffer bytes(PageValues values) {
        long place = values.next();
        return ByteBuffer.wrap(values.bytes(), PageValues.offset(place), PageValues.length(place))
                .slice();
    }

    private static String text(long place, byte[] bytes, String column, String file) throws InvalidDataException {
        int offset = PageValues.offset(place);
        int length = PageValues.length(place);
        if (length > CsvReading.MOST_LETTERS) {
            throw new InvalidDataException("‘" + file + "’ has a text of more than " + CsvReading.MOST_LETTERS
                    + " bytes in ‘" + Shown.text(column) + "’");
        }
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            require(bytes, offset, length, column, file);
        }
        return text;
    }

    /** What is no UTF-8 is no text; the sign that stands for it may be one. */
    private static void require(byte[] bytes, int offset, int length, String column, String file)
            throws InvalidDataException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
        } catch (CharacterCodingException e) {
            throw new InvalidDataException(
                    "‘" + file + "’ has a text in ‘" + Shown.text(column) + "’ that is not UTF-8", e);
        }
    }
}
