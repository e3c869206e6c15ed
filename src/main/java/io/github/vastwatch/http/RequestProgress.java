package io.github.vastwatch.http;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** How far one request has come; goes with it as a tag, and says in words why it got no answer. */
public final class RequestProgress extends EventListener {
    /** What was being done last. */
    enum Stage {
        LOOKUP,
        CONNECT,
        HANDSHAKE,
        ANSWER
    }

    private final HttpUrl url;
    private final Optional<ProxyServer> proxy;
    private volatile Stage stage = Stage.LOOKUP;

    public RequestProgress(HttpUrl url, Transport transport) {
        this.url = url;
        this.proxy = transport.proxy(url);
    }

    /** The request with this attempt. */
    public Request on(Request request) {
        return request.newBuilder().tag(RequestProgress.class, this).build();
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy by) {
        stage = Stage.CONNECT;
    }

    @Override
    public void secureConnectStart(Call call) {
        stage = Stage.HANDSHAKE;
    }

    @Override
    public void requestHeadersStart(Call call) {
        stage = Stage.ANSWER;
    }

    /** Whether the receiver may have got the request. */
    public boolean isSent() {
        return stage == Stage.ANSWER;
    }

    Stage stage() {
        return stage;
    }

    HttpUrl url() {
        return url;
    }

    Optional<ProxyServer> proxy() {
        return proxy;
    }

    /**
     * Why there was no answer, for people. It may repeat what the other side said, but nothing of the URL besides its host
     * and its port.
     *
     * @param http the client that made the attempt, which knows how long it waits
     */
    public String words(Throwable failure, OkHttpClient http) {
        return new NetworkFailure(this, http).words(failure);
    }

    /** {@code 20 s}. */
    static String seconds(int millis) {
        return millis % 1000 == 0 ? Duration.ofMillis(millis).toSeconds() + " s" : millis + " ms";
    }
}
