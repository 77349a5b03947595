package io.jenkins.plugins.modelgate.core.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.io.Serializable;
import java.util.Objects;

/**
 * DVC's own hash of one tracked path: {@code <name>:<value>}, such as {@code md5:d41d8cd98f00b204e9800998ecf8427e} or
 * {@code md5:….dir} for a directory. {@code md5-dos2unix} is what DVC 2 wrote; {@code etag} and {@code version} come from
 * remotes that version their own objects.
 *
 * @param name the kind of hash, as DVC calls it
 * @param value what DVC wrote for it, unchanged
 */
public record DataHash(String name, String value) implements Serializable {
    public DataHash {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        if (name.isEmpty() || name.indexOf(':') >= 0 || value.isEmpty()) {
            throw new IllegalArgumentException("Not a data hash: ‘" + Shown.text(name + ":" + value) + "’");
        }
    }

    public static DataHash md5(String value) {
        return new DataHash("md5", value);
    }

    @JsonCreator
    public static DataHash parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("Not a data hash: ‘" + Shown.text(text) + "’");
        }
        return new DataHash(text.substring(0, colon), text.substring(colon + 1));
    }

    public boolean isDirectory() {
        return value.endsWith(".dir");
    }

    @JsonValue
    @Override
    public String toString() {
        return name + ":" + value;
    }
}
