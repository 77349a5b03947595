package io.jenkins.plugins.modelgate.mlflow.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Receives the body of an answer: into memory up to a bound, or into a stream. A failure of that stream, which is ours
 * and not the server's, ends it with an {@link UncheckedIOException}.
 */
final class Body implements BodySubscriber<Void> {
    /** The body has more bytes than it may. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(long bound) {
            super("it has more than " + bound + " bytes");
        }
    }

    private final CompletableFuture<Void> result = new CompletableFuture<>();
    private final OutputStream out;
    private final long bound;
    private final boolean cut;
    private final AtomicLong moved;

    @CheckForNull
    private Flow.Subscription subscription;

    private long received;
    private boolean closed;

    private Body(OutputStream out, long bound, boolean cut, AtomicLong moved) {
        this.out = out;
        this.bound = bound;
        this.cut = cut;
        this.moved = moved;
    }

    /** All of it into memory; it is an error if that is more than {@code bound} bytes. */
    static Body whole(ByteArrayOutputStream memory, long bound) {
        return new Body(memory, bound, false, new AtomicLong());
    }

    /** About its first {@code bound} bytes into memory. */
    static Body beginning(ByteArrayOutputStream memory, long bound) {
        return new Body(memory, bound, true, new AtomicLong());
    }

    /** All of it into a stream, counted in {@code moved} as it goes. */
    static Body streamed(OutputStream out, AtomicLong moved) {
        return new Body(out, Long.MAX_VALUE, false, moved);
    }

    @Override
    public CompletionStage<Void> getBody() {
        return result;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        Flow.Subscription source = subscription;
        if (closed || source == null) {
            return;
        }
        for (ByteBuffer buffer : buffers) {
            received += buffer.remaining();
            moved.addAndGet(buffer.remaining());
            write(buffer);
        }
        if (received > bound) {
            source.cancel();
            finish(cut ? null : new TooLargeException(bound));
        } else {
            source.request(1);
        }
    }

    @Override
    public void onError(Throwable problem) {
        finish(problem);
    }

    @Override
    public void onComplete() {
        finish(null);
    }

    /** After this nothing is written any more. */
    void abandon() {
        finish(new IOException("abandoned"));
    }

    private void write(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        try {
            if (!closed) {
                out.write(bytes);
            }
        } catch (IOException e) {
            finish(new UncheckedIOException(e));
        }
    }

    private synchronized void finish(@CheckForNull Throwable problem) {
        if (closed) {
            return;
        }
        closed = true;
        Throwable failure = problem;
        try {
            out.close();
        } catch (IOException e) {
            failure = failure == null ? new UncheckedIOException(e) : failure;
        }
        if (failure == null) {
            result.complete(null);
        } else {
            result.completeExceptionally(failure);
        }
    }
}
