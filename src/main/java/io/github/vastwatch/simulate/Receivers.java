package io.github.vastwatch.simulate;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
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

/** A mail server and a webhook receiver on this machine, which keep what they get. */
public final class Receivers implements AutoCloseable {
    /** A request that the webhook receiver took or refused. */
    public record Hook(String id, String timestamp, String signature, String body, int answered) {}

    private final GreenMail mail;
    private final HttpServer http;
    private final ConcurrentLinkedQueue<Hook> hooks = new ConcurrentLinkedQueue<>();
    private volatile IntSupplier status = () -> 200;

    private Receivers(GreenMail mail, HttpServer http) {
        this.mail = mail;
        this.http = http;
    }

    /** Starts both, on ports that are free. */
    public static Receivers start() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        GreenMail mail = new GreenMail(new ServerSetup(0, here.getHostAddress(), ServerSetup.PROTOCOL_SMTP));
        mail.start();
        HttpServer http = HttpServer.create(new InetSocketAddress(here, 0), 50);
        Receivers receivers = new Receivers(mail, http);
        http.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                int answer = receivers.status.getAsInt();
                receivers.hooks.add(new Hook(
                        header(exchange.getRequestHeaders().getFirst("webhook-id")),
                        header(exchange.getRequestHeaders().getFirst("webhook-timestamp")),
                        header(exchange.getRequestHeaders().getFirst("webhook-signature")),
                        body,
                        answer));
                exchange.sendResponseHeaders(answer, -1);
            }
        });
        http.start();
        return receivers;
    }

    private static String header(String value) {
        return String.valueOf(value);
    }

    /** What the webhook receiver answers from now on; asked for each request, so it may also take its time. */
    public void answer(IntSupplier next) {
        status = next;
    }

    public int smtpPort() {
        return mail.getSmtp().getPort();
    }

    public String hookUrl() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/hook";
    }

    public List<Hook> hooks() {
        return List.copyOf(hooks);
    }

    /** The mails so far, in the order in which they came. */
    public List<MimeMessage> mails() {
        return List.of(mail.getReceivedMessages());
    }

    /** The subjects of the mails so far. */
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
        mail.stop();
    }
}
