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

/** The progress of one request, attached to it as a tag; describes why it got no answer. */
public final class RequestProgress extends EventListener {
    /** The last step that began. */
    enum Stage {
        LOOKUP,
        CONNECT,
        HANDSHAKE,
        ANSWER
    }

    private final HttpUrl url;
    private final Optional<ProxyServer> proxy;
    private volatile Stage stage = Stage.LOOKUP;

    RequestProgress(HttpUrl url, Optional<ProxyServer> proxy) {
        this.url = url;
        this.proxy = proxy;
    }

    /** The request with this progress as its tag. */
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

    /** Whether the receiver may have received the request. */
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
     * Why there was no answer, for people. It may quote the other side, and contains nothing of the URL but its host
     * and port.
     *
     * @param http the client that made the attempt, for its timeouts
     */
    public String words(Throwable failure, OkHttpClient http) {
        return new NetworkFailure(this, http).words(failure);
    }

    /** {@code 20 s}. */
    static String seconds(int millis) {
        return millis % 1000 == 0 ? Duration.ofMillis(millis).toSeconds() + " s" : millis + " ms";
    }
}
