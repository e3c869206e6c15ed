package io.github.vastwatch.notify;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Posts alerts as JSON with the headers of Standard Webhooks 1.0. */
final class WebhookNotifier implements Notifier {
    private static final MediaType JSON = MediaType.get("application/json");

    private final WebhookSettings settings;
    private final OkHttpClient http;

    WebhookNotifier(WebhookSettings settings) {
        this.settings = settings;
        this.http = new OkHttpClient.Builder()
                .connectTimeout(Duration.ofSeconds(10))
                .readTimeout(Duration.ofSeconds(15))
                // Standard Webhooks suggests 15 to 30 s for a receiver that is slow.
                .callTimeout(Duration.ofSeconds(20))
                .followRedirects(false)
                // Retrying is the outbox's business, which counts.
                .retryOnConnectionFailure(false)
                // Alerts are rare, and small receivers close a connection without saying so: each gets a fresh one.
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .build();
    }

    @Override
    public Delivery.Content render(Delivery delivery) {
        return new Delivery.Content(WebhookBody.of(delivery.alert()).toString());
    }

    @Override
    public Outcome send(Delivery delivery, Delivery.Content content, Instant now) {
        try (Response response =
                http.newCall(request(delivery.id(), content.text(), now)).execute()) {
            return outcome(response, now);
        } catch (InterruptedIOException e) {
            return new Outcome.Deferred("no answer in time", Optional.empty());
        } catch (IOException e) {
            return new Outcome.Deferred(
                    "no answer from " + settings.url().host() + " ("
                            + e.getClass().getSimpleName() + ")",
                    Optional.empty());
        }
    }

    private Request request(String id, String body, Instant now) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String timestamp = String.valueOf(now.getEpochSecond());
        Request.Builder request = new Request.Builder()
                .url(settings.url())
                .header("user-agent", "vastwatch")
                .header("webhook-id", id)
                .header("webhook-timestamp", timestamp)
                .post(RequestBody.create(bytes, JSON));
        settings.secret()
                .ifPresent(secret -> request.header(
                        "webhook-signature",
                        signature(WebhookSettings.key(secret), id + "." + timestamp + ".", bytes)));
        return request.build();
    }

    /** {@code v1,} and the HMAC-SHA256 of id, timestamp and body, from the specification. */
    static String signature(byte[] key, String prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(prefix.getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static Outcome outcome(Response response, Instant now) {
        String answer = "HTTP " + response.code();
        if (response.isSuccessful()) {
            return new Outcome.Delivered(answer);
        }
        return switch (response.code()) {
            // Gone: the receiver wants no more.
            case 410 -> new Outcome.Rejected(answer);
            default -> new Outcome.Deferred(answer, RetryAfter.of(response.header("retry-after", ""), now));
        };
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
