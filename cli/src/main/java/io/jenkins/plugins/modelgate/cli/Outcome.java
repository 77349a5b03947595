package io.jenkins.plugins.modelgate.cli;

import java.util.function.Consumer;

/**
 * What a command answers.
 *
 * @param exitCode see {@link ExitCode}
 * @param json the answer for machines, of records, maps, lists and scalars; its shape is documented in {@code docs/cli.md}
 * @param human writes the answer for people
 */
record Outcome(ExitCode exitCode, Object json, Consumer<Page> human) {
    static Outcome ok(Object json, Consumer<Page> human) {
        return new Outcome(ExitCode.OK, json, human);
    }
}
