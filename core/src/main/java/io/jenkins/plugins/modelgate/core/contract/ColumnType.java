package io.jenkins.plugins.modelgate.core.contract;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What the values of a column are. */
public enum ColumnType {
    /** Whole numbers of 64 bits. */
    INTEGER,
    /** Numbers; whole ones may be among them. */
    NUMBER,
    /** True or false. */
    BOOLEAN,
    /** A day, as in {@code 2026-11-22}. */
    DATE,
    /** A day and a time, as in {@code 2026-11-22T23:45:00Z}, with or without an offset. */
    TIMESTAMP,
    /** Anything that is written. */
    TEXT,
    /** Lists or objects. */
    NESTED,
    /** Values of types that no program expects in one column, such as numbers and texts in JSON. */
    MIXED,
    /** Nothing is there. */
    EMPTY;

    /** The word in contracts, profiles and messages. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isNumeric() {
        return this == INTEGER || this == NUMBER;
    }

    boolean isTime() {
        return this == DATE || this == TIMESTAMP;
    }
}
