package io.github.vastwatch.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailSinkTest {
    private MailSink sink;

    @BeforeEach
    void start() throws IOException {
        sink = new MailSink();
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @Test
    void aMailIsKeptAsItWasSent() throws Exception {
        try (Socket sender = new Socket(InetAddress.getLoopbackAddress(), sink.port())) {
            say(sender, """
                    EHLO me
                    AUTH PLAIN AGEAYg==
                    MAIL FROM:<a@example.org>
                    RCPT TO:<b@example.org>
                    DATA
                    Subject: first

                    line
                    ..dotted
                    .
                    QUIT
                    """);
            assertThat(answers(sender))
                    .containsExactly(
                            "220 simulated mail server",
                            "250-localhost",
                            "250-8BITMIME",
                            "250-AUTH PLAIN XOAUTH2",
                            "250 SMTPUTF8",
                            "235 OK",
                            "250 OK",
                            "250 OK",
                            "354 end with a line that has only a dot",
                            "250 OK",
                            "221 bye");
        }

        MimeMessage mail = sink.mails().get(0);
        assertThat(mail.getSubject()).isEqualTo("first");
        assertThat(mail.getContent()).isEqualTo("line\r\n.dotted\r\n");
    }

    @Test
    void aMailWithoutItsEndIsNotKept() throws Exception {
        try (Socket sender = new Socket(InetAddress.getLoopbackAddress(), sink.port())) {
            say(sender, "HELO me\nVRFY b\nDATA\nSubject: half\n\nline\n");
            sender.shutdownOutput();
            assertThat(answers(sender))
                    .containsExactly(
                            "220 simulated mail server",
                            "250 OK",
                            "502 unknown command",
                            "354 end with a line that has only a dot");
        }

        assertThat(sink.mails()).isEmpty();
    }

    private static void say(Socket sender, String lines) throws IOException {
        sender.getOutputStream().write(lines.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> answers(Socket sender) throws IOException {
        return new BufferedReader(new InputStreamReader(sender.getInputStream(), StandardCharsets.UTF_8))
                .lines()
                .toList();
    }
}
