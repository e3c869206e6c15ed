package io.github.vastwatch.daemon;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Targets;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

class DeliveryWorkersTest {
    @Test
    void aChannelThatWantedNoMoreIsSentToAgainWhenItsSettingsChange() throws Exception {
        try (Store store = Store.open(StateLocation.MEMORY)) {
            DeliveryWorkers deliveryWorkers = new DeliveryWorkers(store, new Metrics(), Clock.systemUTC());
            deliveryWorkers.take(Map.of("hook", channel("http://127.0.0.1:1/")));
            Delivery delivery = new Delivery("msg_1", "hook", Fixtures.alert("a"), NOON, 0, Optional.empty());
            store.outbox()
                    .record(List.of(
                            new Attempt(delivery, new Outcome.Rejected("HTTP 410", true), NOON, Optional.empty())));

            deliveryWorkers.take(Map.of("hook", channel("http://127.0.0.1:1/")));
            assertThat(store.channels().all().get(0).stoppedAt())
                    .as("unchanged")
                    .isPresent();

            deliveryWorkers.take(Map.of("hook", channel("http://127.0.0.1:2/")));
            assertThat(store.channels().all().get(0).stoppedAt()).isEmpty();

            Shutdown.of(deliveryWorkers.stop(), Duration.ofSeconds(10));
        }
    }

    private static Channel channel(String url) {
        return new Channel(
                "hook", Channel.Limits.DEFAULT, Targets.plain(new Webhook(HttpUrl.get(url), List.of(), 1000)));
    }
}
