package io.github.vastwatch.notify.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that answers as it is told, with what GreenMail has not: STARTTLS, refused recipients, a count of calls. */
public final class ScriptedSmtpServer implements AutoCloseable {
    private final ServerSocket listening;
    private final Optional<SSLContext> tls;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** Says nothing, and listens on. */
    static final String SILENCE = "";
    /** Ends the call in place of an answer. */
    public static final String HANG_UP = "-";

    /** What is said to a command in place of the usual; {@code GREETING} and {@code END} (of a mail) are commands too. */
    public final Map<String, String> answers = new ConcurrentHashMap<>();
    /** What was said to it, each byte as one character. */
    public final List<String> heard = new CopyOnWriteArrayList<>();
    /** What is said to {@code RCPT TO} of an address, in place of 250. */
    final Map<String, String> refusals = new ConcurrentHashMap<>();
    /** Whom each mail was for, in order. */
    public final List<List<String>> mails = new CopyOnWriteArrayList<>();
    /** What was said before anything was encrypted. */
    final List<String> inTheClear = new CopyOnWriteArrayList<>();

    final AtomicInteger calls = new AtomicInteger();

    public ScriptedSmtpServer(Optional<SSLContext> tls) throws IOException {
        this.tls = tls;
        this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "mail host");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                open.add(socket);
                calls.incrementAndGet();
                Thread thread = new Thread(() -> talk(socket), "mail host's call");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // Closed: the test is over.
            return;
        }
    }

    private void talk(Socket first) {
        try (first) {
            Socket socket = first;
            BufferedReader in = reader(socket);
            answer(socket, "GREETING", "220 here");
            List<String> recipients = new CopyOnWriteArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                if (socket == first) {
                    inTheClear.add(line);
                }
                String verb = line.split("[ :]")[0].toUpperCase(java.util.Locale.ROOT);
                switch (verb) {
                    case "EHLO" ->
                        answer(
                                socket,
                                socket == first ? "EHLO" : "EHLO TLS",
                                tls.isPresent() && socket == first ? "250-here\r\n250 STARTTLS" : "250 here");
                    case "STARTTLS" -> {
                        answer(socket, "STARTTLS", "220 go");
                        SSLSocket safe = (SSLSocket)
                                tls.orElseThrow().getSocketFactory().createSocket(first, null, first.getPort(), false);
                        safe.setUseClientMode(false);
                        safe.startHandshake();
                        socket = safe;
                        in = reader(safe);
                    }
                    case "RCPT" -> {
                        String address = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                        String refusal = refusals.get(address);
                        if (refusal == null) {
                            recipients.add(address);
                        }
                        answer(socket, "RCPT", refusal == null ? "250 ok" : refusal);
                    }
                    case "DATA" -> {
                        answer(socket, "DATA", "354 go");
                        for (String text = in.readLine(); text != null && !text.equals("."); ) {
                            heard.add(text);
                            text = in.readLine();
                        }
                        mails.add(List.copyOf(recipients));
                        answer(socket, "END", "250 taken");
                    }
                    case "MAIL", "RSET" -> {
                        recipients.clear();
                        answer(socket, verb, "250 ok");
                    }
                    case "QUIT" -> {
                        answer(socket, "QUIT", "221 bye");
                        return;
                    }
                    case "AUTH" -> answer(socket, answers.containsKey(line) ? line : "AUTH", "235 in");
                    default -> answer(socket, verb, "250 ok");
                }
            }
        } catch (IOException e) {
            // The other end hung up, which some tests want.
            return;
        }
    }

    private void answer(Socket socket, String command, String usual) throws IOException {
        String answer = answers.getOrDefault(command, usual);
        if (answer.equals(HANG_UP)) {
            socket.close();
        } else if (!answer.equals(SILENCE)) {
            say(socket, answer);
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Ends the calls under way, as a server does that is restarted. */
    void hangUp() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        hangUp();
    }
}
