package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.SshKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that keeps a person's private keys and signs with them (<a
 * href="https://datatracker.ietf.org/doc/html/draft-ietf-sshm-ssh-agent">SSH Agent Protocol</a>). The libraries for it need native
 * code; Java itself has the sockets.
 */
final class SshAgent {
    private static final int REQUEST_IDENTITIES = 11;
    private static final int IDENTITIES_ANSWER = 12;
    private static final int SIGN_REQUEST = 13;
    private static final int SIGN_RESPONSE = 14;
    private static final int MAX_MESSAGE = 1 << 20;
    private static final int ED25519_SIGNATURE = 64;

    private final Path socket;

    private SshAgent(Path socket) {
        this.socket = socket;
    }

    /** @param socket what the environment variable {@code SSH_AUTH_SOCK} says; null if it is not set */
    @CheckForNull
    static SshAgent at(@CheckForNull String socket) {
        return socket == null || socket.isBlank() ? null : new SshAgent(Path.of(socket));
    }

    /** Its keys of Ed25519. */
    List<SshKey> keys() throws IOException {
        DataInputStream answer = ask(new byte[] {REQUEST_IDENTITIES}, IDENTITIES_ANSWER);
        List<SshKey> keys = new ArrayList<>();
        for (int left = answer.readInt(); left > 0; left--) {
            byte[] blob = string(answer);
            string(answer);
            SshKey key = SshKey.ofBlob(blob);
            if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** A signature of 64 bytes over {@code message}. */
    byte[] sign(SshKey key, byte[] message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream request = new DataOutputStream(bytes);
        request.writeByte(SIGN_REQUEST);
        write(request, key.blob());
        write(request, message);
        request.writeInt(0);
        DataInputStream answer = ask(bytes.toByteArray(), SIGN_RESPONSE);
        ByteBuffer signature = ByteBuffer.wrap(string(answer));
        byte[] type = new byte[Math.min(signature.getInt(), signature.remaining())];
        signature.get(type);
        byte[] raw = new byte[ED25519_SIGNATURE];
        if (!new String(type, StandardCharsets.US_ASCII).equals(SshKey.TYPE)
                || signature.remaining() != 4 + raw.length
                || signature.getInt() != raw.length) {
            throw new IOException("it answered with another kind of signature");
        }
        signature.get(raw);
        return raw;
    }

    private DataInputStream ask(byte[] request, int expected) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.allocate(4 + request.length)
                    .putInt(request.length)
                    .put(request)
                    .flip());
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
            byte[] answer = string(in);
            if (answer.length == 0 || answer[0] != expected) {
                throw new IOException("it refused");
            }
            return new DataInputStream(new ByteArrayInputStream(answer, 1, answer.length - 1));
        }
    }

    private static byte[] string(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_MESSAGE) {
            throw new IOException("it sent a message of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("it broke off");
        }
        return bytes;
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
