package io.github.vastwatch.health;

import io.github.vastwatch.alert.Activity;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.watch.ActivityReport;
import io.github.vastwatch.watch.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the activity report; one that was due while the daemon was down is sent once when it is up. */
public record ActivityReporter(Store store, Metrics metrics) {
    private static final Logger LOG = LoggerFactory.getLogger(ActivityReporter.class);

    /**
     * Sends a report that is due.
     *
     * @param usual the channels that get it where the config names none
     */
    public void report(Optional<ActivityReport> wanted, List<String> usual, Instant now) {
        try {
            wanted.ifPresent(each -> report(each.at(), each.channels().isEmpty() ? usual : each.channels(), now));
        } catch (StoreFailure.TurnOver e) {
            throw e;
        } catch (StoreFailure e) {
            metrics.storeFailed();
            LOG.error("the activity report could not be sent ({}); trying again", e.getMessage());
        }
    }

    private void report(Digest times, List<String> channels, Instant now) {
        Activity activity = store.daemon().activity(now);
        if (channels.isEmpty() || !times.isDue(activity.since(), now)) {
            return;
        }
        Alert alert = activity.alert(UUID.randomUUID().toString(), now);
        List<Delivery> deliveries =
                Delivery.of(alert, channels, () -> UUID.randomUUID().toString());
        if (store.daemon().reportActivity(activity, deliveries, now)) {
            metrics.activityReported();
            LOG.info("{}; sent to {}", alert.sentences().get(0), String.join(", ", channels));
        }
    }
}
