package io.github.vastwatch.cli.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.cli.market.OfferCells;
import io.github.vastwatch.simulate.Receivers;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What the demo's receivers got, a line each. */
final class DemoScreen {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of an old terminal. */
    private static final int WIDTH = 79;

    private static final int TAKEN = 200;

    private final PrintWriter out;
    private final Receivers receivers;
    private int mailsShown;
    private int hooksShown;

    DemoScreen(PrintWriter out, Receivers receivers) {
        this.out = out;
        this.receivers = receivers;
    }

    /** Prints what has arrived since the last time. */
    void show() throws MessagingException, JsonProcessingException {
        List<MimeMessage> mails = receivers.mails();
        for (; mailsShown < mails.size(); mailsShown++) {
            line("mail", mails.get(mailsShown).getSubject());
        }
        List<Receivers.Hook> hooks = taken();
        for (; hooksShown < hooks.size(); hooksShown++) {
            JsonNode data = JSON.readTree(hooks.get(hooksShown).body()).path("data");
            JsonNode found = data.path("offers").path(0);
            JsonNode offer = found.path("offer");
            line(
                    "webhook",
                    found.path("event").asText() + ": " + offer.path("num_gpus").asInt() + "× "
                            + offer.path("gpu_name").asText() + ", machine "
                            + offer.path("machine_id").asLong()
                            + String.format(
                                    Locale.ROOT,
                                    ", $%.3f/h",
                                    offer.path("dph_total").asDouble()));
        }
        out.flush();
    }

    private void line(String from, String text) {
        out.println(OfferCells.cut(String.format("   %-8s %s", from, text), WIDTH));
    }

    private List<Receivers.Hook> taken() {
        return receivers.hooks().stream()
                .filter(hook -> hook.answered() == TAKEN)
                .toList();
    }

    int mails() {
        return receivers.mails().size();
    }

    /** How many webhooks were refused. */
    long refused() {
        return receivers.hooks().stream()
                .filter(hook -> hook.answered() != TAKEN)
                .count();
    }

    /** Whether so many alerts, and no more, have arrived on both. */
    boolean isComplete(int alerts) {
        return mails() == alerts && taken().size() == alerts;
    }

    String summary() {
        return mails() + " mails and " + taken().size() + " webhooks.";
    }
}
