package io.jenkins.plugins.modelgate.core.ledger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** The real {@code git http-backend} behind a small server with one account. */
public final class GitHttpServer implements AutoCloseable {
    public static final String USER = "controller";
    public static final String PASSWORD = "s3cret-t0ken";

    /** What is wrong with this server. */
    public enum Fault {
        NONE,
        /** Nobody is let in, whatever the password. */
        LOCKED_OUT,
        /** Pushing is forbidden, as to an account that may only read. */
        READ_ONLY,
        /** The credentials hold no more when the push is sent, after all was read with them. */
        UNAUTHORIZED(401, false),
        FORBIDDEN(403, false),
        CONFLICT(409, false),
        ERROR(500, false),
        /** Once only half of a push comes through, and then the connection breaks. */
        HALF_PACK,
        /** A push comes through, and no answer does. */
        SILENT(0, true),
        /** A push comes nowhere, and no answer does. */
        DEAF(0, false),
        /** A push is taken, and then the connection breaks. */
        CUT_AFTER_PUSH(0, true),
        /** A push is taken, and half of the answer comes back. */
        HALF_ANSWER(200, true),
        /** A push is taken, and whatever stands before the server says something else. */
        BAD_GATEWAY(502, true),
        /** A push is taken, then the connection breaks, and the credentials hold no more. */
        LOCKED_OUT_AFTER_PUSH(0, true),
        /** Once whatever stands before the server has no patience; the push comes through {@linkplain #late later}. */
        GATEWAY_TIMEOUT(504, false);

        private final int status;

        /** Whether the repository has what was pushed. */
        final boolean takes;

        Fault() {
            this(0, false);
        }

        Fault(int status, boolean takes) {
            this.status = status;
            this.takes = takes;
        }
    }

    /** Something that happens later. */
    interface Later {
        void happen() throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path root;
    private final BlockingQueue<Later> late = new LinkedBlockingQueue<>();
    private volatile Fault fault = Fault.NONE;
    private volatile boolean lockedOut;

    public GitHttpServer(Path root) throws IOException {
        this.root = root;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url(String repository) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + repository;
    }

    public void breaks(Fault how) {
        fault = how;
        lockedOut = false;
    }

    /** The push that {@link Fault#GATEWAY_TIMEOUT} holds back. */
    Later late() throws InterruptedException {
        return late.take();
    }

    private void handle(HttpExchange exchange) throws IOException {
        boolean push = exchange.getRequestURI().toString().contains("git-receive-pack");
        String account = "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(UTF_8));
        if (lockedOut
                || fault == Fault.LOCKED_OUT
                || !account.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            unauthorized(exchange);
        } else if (push && fault == Fault.READ_ONLY) {
            exchange.sendResponseHeaders(403, -1);
        } else if (push && fault != Fault.NONE && exchange.getRequestMethod().equals("POST")) {
            fail(exchange, fault);
        } else {
            answer(exchange, backend(exchange, exchange.getRequestBody().readAllBytes()), 1);
        }
        exchange.close();
    }

    private static void unauthorized(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
        exchange.sendResponseHeaders(401, -1);
    }

    private void fail(HttpExchange exchange, Fault how) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        byte[] answer = how.takes ? backend(exchange, body) : new byte[0];
        switch (how) {
            case UNAUTHORIZED -> unauthorized(exchange);
            case HALF_ANSWER -> answer(exchange, answer, 2);
            case HALF_PACK -> {
                fault = Fault.NONE;
                backend(exchange, Arrays.copyOf(body, body.length / 2));
            }
            case SILENT, DEAF -> sleep();
            case LOCKED_OUT_AFTER_PUSH -> lockedOut = true;
            case GATEWAY_TIMEOUT -> {
                fault = Fault.NONE;
                late.add(() -> backend(exchange, body));
                exchange.sendResponseHeaders(how.status, -1);
            }
            default -> {
                if (how.status > 0) {
                    exchange.sendResponseHeaders(how.status, -1);
                }
            }
        }
    }

    /** Until this server is closed. */
    private static void sleep() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] backend(HttpExchange exchange, byte[] body) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
        Map<String, String> environment = builder.environment();
        environment.putAll(GitProgram.environment());
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("REMOTE_USER", USER);
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put(
                "QUERY_STRING",
                Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), ""));
        header(exchange, environment, "Content-Type", "CONTENT_TYPE");
        header(exchange, environment, "Content-Encoding", "HTTP_CONTENT_ENCODING");
        header(exchange, environment, "Git-Protocol", "GIT_PROTOCOL");
        environment.put("CONTENT_LENGTH", Integer.toString(body.length));
        Process process = builder.start();
        threads.execute(() -> {
            try (var in = process.getOutputStream()) {
                in.write(body);
            } catch (IOException e) {
                // It has read as much as it wants.
            }
        });
        try (InputStream out = process.getInputStream()) {
            return out.readAllBytes();
        }
    }

    private static void header(HttpExchange exchange, Map<String, String> environment, String name, String variable) {
        String value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
            environment.put(variable, value);
        }
    }

    /**
     * Headers, an empty line, a body: as CGI programs answer.
     *
     * @param part of the body that is sent: all of it (1), or half (2)
     */
    private static void answer(HttpExchange exchange, byte[] cgi, int part) throws IOException {
        String text = new String(cgi, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        int status = 200;
        for (String line : text.substring(0, end).split("\r\n", -1)) {
            String[] header = line.split(": ", 2);
            if (header[0].equals("Status")) {
                status = Integer.parseInt(header[1].substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(header[0], header[1]);
            }
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(cgi, end + 4, cgi.length - end - 4);
        exchange.sendResponseHeaders(status, body.size() == 0 ? -1 : body.size());
        exchange.getResponseBody().write(body.toByteArray(), 0, body.size() / part);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
