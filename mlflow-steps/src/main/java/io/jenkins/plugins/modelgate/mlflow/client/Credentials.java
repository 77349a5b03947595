package io.jenkins.plugins.modelgate.mlflow.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** What proves to a server who we are. Never shown: {@code toString} hides the secret, and no error carries it. */
public sealed interface Credentials {
    /** No credentials. */
    Credentials NONE = new None();

    /** The value of the {@code Authorization} header; null to send none. */
    @CheckForNull
    String authorization();

    /** The texts that must not be seen in any message. */
    List<String> secrets();

    /** Sends no {@code Authorization} header. */
    record None() implements Credentials {
        @Override
        @CheckForNull
        public String authorization() {
            return null;
        }

        @Override
        public List<String> secrets() {
            return List.of();
        }
    }

    /** A user's name and password (RFC 7617, in UTF-8). */
    record Basic(String user, String password) implements Credentials {
        public Basic {
            Objects.requireNonNull(password, "password");
            if (user.isEmpty() || user.contains(":")) {
                throw new IllegalArgumentException("A user's name is not empty and has no ‘:’");
            }
        }

        @Override
        public String authorization() {
            return "Basic " + encoded();
        }

        @Override
        public List<String> secrets() {
            return password.isEmpty() ? List.of(encoded()) : List.of(password, encoded());
        }

        @Override
        public String toString() {
            return "user ‘" + user + "’";
        }

        private String encoded() {
            return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A token (RFC 6750). */
    record Bearer(String token) implements Credentials {
        public Bearer {
            if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new IllegalArgumentException("A token is not empty and has only visible ASCII characters");
            }
        }

        @Override
        public String authorization() {
            return "Bearer " + token;
        }

        @Override
        public List<String> secrets() {
            return List.of(token);
        }

        @Override
        public String toString() {
            return "a token";
        }
    }
}
