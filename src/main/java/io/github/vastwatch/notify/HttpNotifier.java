package io.github.vastwatch.notify;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Sends alerts over HTTP in a format. */
final class HttpNotifier implements Notifier {
    private static final MediaType JSON = MediaType.get("application/json");
    /** An answer is for people to read in one line; whoever sends more is not read to the end. */
    private static final long ANSWER_BYTES = 16_384;
    /** A host that is up answers within milliseconds; waiting longer only makes the alert later elsewhere. */
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final HttpSettings settings;
    private final Format format;
    private final Template template;
    private final OkHttpClient http;

    HttpNotifier(HttpSettings settings, Template template) {
        this.settings = settings;
        this.template = template;
        this.format = settings.format();
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectTimeout(CONNECT.compareTo(settings.timeout()) < 0 ? CONNECT : settings.timeout())
                .readTimeout(settings.timeout())
                .callTimeout(settings.timeout())
                .followRedirects(false)
                // Retrying is the outbox's business, which counts.
                .retryOnConnectionFailure(false)
                // Alerts are rare, and small receivers close a connection without saying so: each gets a fresh one.
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                // From here on the receiver may have it.
                .addNetworkInterceptor(chain -> {
                    Optional.ofNullable(chain.request().tag(AtomicBoolean.class))
                            .ifPresent(sent -> sent.set(true));
                    return chain.proceed(chain.request());
                });
        settings.proxy().ifPresent(builder::proxy);
        settings.authorities()
                .ifPresent(authorities -> builder.sslSocketFactory(authorities.sockets(), authorities.trust()));
        if (!settings.allowPrivate()) {
            builder.dns(PrivateAddress::lookup);
        }
        this.http = builder.build();
    }

    @Override
    public Rendering render(Delivery delivery, Instant now) {
        return Rendering.of(template, each -> format.render(delivery.alert(), each, now));
    }

    @Override
    public Outcome send(Delivery delivery, Delivery.Content content, Instant now) {
        AtomicBoolean sent = new AtomicBoolean();
        try {
            refusePrivate();
            Request request = request(delivery.id(), content.text(), now)
                    .newBuilder()
                    .tag(AtomicBoolean.class, sent)
                    .build();
            try (Response response = http.newCall(request).execute()) {
                return Verdict.of(
                        format, settings, response.code(), response.header("retry-after", ""), body(response), now);
            }
        } catch (PrivateAddress.Refused e) {
            return Outcome.Deferred.trouble(String.valueOf(e.getMessage()));
        } catch (InterruptedIOException e) {
            return unanswered("no answer in time", sent.get());
        } catch (SSLException e) {
            return unanswered(
                    "no safe connection to " + format.url().host() + " ("
                            + Words.oneLine(String.valueOf(e.getMessage())) + ")",
                    sent.get());
        } catch (IOException e) {
            return unanswered(
                    "no answer from " + format.url().host() + " ("
                            + e.getClass().getSimpleName() + ")",
                    sent.get());
        }
    }

    private static Outcome unanswered(String reason, boolean sent) {
        return sent ? Outcome.Deferred.unknown(reason) : new Outcome.Deferred(reason, Optional.empty());
    }

    /** What is written as numbers is not looked up. */
    private void refusePrivate() throws IOException {
        String host = format.url().host();
        boolean isLiteral = host.contains(":") || host.matches("[0-9.]+");
        if (!settings.allowPrivate() && isLiteral && PrivateAddress.is(InetAddress.getByName(host))) {
            throw new PrivateAddress.Refused(host);
        }
    }

    private Request request(String id, String text, Instant now) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Request.Builder request = new Request.Builder()
                .url(format.url())
                .header("user-agent", "vastwatch")
                .method(settings.method(), RequestBody.create(bytes, type()));
        Map<String, String> own = format.headers(id, bytes, now);
        own.forEach(request::header);
        settings.headers().forEach((name, value) -> request.header(name, value.reveal()));
        return request.build();
    }

    private MediaType type() {
        return settings.contentType().map(MediaType::parse).orElse(JSON);
    }

    private static String body(Response response) {
        try {
            return response.peekBody(ANSWER_BYTES).string();
        } catch (IOException e) {
            // The status is what counts; it was there.
            return "";
        }
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
