package io.github.vastwatch.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.simulate.Receivers;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** What the demo shows: each alert as it arrives, and a summary. */
final class DemoScreen {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The first mails are shown whole; after that one knows what they look like. */
    private static final int WHOLE = 1;

    private final PrintWriter out;
    private final Receivers receivers;
    private int mailsShown;
    private int hooksShown;

    DemoScreen(PrintWriter out, Receivers receivers) {
        this.out = out;
        this.receivers = receivers;
    }

    /** Prints what has arrived since the last time. */
    void show() throws MessagingException, IOException {
        List<MimeMessage> mails = receivers.mails();
        for (; mailsShown < mails.size(); mailsShown++) {
            MimeMessage mail = mails.get(mailsShown);
            out.println();
            out.println("mail     " + mail.getSubject());
            if (mailsShown < WHOLE) {
                out.println(text(mail).stripTrailing().indent(9).stripTrailing());
            }
        }
        List<Receivers.Hook> hooks = receivers.hooks();
        for (; hooksShown < hooks.size(); hooksShown++) {
            Receivers.Hook hook = hooks.get(hooksShown);
            JsonNode data = JSON.readTree(hook.body()).path("data");
            out.println();
            out.println("webhook  " + data.path("title").asText() + ", id " + hook.id());
        }
    }

    private static String text(MimeMessage mail) throws MessagingException, IOException {
        BodyPart first = ((Multipart) mail.getContent()).getBodyPart(0);
        return String.valueOf(first.getContent());
    }

    void summary(Numbers numbers) {
        out.println();
        out.println("polls " + numbers.polls() + ", offers seen " + numbers.offersSeen() + ", alerts delivered: email "
                + numbers.delivered("inbox") + ", webhook " + numbers.delivered("hook"));
    }
}
