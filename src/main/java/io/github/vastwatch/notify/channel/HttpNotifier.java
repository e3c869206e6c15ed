package io.github.vastwatch.notify.channel;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.http.RequestProgress;
import io.github.vastwatch.http.RetryAfter;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.text.SafeText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends alerts to an HTTP service, and decides what its answers mean. */
final class HttpNotifier implements Notifier {
    private static final Logger LOG = LoggerFactory.getLogger(HttpNotifier.class);
    private static final MediaType JSON = MediaType.get("application/json");
    /** What is shown of an answer: a sentence. */
    private static final int WORDS = 200;

    /** The names of a certificate alone can fill a page. */
    private static final int WHY = 400;

    /** Common servers close a connection after 2 s to 75 s without a request. */
    private static final Duration KEPT = Duration.ofSeconds(1);

    private final HttpTarget settings;
    private final HttpService httpService;
    private final Template template;
    /** Made with the first request: setting up TLS takes a tenth of a start. */
    private @Nullable Clients clients;
    /** Until the end of a series: many small servers close each connection, some without saying so. */
    private volatile boolean isClosing;

    HttpNotifier(HttpTarget settings, Template template) {
        this.settings = settings;
        this.template = template;
        this.httpService = settings.httpService();
    }

    /**
     * The clients of one service.
     *
     * @param http sends each request on a connection of its own
     * @param kept keeps connections open while there is more to send
     */
    private record Clients(OkHttpClient http, OkHttpClient kept, boolean isProxied) {
        static Clients of(HttpTarget settings) {
            // The outbox retries, and counts attempts.
            OkHttpClient client = settings.transport()
                    .client(settings.timeout())
                    .retryOnConnectionFailure(false)
                    .build();
            boolean isProxied = client
                    .proxySelector()
                    .select(settings.httpService().url().uri())
                    .stream()
                    .anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
            // The proxy itself may be in this network.
            OkHttpClient http = settings.allowPrivate() || isProxied
                    ? client
                    : client.newBuilder().dns(PrivateAddress::lookup).build();
            OkHttpClient kept = http.newBuilder()
                    .connectionPool(new ConnectionPool(Channel.Limits.MOST, KEPT.toMillis(), TimeUnit.MILLISECONDS))
                    .build();
            return new Clients(http, kept, isProxied);
        }
    }

    private synchronized Clients clients() {
        if (clients == null) {
            clients = Clients.of(settings);
        }
        return clients;
    }

    @Override
    public Notifier.Rendering render(Delivery delivery, Instant now) {
        return Notifier.Rendering.of(template, each -> httpService.render(delivery.alert(), each, now));
    }

    @Override
    public Outcome send(Delivery delivery, Delivery.Content content, Instant now) {
        return send(isClosing ? clients().http : clients().kept, delivery.id(), content.text(), now, true)
                .with(settings::redact);
    }

    private Outcome send(OkHttpClient client, String id, String text, Instant now, boolean follows) {
        RequestProgress requestProgress = settings.transport().progress(httpService.url());
        try {
            refusePrivate();
            Request request = requestProgress.on(request(id, text, now));
            try (Response response = client.newCall(request).execute()) {
                isClosing |= response.protocol() == Protocol.HTTP_1_0;
                String body = HttpService.body(response);
                Optional<HttpService.Moved> moved = follows ? httpService.moved(text, body) : Optional.empty();
                return moved.isPresent()
                        ? followed(moved.get(), send(client, id, moved.get().body(), now, false))
                        : outcome(response, body, now);
            }
        } catch (PrivateAddress.Refused e) {
            return Outcome.Deferred.incident(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            if (client == clients().kept && requestProgress.isReused() && !(e instanceof InterruptedIOException)) {
                // The server closed the connection after the answer before.
                isClosing = true;
                return send(clients().http, id, text, now, follows);
            }
            String why = SafeText.cut(SafeText.isolated(requestProgress.words(e, clients().http)), WHY);
            return requestProgress.isSent()
                    ? Outcome.Deferred.unknown(why)
                    : new Outcome.Deferred(why, Optional.empty());
        }
    }

    /** What an answer means, by the rules of Standard Webhooks 1.0. */
    private Outcome outcome(Response response, String body, Instant now) {
        int status = response.code();
        Optional<Outcome> own = httpService.specialOutcome(status);
        if (own.isPresent()) {
            return own.get();
        }
        if (status >= 200 && status < 300) {
            return new Outcome.Delivered("HTTP " + status);
        }
        // Redacted before it is cut: half a secret is secret, too.
        String words = SafeText.cut(settings.redact(SafeText.isolated(httpService.message(body))), WORDS);
        String said = settings.transport().status(response);
        String answer = said + (words.isEmpty() ? "" : (said.contains(": ") ? "; " : ": ") + words);
        Optional<Duration> wait = RetryAfter.of(response, now).or(() -> httpService.retryAfter(body));
        return switch (status) {
            case 410 -> new Outcome.Rejected(answer, true);
            // 413 is not in the standard; but the body would be as large the next time.
            case 400, 401, 403, 404, 405, 413, 422 -> new Outcome.Refused(answer);
            // The request was not processed.
            case 408, 429, 503 -> new Outcome.Deferred(answer, wait);
            // It may have been: forms answer an accepted request with a redirect.
            default -> new Outcome.Deferred(answer, wait, true, false, List.of());
        };
    }

    private Outcome followed(HttpService.Moved moved, Outcome outcome) {
        if (!(outcome instanceof Outcome.Delivered delivered)) {
            return outcome;
        }
        LOG.warn("{}", moved.advice());
        return new Outcome.Delivered(delivered.answer() + "; " + settings.redact(moved.advice()));
    }

    /** Numeric addresses are not resolved, and a proxy resolves names itself. */
    private void refusePrivate() throws IOException {
        String host = httpService.url().host();
        boolean isLiteral = host.contains(":") || host.matches("[0-9.]+");
        if (settings.allowPrivate() || !(isLiteral || clients().isProxied)) {
            return;
        }
        InetAddress[] found;
        try {
            found = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            // Only the proxy knows the address.
            return;
        }
        if (Arrays.stream(found).anyMatch(PrivateAddress::is)) {
            throw new PrivateAddress.Refused(host);
        }
    }

    private Request request(String id, String text, Instant now) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Request.Builder request =
                Transport.request(httpService.url()).method(settings.method(), RequestBody.create(bytes, type()));
        Map<String, String> own = httpService.headers(id, bytes, now);
        own.forEach(request::header);
        settings.headers().forEach((name, value) -> request.header(name, value.reveal()));
        return request.build();
    }

