package io.github.vastwatch.deliver;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.store.ClaimedDelivery;
import io.github.vastwatch.store.StoreFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and counts one channel's deliveries. */
final class DeliveryLog {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);

    private final String channel;
    private final Metrics numbers;
    private final boolean goesOn;

    private DeliveryLog(Channel channel, Metrics numbers, boolean goesOn) {
        this.channel = channel.name();
        this.numbers = numbers;
        this.goesOn = goesOn;
    }

    static DeliveryLog ofADaemon(Channel channel, Metrics numbers) {
        return new DeliveryLog(channel, numbers, true);
    }

    /** For a process that ends before it can retry. */
    static DeliveryLog ofOneRun(Channel channel, Metrics numbers) {
        return new DeliveryLog(channel, numbers, false);
    }

    void ended(Delivery delivery, Outcome outcome, Instant now, Optional<Instant> next) {
        String id = delivery.alert().id();
        int attempts = delivery.attempts() + 1;
        numbers.attempted(channel, outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        if (outcome instanceof Outcome.Delivered) {
            LOG.info(
                    "alert {} ({}) was delivered to channel '{}', attempt {}",
                    id,
                    what(delivery.alert()),
                    channel,
                    attempts);
        } else if (next.isPresent()) {
            String wait =
                    goesOn ? "; attempt " + (attempts + 1) + " in " + duration(Duration.between(now, next.get())) : "";
            boolean isTrouble = outcome instanceof Outcome.Deferred deferred && deferred.isTrouble();
            String line = "alert {} for channel '{}' was {} ({}){}";
            String how = outcome instanceof Outcome.Refused ? "refused" : "deferred";
            if (isTrouble) {
                LOG.error(line + "; this needs manual action", id, channel, how, outcome.answer(), wait);
            } else {
                LOG.warn(line, id, channel, how, outcome.answer(), wait);
            }
        } else {
            numbers.dead(channel);
            LOG.error(
                    "alert {} ({}) for channel '{}' is a dead letter ({}); 'vastwatch outbox retry {}' sends it again",
                    id,
                    what(delivery.alert()),
                    channel,
                    outcome.answer(),
                    delivery.id());
        }
        if (outcome instanceof Outcome.Rejected rejected && rejected.stops()) {
            LOG.error(
                    "channel '{}' accepts no more alerts ({}) and is stopped; its deliveries wait until they expire or"
                            + " until 'vastwatch outbox retry --channel {}'",
                    channel,
                    outcome.answer(),
                    channel);
        }
    }

    void claimed(ClaimedDelivery claimedDelivery) {
        if (claimedDelivery.folded() > 0) {
            numbers.superseded(channel, claimedDelivery.folded());
            LOG.info(
                    "{} late alerts ({}) for channel '{}' are combined into {}",
                    claimedDelivery.folded(),
                    what(claimedDelivery.delivery().alert()),
                    channel,
                    claimedDelivery.delivery().id());
        } else if (claimedDelivery.isOver() || claimedDelivery.superseded().isPresent()) {
            late(claimedDelivery);
        }
    }

    private void late(ClaimedDelivery claimedDelivery) {
        numbers.superseded(channel, 1);
        Delivery delivery = claimedDelivery.delivery();
        if (delivery.alert().alertKind() == AlertKind.OFFERS_LEFT) {
            LOG.info(
                    "alert {} ({}) for channel '{}' is late; offers that are back are not reported as gone",
                    delivery.alert().id(),
                    what(delivery.alert()),
                    channel);
            return;
        }
        long gone = delivery.alert().matches().stream().filter(Match::isGone).count();
        long changed = delivery.alert().matches().stream()
                .filter(match -> match.since().isPresent())
                .count();
        if (claimedDelivery.isOver()) {
            LOG.info(
                    "alert {} ({}) for channel '{}' is late and its {} offers are gone; the channel's next message says so",
                    delivery.alert().id(),
                    what(delivery.alert()),
                    channel,
                    gone);
        } else {
            LOG.info(
                    "alert {} ({}) for channel '{}' is late: of {} offers {} are gone and {} have another price; {} replaces {}",
                    delivery.alert().id(),
                    what(delivery.alert()),
                    channel,
                    delivery.alert().matches().size(),
                    gone,
                    changed - gone,
                    delivery.id(),
                    claimedDelivery.superseded().orElse(""));
        }
    }

    void isBug(Delivery delivery, Throwable bug) {
        LOG.error(
                "alert {} cannot be sent to channel '{}' because of a bug",
                delivery.alert().id(),
                channel,
                bug);
    }

    void templateFailed(Delivery delivery, String failure) {
        numbers.templateFailed(channel);
        LOG.error(
                "the template of channel '{}' could not be rendered for alert {} ({}): {}; sending the built-in message",
                channel,
                delivery.alert().id(),
                what(delivery.alert()),
                failure);
    }

    private static String what(Alert alert) {
        return alert.alertKind()
                + alert.watch().map(watch -> " of watch '" + watch + "'").orElse("");
    }

    void worksAgain(Instant since, Instant now) {
        LOG.info(
                "channel '{}' works again after {}; sending what was pending",
                channel,
                duration(Duration.between(since, now)));
    }

    void storeFailed(StoreFailure failure) {
        numbers.storeFailed();
        LOG.error("outbox of channel '{}' cannot be used ({}); trying again", channel, failure.getMessage());
    }

    /** {@code 1h30m}, {@code 5s}. */
    static String duration(Duration duration) {
        Duration whole = duration.plusMillis(500).truncatedTo(ChronoUnit.SECONDS);
        return whole.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
