package io.github.vastwatch.cli.state;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.vastwatch.cli.console.RelativeTime;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Preview;
import io.github.vastwatch.notify.mail.MailContent;
import io.github.vastwatch.store.OutboxEntry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A delivery as 'outbox' shows it; its JSON has these components.
 *
 * @param attempts how often it was sent
 * @param mayHaveArrived how many attempts ended without a clear answer
 */
record DeliveryView(
        String id,
        String channel,
        String alertId,
        String type,
        Optional<String> watch,
        int offers,
        Instant createdAt,
        String state,
        boolean beingSent,
        int attempts,
        int mayHaveArrived,
        Optional<Instant> nextAttempt,
        Optional<Instant> doneAt,
        Optional<String> answer) {
    static final List<String> HEADER = List.of("ID", "CHANNEL", "ABOUT", "STATE", "ATTEMPTS", "NEXT", "LAST ANSWER");

    /**
     * A delivery with its message.
     *
     * @param text the message as people read it
     * @param body the bytes that are sent, with secrets masked; empty before the first attempt
     */
    record Detail(@JsonUnwrapped DeliveryView delivery, String text, Optional<String> body) {
        String text(RelativeTime time) {
            return delivery.text(time) + "\n" + text.stripTrailing();
        }
    }

    static DeliveryView of(OutboxEntry entry) {
        return new DeliveryView(
                entry.id(),
                entry.channel(),
                entry.alertId(),
                entry.alertKind().wire(),
                entry.watch(),
                entry.offers(),
                entry.createdAt(),
                entry.state(),
                entry.isBeingSent(),
                entry.attempts(),
                entry.uncertain(),
                entry.nextAttempt(),
                entry.doneAt(),
                entry.answer());
    }

    /** @param channel the channel in the config, which knows what is secret */
    static Detail detail(OutboxEntry.Detail letter, Optional<Channel> channel, Clock clock) {
        DeliveryView delivery = of(letter.outboxEntry());
        return new Detail(
                delivery,
                MailContent.text(letter.alert(), delivery.doneAt.orElseGet(clock::instant), clock.getZone()),
                letter.content().map(body -> Preview.masked(body, channel)));
    }

    /** The row of a table below {@link #HEADER}. */
    List<String> cells(ShortId ids, RelativeTime time) {
        return List.of(
                ids.of(id),
                channel,
                about(),
                currentState(),
                String.valueOf(attempts),
                nextAttempt.map(time::of).orElse("-"),
                answer.orElse("-"));
    }

    private String text(RelativeTime time) {
        StringBuilder text = new StringBuilder();
        line(text, "id", id);
        line(text, "channel", channel);
        line(text, "about", about() + ", " + offers + (offers == 1 ? " offer" : " offers"));
        line(text, "alert", alertId);
        line(text, "created", time.dated(createdAt));
        line(text, "state", currentState());
        line(text, "attempts", attempts + (mayHaveArrived > 0 ? ", " + mayHaveArrived + " may have arrived" : ""));
        nextAttempt.ifPresent(next -> line(text, "next", time.dated(next)));
        doneAt.ifPresent(done -> line(text, state.equals("delivered") ? "sent" : "ended", time.dated(done)));
        answer.ifPresent(last -> line(text, "answer", last));
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(String.format("%-9s%s\n", label, value));
    }

    private String about() {
        return type + watch.map(name -> " " + name).orElse("");
    }

    private String currentState() {
        return beingSent ? "sending" : state;
    }
}
