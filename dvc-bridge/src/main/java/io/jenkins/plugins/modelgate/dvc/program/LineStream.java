package io.jenkins.plugins.modelgate.dvc.program;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts a stream of bytes into lines, at line feeds and at the carriage returns of progress bars, in bounded memory. */
final class LineStream extends OutputStream {
    private static final int LONGEST = 1 << 16;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Consumer<String> lines;
    private boolean afterReturn;

    LineStream(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public synchronized void write(int b) {
        boolean secondOfPair = b == '\n' && afterReturn;
        afterReturn = b == '\r';
        if (secondOfPair) {
            return;
        }
        if (b == '\n' || b == '\r') {
            emit();
            return;
        }
        boolean continuesCharacter = (b & 0xC0) == 0x80;
        if (line.size() >= LONGEST && !continuesCharacter || line.size() >= 2 * LONGEST) {
            emit();
        }
        line.write(b);
    }

    @Override
    public synchronized void close() {
        if (line.size() > 0) {
            emit();
        }
    }

    private void emit() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        lines.accept(text);
    }
}
