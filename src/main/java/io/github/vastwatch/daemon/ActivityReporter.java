package io.github.vastwatch.daemon;

import io.github.vastwatch.alert.Activity;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.watch.ActivityReport;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the activity report; one that was due while the daemon was down is sent once after the start. */
record ActivityReporter(Store store, Metrics numbers) {
    private static final Logger LOG = LoggerFactory.getLogger(ActivityReporter.class);

    void look(Config config, Instant now) {
        try {
            config.alive().ifPresent(sign -> look(sign, config, now));
        } catch (StoreFailure e) {
            numbers.storeFailed();
            LOG.error("the activity report could not be sent ({}); trying again", e.getMessage());
        }
    }

    private void look(ActivityReport sign, Config config, Instant now) {
        Activity activity = store.activity(now);
        List<String> channels = sign.channels().isEmpty() ? config.everyone() : sign.channels();
        if (channels.isEmpty() || !sign.at().isDue(activity.since(), now)) {
            return;
        }
        Alert alert = activity.alert(UUID.randomUUID().toString(), now);
        store.alive(Delivery.of(alert, channels, () -> UUID.randomUUID().toString()), now);
        numbers.lived();
        LOG.info("{}; sent to {}", alert.sentences().get(0), String.join(", ", channels));
    }
}
