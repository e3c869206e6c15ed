package io.github.vastwatch.simulate;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;

/** A mail server and a webhook receiver on this machine, which keep what they receive. */
public final class Receivers implements AutoCloseable {
    private static final int OK = 200;

    /** A request to the webhook receiver, with the status of its answer. */
    public record Hook(String id, String timestamp, String signature, String body, int status) {
        public boolean isAccepted() {
            return status == OK;
        }
    }

    private final MailSink mail;
    private final HttpServer http;
    private final ConcurrentLinkedQueue<Hook> hooks = new ConcurrentLinkedQueue<>();
    private volatile IntSupplier status = () -> OK;

    private Receivers(MailSink mail, HttpServer http) {
        this.mail = mail;
        this.http = http;
    }

    /** Starts both on free ports. */
    public static Receivers start() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        MailSink mail = new MailSink();
        HttpServer http = HttpServer.create(new InetSocketAddress(here, 0), 50);
        Receivers receivers = new Receivers(mail, http);
        http.createContext("/", exchange -> {
            try (exchange) {
                Headers headers = exchange.getRequestHeaders();
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                int answer = receivers.status.getAsInt();
                receivers.hooks.add(new Hook(
                        String.valueOf(headers.getFirst("webhook-id")),
                        String.valueOf(headers.getFirst("webhook-timestamp")),
                        String.valueOf(headers.getFirst("webhook-signature")),
                        body,
                        answer));
                exchange.sendResponseHeaders(answer, -1);
            }
        });
        http.start();
        return receivers;
    }

    /** Sets the status that the webhook receiver answers with; called for each request, it may also block. */
    public void answer(IntSupplier next) {
        status = next;
    }

    public int smtpPort() {
        return mail.port();
    }

    public String hookUrl() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/hook";
    }

    public List<Hook> hooks() {
        return List.copyOf(hooks);
    }

    /** The webhook requests that were answered with 200. */
    public List<Hook> acceptedHooks() {
        return hooks.stream().filter(Hook::isAccepted).toList();
    }

    /** The mails in order of arrival. */
    public List<MimeMessage> mails() {
        return mail.mails();
    }

    /** The subjects of the mails. */
    public List<String> subjects() throws MessagingException {
        List<String> subjects = new ArrayList<>();
        for (MimeMessage each : mails()) {
            subjects.add(each.getSubject());
        }
        return subjects;
    }

    @Override
    public void close() {
        http.stop(0);
        mail.close();
    }
}