    private MediaType type() {
        return settings.contentType().map(MediaType::parse).orElse(JSON);
    }

    @Override
    public synchronized void rest() {
        if (clients != null) {
            clients.kept.connectionPool().evictAll();
        }
        isClosing = false;
    }

    @Override
    public synchronized void close() {
        if (clients != null) {
            clients.http.dispatcher().executorService().shutdown();
            clients.http.connectionPool().evictAll();
            clients.kept.connectionPool().evictAll();
        }
    }

    /** Rejects addresses of this machine and of private networks. */
    static final class PrivateAddress {
        private PrivateAddress() {}

        /** Resolves names as the system does, once, and rejects private addresses. */
        static List<InetAddress> lookup(String host) throws UnknownHostException {
            List<InetAddress> found = Dns.SYSTEM.lookup(host);
            if (found.stream().anyMatch(PrivateAddress::is)) {
                throw new Refused(host);
            }
            return found;
        }

        /**
         * Whether an address is one of this machine, a private network or a reserved range: the
         * registries of RFC 6890 and addresses that map to them.
         */
        static boolean is(InetAddress address) {
            byte[] bytes = address.getAddress();
            if (bytes.length == 16) {
                if (startsWith(bytes, 0x00, 0x64, 0xff, 0x9b) && isZero(bytes, 4, 12)) {
                    return is(embedded(bytes, 12));
                }
                if (startsWith(bytes, 0x20, 0x02)) {
                    return is(embedded(bytes, 2));
                }
            }
            boolean isUniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
            // 100.64.0.0/10, between a provider and its customers; cloud providers keep metadata there too.
            boolean isShared = bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
            boolean isThisNetwork = bytes.length == 4 && bytes[0] == 0;
            boolean isReserved = bytes.length == 4
                    ? (bytes[0] & 0xf0) == 0xf0
                            || startsWith(bytes, 192, 0, 0)
                            || (startsWith(bytes, 198) && (bytes[1] & 0xfe) == 18)
                    // NAT64 of a network's own, Teredo, and IPv4 written as IPv6.
                    : startsWith(bytes, 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01)
                            || startsWith(bytes, 0x20, 0x01, 0x00, 0x00)
                            || isZero(bytes, 0, 12);
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isSiteLocalAddress()
                    || address.isMulticastAddress()
                    || isUniqueLocal
                    || isShared
                    || isReserved
                    || isThisNetwork;
        }

        private static boolean startsWith(byte[] bytes, int... start) {
            return IntStream.range(0, start.length).allMatch(at -> (bytes[at] & 0xff) == start[at]);
        }

        private static boolean isZero(byte[] bytes, int from, int to) {
            return IntStream.range(from, to).allMatch(at -> bytes[at] == 0);
        }

        private static InetAddress embedded(byte[] bytes, int from) {
            try {
                return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
            } catch (UnknownHostException e) {
                throw new IllegalStateException("four bytes are an address", e);
            }
        }

        /** A name or an address that resolves to a private address. */
        static final class Refused extends UnknownHostException {
            private static final long serialVersionUID = 1L;

            Refused(String host) {
                super(host + " is a private address, and allow_private is false");
            }
        }
    }
}
