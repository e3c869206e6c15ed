package io.github.vastwatch.http;

import io.github.vastwatch.http.RequestProgress.NetworkFailure;
import java.net.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * The proxies and certificates that requests use.
 *
 * @param proxies empty if neither config nor environment names one; the JVM's own settings apply then
 * @param authorities the certificates to trust instead of the system's
 */
public record Transport(Optional<Proxies> proxies, Optional<TrustedCertificates> authorities) {
    /** No proxy, and the system's certificates. */
    public static final Transport DIRECT = new Transport(Optional.empty(), Optional.empty());

    /** A host that is up accepts within milliseconds; a longer wait only delays other alerts. */
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private static final String RETRY_AFTER = "Retry-After";
    private static final String PROXY_LOGIN = "Proxy-Authorization";
    private static final int PROXY_LOGIN_REQUIRED = 407;

    /** The progress of a request that is about to be sent. */
    public RequestProgress progress(HttpUrl url) {
        return new RequestProgress(url, proxy(url));
    }

    /** The proxy for an address. */
    public Optional<Proxies.ProxyServer> proxy(HttpUrl url) {
        return proxies.flatMap(each -> each.to(url));
    }

    /** {@code , through http://***@proxy.example.org:3128}, or nothing if the address is reached directly. */
    public String words(HttpUrl url) {
        return proxy(url).map(proxy -> ", through " + proxy).orElse("");
    }

    /** Secrets that the proxy for an address may repeat and that must not be shown. */
    public Stream<String> secrets(HttpUrl url) {
        return proxy(url).flatMap(Proxies.ProxyServer::login).stream()
                .flatMap(basicLogin -> basicLogin.secrets().stream());
    }

    /**
     * A client for rare requests, each on a connection of its own: small servers close idle ones silently. It follows no
     * redirects.
     *
     * @param timeout from resolving the name to the last byte of the answer
     */
    public OkHttpClient.Builder client(Duration timeout) {
        return into(new OkHttpClient.Builder())
                .connectTimeout(CONNECT.compareTo(timeout) < 0 ? CONNECT : timeout)
                .readTimeout(timeout)
                .callTimeout(timeout)
                .followRedirects(false)
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS));
    }

    /** A request to a URL, whose login goes into a header. */
    public static Request.Builder request(HttpUrl url) {
        Request.Builder request =
                new Request.Builder().url(BasicLogin.without(url)).header("user-agent", "vastwatch");
        BasicLogin.of(url).ifPresent(login -> request.header("authorization", login.basic()));
        return request;
    }

    /** Applies these settings to a client, and reports each request's progress to its {@link RequestProgress}. */
    public OkHttpClient.Builder into(OkHttpClient.Builder client) {
        client.eventListenerFactory(
                call -> Optional.<EventListener>ofNullable(call.request().tag(RequestProgress.class))
                        .orElse(EventListener.NONE));
        client.addNetworkInterceptor(chain -> answeredOnce(chain.proceed(chain.request())));
        authorities.ifPresent(each -> client.sslSocketFactory(each.sockets(), each.trust()));
        proxies.ifPresent(each -> client.proxySelector(each.selector())
                .proxyAuthenticator(this::tunnel)
                .addNetworkInterceptor(chain -> {
                    Request request = chain.request();
                    boolean isForwarded = !request.isHttps()
                            && chain.connection() != null
                            && chain.connection().route().proxy().type() == Proxy.Type.HTTP;
                    return chain.proceed(isForwarded ? withLogin(request) : request);
                }));
        return client;
    }

    /** OkHttp repeats a request at once if a busy server asks it to wait 0 seconds. */
    private static Response answeredOnce(Response response) {
        return response.code() == 503 && "0".equals(response.header(RETRY_AFTER))
                ? response.newBuilder().removeHeader(RETRY_AFTER).build()
                : response;
    }

    /** Sends the login with the first request for a tunnel; a proxy that asks for it again has rejected it. */
    private @Nullable Request tunnel(@Nullable Route route, Response response) {
        Request request = response.request();
        Request with = withLogin(request);
        boolean isNew = request.isHttps() && request.header(PROXY_LOGIN) == null && with.header(PROXY_LOGIN) != null;
        return isNew ? with : null;
    }

    private Request withLogin(Request request) {
        return proxy(request.url())
                .flatMap(Proxies.ProxyServer::login)
                .map(basicLogin -> request.newBuilder()
                        .header(PROXY_LOGIN, basicLogin.basic())
                        .build())
                .orElse(request);
    }

    /** The status of an answer: {@code HTTP 503}, {@code HTTP 301: moved to example.org; redirects are not followed}. */
    public String status(Response response) {
        String status = "HTTP " + response.code();
        HttpUrl url = response.request().url();
        if (response.code() == PROXY_LOGIN_REQUIRED && proxy(url).isPresent()) {
            return status + ": " + NetworkFailure.wantsLogin(proxy(url).get());
        }
        @Nullable String location = response.header("location");
        return response.isRedirect()
                ? status + ": moved to " + place(url, location == null ? null : url.resolve(location))
                        + "; redirects are not followed"
                : status;
    }

    /** Only scheme, host and port: the rest may be secret. */
    private static String place(HttpUrl from, @Nullable HttpUrl to) {
        if (to == null) {
            return "no URL";
        }
        boolean isUsual = to.port() == HttpUrl.defaultPort(to.scheme());
        String host = to.host() + (isUsual ? "" : ":" + to.port());
        if (!to.scheme().equals(from.scheme())) {
            return to.scheme() + "://" + host;
        }
        return to.host().equals(from.host()) && to.port() == from.port() ? "another path of " + host : host;
    }
}
