package io.github.vastwatch.daemon;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Dispatch;
import io.github.vastwatch.alert.Life;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.watch.LifeSign;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells now and then that the daemon is alive; what was due while it was down is told once when it is up. */
record LifeLine(Store store, Numbers numbers) {
    private static final Logger LOG = LoggerFactory.getLogger(LifeLine.class);

    void look(Config config, Instant now) {
        try {
            config.alive().ifPresent(sign -> look(sign, config, now));
        } catch (StoreFailure e) {
            numbers.storeFailed();
            LOG.error("the line of life could not be told ({}); trying again", e.getMessage());
        }
    }

    private void look(LifeSign sign, Config config, Instant now) {
        Life life = store.life(now);
        List<String> channels = sign.channels().isEmpty() ? config.everyone() : sign.channels();
        if (channels.isEmpty() || !sign.at().isDue(life.since(), now)) {
            return;
        }
        Alert alert = life.alert(UUID.randomUUID().toString(), now);
        store.alive(
                alert,
                new Dispatch(alert, channels).deliveries(() -> UUID.randomUUID().toString()));
        numbers.lived();
        LOG.info("{}; told to {}", alert.sentences().get(0), String.join(", ", channels));
    }
}
