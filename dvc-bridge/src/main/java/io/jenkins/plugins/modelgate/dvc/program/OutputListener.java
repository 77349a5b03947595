package io.jenkins.plugins.modelgate.dvc.program;

/** Hears what a program says while it runs, line by line; never from two threads at once. */
@FunctionalInterface
public interface OutputListener {
    OutputListener NONE = (source, line) -> {};

    /** Where a line comes from. */
    enum Source {
        OUT,
        ERR
    }

    /**
     * Called for each line; very long lines come in pieces.
     *
     * @param line without its end; bytes that are no UTF-8 are replaced
     */
    void line(Source source, String line);
}
