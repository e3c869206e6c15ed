package io.github.vastwatch.daemon;

import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.notify.Heartbeat;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a heartbeat's address on a thread of its own, one call at a time: whoever hangs there holds up nothing. */
final class HeartbeatCall {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatCall.class);
    /** Such services answer at once; what takes longer is a failure, and the next call comes anyway. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Numbers numbers;
    private final OkHttpClient http = new OkHttpClient.Builder()
            .callTimeout(TIMEOUT)
            .followRedirects(false)
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
            .build();

    private final AtomicBoolean isUnderWay = new AtomicBoolean();
    private volatile boolean hasFailed;

    HeartbeatCall(Numbers numbers) {
        this.numbers = numbers;
    }

    void start(Heartbeat heartbeat) {
        if (isUnderWay.compareAndSet(false, true)) {
            Daemon.thread(() -> ended(heartbeat, answer(heartbeat)), "heartbeat")
                    .start();
        }
    }

    /** Empty when it was taken. */
    private String answer(Heartbeat heartbeat) {
        Request request = new Request.Builder()
                .url(heartbeat.url())
                .header("user-agent", "vastwatch")
                .build();
        try (Response response = http.newCall(request).execute()) {
            return response.isSuccessful() ? "" : "HTTP " + response.code();
        } catch (IOException e) {
            // Its message may name the address.
            return "no answer, " + e.getClass().getSimpleName();
        }
    }

    private void ended(Heartbeat heartbeat, String failure) {
        if (!failure.isEmpty() && !hasFailed) {
            LOG.warn(
                    "the heartbeat to {} failed ({}); the next one tries again, nothing else waits for it",
                    heartbeat,
                    failure);
        } else if (failure.isEmpty() && hasFailed) {
            LOG.info("the heartbeat to {} is taken again", heartbeat);
        }
        hasFailed = !failure.isEmpty();
        isUnderWay.set(false);
        numbers.heartbeat(failure.isEmpty() ? "sent" : "failed");
    }
}
