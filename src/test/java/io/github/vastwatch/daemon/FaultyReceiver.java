package io.github.vastwatch.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A webhook receiver of bare sockets that fails for a while, and then takes everything. */
final class FaultyReceiver implements AutoCloseable {
    private static final String TAKEN = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    /** Longer than any timeout here. */
    private static final int LATE_SECONDS = 7;

    private final Fault fault;
    private final Duration time;
    private final AtomicLong since = new AtomicLong();
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Set<String>> taken = new ConcurrentHashMap<>();

    private FaultyReceiver(Fault fault, Duration time, ServerSocket server) {
        this.fault = fault;
        this.time = time;
        this.server = server;
    }

    /** One that fails for a time from its first request on. */
    static FaultyReceiver start(Fault fault, Duration time) throws IOException {
        FaultyReceiver receiver =
                new FaultyReceiver(fault, time, new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
        receiver.threads.execute(receiver::accept);
        return receiver;
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/hook";
    }

    /** The bodies that it took, or may be thought to have taken, by their webhook-id. */
    Map<String, Set<String>> taken() {
        return Map.copyOf(taken);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            Map<String, String> headers = new HashMap<>();
            line(in);
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                headers.put(
                        line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                        line.substring(line.indexOf(':') + 2));
            }
            byte[] body = in.readNBytes(Integer.parseInt(headers.get("content-length")));
            boolean fails = fails();
            if (fails && fault == Fault.HANGS) {
                closing.await();
                return;
            }
            if (!fails || fault == Fault.ANSWERS_AFTER_THE_TIMEOUT) {
                taken.computeIfAbsent(headers.get("webhook-id"), id -> ConcurrentHashMap.newKeySet())
                        .add(new String(body, StandardCharsets.UTF_8));
            }
            if (fails && fault == Fault.ANSWERS_AFTER_THE_TIMEOUT && closing.await(LATE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
            socket.getOutputStream().write((fails ? failure() : TAKEN).getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // The other side has gone; that is its right.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean fails() {
        long now = System.nanoTime();
        since.compareAndSet(0, now);
        return now - since.get() < time.toNanos();
    }

    private String failure() {
        return switch (fault) {
            case ANSWERS_500 -> "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            case ANSWERS_GARBAGE -> "\u0000\u0001 certainly no HTTP\r\n\r\n";
            case HANGS, CUTS_THE_CONNECTION -> "";
            case ANSWERS_AFTER_THE_TIMEOUT -> TAKEN;
        };
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        closing.countDown();
        threads.shutdownNow();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
