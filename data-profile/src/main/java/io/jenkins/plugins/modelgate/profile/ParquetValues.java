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
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.Type;

/** How the values of a column are read: see <a href="https://parquet.apache.org/docs/file-format/types/logicaltypes/">logical types</a>. */
@FunctionalInterface
interface ParquetValues {
    /** Adds the value that the reader is at. */
    void add(ColumnReader reader, Profiler profiler, String file) throws InvalidDataException;

    /** What fits a column. */
    static ParquetValues of(SchemaElement column) {
        LogicalType logical = column.getLogicalType();
        ConvertedType converted = column.getConverted_type();
        Type type = column.getType();
        return switch (type) {
            case BOOLEAN -> (reader, profiler, file) -> profiler.add(reader.getBoolean());
            case FLOAT ->
                (reader, profiler, file) ->
                        // As it is written, not as its nearest double.
                        profiler.add(Double.parseDouble(Float.toString(reader.getFloat())));
            case DOUBLE -> (reader, profiler, file) -> profiler.add(reader.getDouble());
            case INT96 ->
                (reader, profiler, file) ->
                        profiler.add(int96(reader.getBinary().toByteBuffer()), false);
            case INT32, INT64 -> whole(column, logical, converted);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> bytes(column, logical, converted);
        };
    }

    private static ParquetValues whole(SchemaElement column, LogicalType logical, ConvertedType converted) {
        boolean wide = column.getType() == Type.INT64;
        Whole number = reader -> wide ? reader.getLong() : reader.getInteger();
        if (logical != null && logical.isSetDATE() || converted == ConvertedType.DATE) {
            return (reader, profiler, file) -> profiler.add(LocalDate.ofEpochDay(number.of(reader)));
        }
        if (isDecimal(logical, converted)) {
            int scale = column.getScale();
            return (reader, profiler, file) ->
                    profiler.add(BigDecimal.valueOf(number.of(reader), scale).doubleValue());
        }
        ChronoUnit time = unit(logical, converted, true);
        if (time != null) {
            boolean utc = logical == null
                    || !logical.isSetTIMESTAMP()
                    || logical.getTIMESTAMP().isIsAdjustedToUTC();
            return (reader, profiler, file) -> profiler.add(instant(number.of(reader), time), utc);
        }
        ChronoUnit clock = unit(logical, converted, false);
        if (clock != null) {
            return (reader, profiler, file) -> profiler.add(clock(number.of(reader), clock));
        }
        if (isUnsigned(logical, converted)) {
            return (reader, profiler, file) -> {
                long value = wide ? number.of(reader) : Integer.toUnsignedLong((int) number.of(reader));
                if (value < 0) {
                    profiler.add(new BigInteger(Long.toUnsignedString(value)).doubleValue());
                } else {
                    profiler.add(value);
                }
            };
        }
        return (reader, profiler, file) -> profiler.add(number.of(reader));
    }

    private static ParquetValues bytes(SchemaElement column, LogicalType logical, ConvertedType converted) {
        if (isDecimal(logical, converted)) {
            int scale = column.getScale();
            return (reader, profiler, file) -> profiler.add(
                    new BigDecimal(new BigInteger(reader.getBinary().getBytes()), scale).doubleValue());
        }
        if (logical != null && logical.isSetUUID()) {
            return (reader, profiler, file) -> {
                ByteBuffer bytes = reader.getBinary().toByteBuffer();
                profiler.add(new UUID(bytes.getLong(), bytes.getLong()).toString());
            };
        }
        if (logical != null && logical.isSetFLOAT16()) {
            return (reader, profiler, file) -> profiler.add(half(reader.getBinary()
                    .toByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getShort()));
        }
        boolean text = logical != null && (logical.isSetSTRING() || logical.isSetENUM() || logical.isSetJSON())
                || converted == ConvertedType.UTF8
                || converted == ConvertedType.ENUM
                || converted == ConvertedType.JSON;
        if (text) {
            return (reader, profiler, file) ->
                    profiler.add(text(reader.getBinary().toByteBuffer(), column.getName(), file));
        }
        return (reader, profiler, file) -> {
            reader.skip();
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

    private static String text(ByteBuffer bytes, String column, String file) throws InvalidDataException {
        if (bytes.remaining() > CsvReading.MOST_LETTERS) {
            throw new InvalidDataException("‘" + file + "’ has a text of more than " + CsvReading.MOST_LETTERS
                    + " bytes in ‘" + Shown.text(column) + "’");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidDataException(
                    "‘" + file + "’ has a text in ‘" + Shown.text(column) + "’ that is not UTF-8", e);
        }
    }

    /** Whole numbers of either width. */
    @FunctionalInterface
    interface Whole {
        long of(ColumnReader reader);
    }
}
