package io.github.vastwatch.http;

import java.net.Proxy;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * How requests travel: through which proxies, and under which certificates.
 *
 * @param proxies empty where neither config nor environment names one: then the JVM's own settings count
 * @param authorities the certificates to trust in place of the system's
 */
public record Transport(Optional<Proxies> proxies, Optional<TrustedCertificates> authorities) {
    /** Straight, by the system's certificates. */
    public static final Transport DIRECT = new Transport(Optional.empty(), Optional.empty());

    private static final String RETRY_AFTER = "Retry-After";
    private static final String PROXY_LOGIN = "Proxy-Authorization";

    /** The proxy on the way to an address. */
    public Optional<ProxyServer> proxy(HttpUrl url) {
        return proxies.flatMap(each -> each.to(url));
    }

    /** {@code , through http://***@proxy.example.org:3128}; nothing where an address is reached directly. */
    public String words(HttpUrl url) {
        return proxy(url).map(proxy -> ", through " + proxy).orElse("");
    }

    /** What the proxy on the way to an address may repeat, and must not be shown. */
    public Stream<String> secrets(HttpUrl url) {
        return proxy(url).flatMap(ProxyServer::login).stream().flatMap(basicLogin -> basicLogin.secrets().stream());
    }

    /** Makes a client travel so, and tell the {@link RequestProgress} of each request how far it comes. */
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

    /** The library would send a request again at once by itself where a busy server asks to wait 0 seconds. */
    private static Response answeredOnce(Response response) {
        return response.code() == 503 && "0".equals(response.header(RETRY_AFTER))
                ? response.newBuilder().removeHeader(RETRY_AFTER).build()
                : response;
    }

    /** The login is sent with the first request for a tunnel; a proxy that asks for it again refuses it. */
    private @Nullable Request tunnel(@Nullable Route route, Response response) {
        Request request = response.request();
        Request with = withLogin(request);
        boolean isNew = request.isHttps() && request.header(PROXY_LOGIN) == null && with.header(PROXY_LOGIN) != null;
        return isNew ? with : null;
    }

    private Request withLogin(Request request) {
        return proxy(request.url())
                .flatMap(ProxyServer::login)
                .map(basicLogin -> request.newBuilder()
                        .header(PROXY_LOGIN, basicLogin.basic())
                        .build())
                .orElse(request);
    }
}
