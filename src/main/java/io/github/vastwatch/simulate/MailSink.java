package io.github.vastwatch.simulate;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A mail server (RFC 5321) on a free port of this machine. It accepts every login and every mail, and keeps the mails. */
final class MailSink implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final List<String> mails = new CopyOnWriteArrayList<>();

    MailSink() throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "mail sink");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The mails in order of arrival. */
    List<MimeMessage> mails() {
        return mails.stream().map(MailSink::parsed).toList();
    }

    private static MimeMessage parsed(String mail) {
        try {
            return new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(mail.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (MessagingException e) {
            throw new IllegalStateException("not a mail: " + mail, e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                start(() -> serve(connection));
            }
        } catch (IOException e) {
            // The listener was closed.
            return;
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            // One character for each byte, so that a mail is kept as it was sent.
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = connection.getOutputStream();
            answer(out, "220 simulated mail server");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                switch (line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT)) {
                    case "EHLO" ->
                        answer(out, "250-localhost\r\n250-8BITMIME\r\n250-AUTH PLAIN XOAUTH2\r\n250 SMTPUTF8");
                    case "AUTH" -> answer(out, "235 OK");
                    case "HELO", "MAIL", "RCPT", "RSET", "NOOP" -> answer(out, "250 OK");
                    case "DATA" -> {
                        answer(out, "354 end with a line that has only a dot");
                        mails.add(content(in));
                        answer(out, "250 OK");
                    }
                    case "QUIT" -> {
                        answer(out, "221 bye");
                        return;
                    }
                    default -> answer(out, "502 unknown command");
                }
            }
        } catch (IOException e) {
            // The sender was killed, or this server was closed: a mail without its end is not kept.
            return;
        } finally {
            connections.remove(connection);
        }
    }

    private static void answer(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String content(BufferedReader in) throws IOException {
        StringBuilder content = new StringBuilder();
        for (@Nullable String line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null) {
                throw new IOException("the connection ended within a mail");
            }
            content.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        return content.toString();
    }

    @Override
    public void close() {
        close(listener);
        connections.forEach(MailSink::close);
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // It is closed.
            return;
        }
    }
}
