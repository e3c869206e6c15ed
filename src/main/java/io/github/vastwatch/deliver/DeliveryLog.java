package io.github.vastwatch.deliver;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.Revalidation;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs and counts one channel's deliveries. */
final class DeliveryLog {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);

    private final String channel;
    private final Metrics metrics;
    private final boolean retries;
    /** Whether the outbox could not be used when it was last needed. */
    private final AtomicBoolean hasStoreFailed = new AtomicBoolean();

    private DeliveryLog(Channel channel, Metrics metrics, boolean retries) {
        this.channel = channel.name();
        this.metrics = metrics;
        this.retries = retries;
    }

    static DeliveryLog ofADaemon(Channel channel, Metrics metrics) {
        return new DeliveryLog(channel, metrics, true);
    }

    /** For a process that ends before it can retry. */
    static DeliveryLog ofOneRun(Channel channel, Metrics metrics) {
        return new DeliveryLog(channel, metrics, false);
    }

    void ended(Attempt attempt) {
        Delivery delivery = attempt.delivery();
        Outcome outcome = attempt.outcome();
        Optional<Instant> next = attempt.next();
        String id = delivery.alert().id();
        int attempts = delivery.attempts() + 1;
        metrics.attempted(channel, outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        if (outcome instanceof Outcome.Delivered) {
            at(Level.INFO, delivery)
                    .log(
                            "alert {} ({}) was delivered to channel '{}', attempt {}",
                            id,
                            what(delivery.alert()),
                            channel,
                            attempts);
        } else if (next.isPresent()) {
            String wait = retries
                    ? "; attempt " + (attempts + 1) + " in " + duration(Duration.between(attempt.at(), next.get()))
                    : "";
            boolean isIncident = outcome instanceof Outcome.Deferred deferred && deferred.isIncident();
            String line = "alert {} for channel '{}' was {} ({}){}";
            String how = outcome instanceof Outcome.Refused ? "refused" : "deferred";
            at(isIncident ? Level.ERROR : Level.WARN, delivery)
                    .log(
                            isIncident ? line + "; this needs manual action" : line,
                            id,
                            channel,
                            how,
                            outcome.answer(),
                            wait);
        } else {
            metrics.dead(channel);
            at(Level.ERROR, delivery)
                    .log(
                            "alert {} ({}) for channel '{}' is a dead letter ({}); 'vastwatch outbox retry {}' sends it again",
                            id,
                            what(delivery.alert()),
                            channel,
                            outcome.answer(),
                            delivery.id());
        }
        if (outcome instanceof Outcome.Rejected rejected && rejected.stops()) {
            at(Level.ERROR)
                    .log(
                            "channel '{}' accepts no more alerts ({}) and is stopped; its deliveries wait until they expire or"
                                    + " until 'vastwatch outbox retry --channel {}'",
                            channel,
                            outcome.answer(),
                            channel);
        }
    }

    void folded(Delivery folded, int others) {
        metrics.superseded(channel, others);
        at(Level.INFO, folded)
                .log(
                        "{} late alerts ({}) for channel '{}' are combined into {}",
                        others,
                        what(folded.alert()),
                        channel,
                        folded.id());
    }

    void superseded(Delivery delivery, Revalidation.Superseded superseded) {
        metrics.superseded(channel, 1);
        at(Level.INFO, delivery)
                .log(
                        "alert {} ({}) for channel '{}' is late and not sent: {}{}",
                        delivery.alert().id(),
                        what(delivery.alert()),
                        channel,
                        superseded.reason(),
                        superseded.isMissed() ? "; the channel's next message reports it" : "");
    }

    void changed(Delivery delivery, Delivery current) {
        metrics.superseded(channel, 1);
        List<Match> matches = current.alert().matches();
        long gone = matches.stream().filter(Match::isGone).count();
        long updated =
                matches.stream().filter(match -> match.update().isPresent()).count();
        int back = delivery.alert().matches().size() - matches.size();
        at(Level.INFO, delivery)
                .log(
                        "alert {} ({}) for channel '{}' is late and is sent in its current state: {}{}",
                        delivery.alert().id(),
                        what(delivery.alert()),
                        channel,
                        back > 0
                                ? back + " offers are back"
                                : gone + " offers are gone, " + (updated - gone) + " have another price",
                        current.id().equals(delivery.id()) ? "" : "; " + current.id() + " replaces " + delivery.id());
    }

    void failedWithBug(Delivery delivery, Throwable bug) {
        at(Level.ERROR, delivery)
                .setCause(bug)
                .log(
                        "alert {} cannot be sent to channel '{}' because of a bug",
                        delivery.alert().id(),
                        channel);
    }

    void templateFailed(Delivery delivery, String failure) {
        metrics.templateFailed(channel);
        at(Level.ERROR, delivery)
                .log(
                        "the template of channel '{}' could not be rendered for alert {} ({}): {}; sending the built-in message",
                        channel,
                        delivery.alert().id(),
                        what(delivery.alert()),
                        failure);
    }

    private LoggingEventBuilder at(Level level) {
        return LOG.atLevel(level).addKeyValue("channel", channel);
    }

    private LoggingEventBuilder at(Level level, Delivery delivery) {
        LoggingEventBuilder line =
                at(level).addKeyValue("alert", delivery.alert().id());
        return delivery.alert()
                .watch()
                .map(watch -> line.addKeyValue("watch", watch))
                .orElse(line);
    }

    private static String what(Alert alert) {
        return alert.alertKind()
                + alert.watch().map(watch -> " of watch '" + watch + "'").orElse("");
    }

    void worksAgain(Instant since, Instant now) {
        at(Level.INFO)
                .log(
                        "channel '{}' works again after {}; sending what was pending",
                        channel,
                        duration(Duration.between(since, now)));
    }

    void storeFailed(StoreFailure failure) {
        metrics.storeFailed();
        at(hasStoreFailed.getAndSet(true) ? Level.DEBUG : Level.ERROR)
                .log("outbox of channel '{}' cannot be used ({}); trying again", channel, failure.getMessage());
    }

    void storeWorks() {
        if (hasStoreFailed.getAndSet(false)) {
            at(Level.INFO).log("outbox of channel '{}' can be used again", channel);
        }
    }

    private static String duration(Duration duration) {
        return Durations.of(duration.plusMillis(500));
    }
}
