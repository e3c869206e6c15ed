package io.github.vastwatch.http;

import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Describes the status of an HTTP answer. */
public final class StatusText {
    private static final int PROXY_LOGIN = 407;

    private StatusText() {}

    /** {@code HTTP 503}, {@code HTTP 301: moved to example.org; redirects are not followed}. */
    public static String of(Response response, Transport transport) {
        String status = "HTTP " + response.code();
        HttpUrl url = response.request().url();
        Optional<Proxies.ProxyServer> proxy = transport.proxy(url);
        if (response.code() == PROXY_LOGIN && proxy.isPresent()) {
            return status + ": " + RequestProgress.NetworkFailure.wantsLogin(proxy.get());
        }
        @Nullable String location = response.header("location");
        if (!response.isRedirect()) {
            return status;
        }
        return status + ": moved to " + place(url, location == null ? null : url.resolve(location))
                + "; redirects are not followed";
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
