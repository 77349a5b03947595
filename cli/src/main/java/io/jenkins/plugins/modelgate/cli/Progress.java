package io.jenkins.plugins.modelgate.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** One line on the terminal that says that long work goes on; nothing at all elsewhere. */
final class Progress {
    private static final long INTERVAL = Duration.ofMillis(200).toNanos();
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream err;
    private final boolean shown;
    private final String what;
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong next = new AtomicLong(System.nanoTime() + INTERVAL);

    private Progress(PrintStream err, boolean shown, String what) {
        this.err = err;
        this.shown = shown;
        this.what = what;
    }

    static Progress of(Console console, String what) {
        return new Progress(console.err(), console.watched(), what);
    }

    /** From any thread. */
    void advance(String file, long read) {
        long done = files.incrementAndGet();
        long total = bytes.addAndGet(read);
        long now = System.nanoTime();
        long due = next.get();
        if (shown && now - due >= 0 && next.compareAndSet(due, now + INTERVAL)) {
            err.print(CLEAR + what + ": " + done + " files, " + Sizes.human(total) + ", " + Printable.line(file));
            err.flush();
        }
    }

    void end() {
        if (shown) {
            err.print(CLEAR);
            err.flush();
        }
    }
}
