package io.github.vastwatch.http;

import io.github.vastwatch.http.RequestProgress.Stage;
import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

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
    private final Optional<Proxies.ProxyServer> proxy;
    private volatile Stage stage = Stage.LOOKUP;
    private volatile boolean isConnected;
    private volatile long received;

    RequestProgress(HttpUrl url, Optional<Proxies.ProxyServer> proxy) {
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
        isConnected = true;
    }

    @Override
    public void secureConnectStart(Call call) {
        stage = Stage.HANDSHAKE;
    }

    @Override
    public void requestHeadersStart(Call call) {
        stage = Stage.ANSWER;
    }

    @Override
    public void responseBodyEnd(Call call, long byteCount) {
        received = byteCount;
    }

    /** The size of the answer's body as it came over the connection, compressed where it was; 0 before its end. */
    public long received() {
        return received;
    }

    /** Whether the receiver may have received the request. */
    public boolean isSent() {
        return stage == Stage.ANSWER;
    }

    /** Whether the request went over a connection that an earlier one had opened. */
    public boolean isReused() {
        return isSent() && !isConnected;
    }

    Stage stage() {
        return stage;
    }

    HttpUrl url() {
        return url;
    }

    Optional<Proxies.ProxyServer> proxy() {
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

    /** Describes network failures in plain words. The JDK's messages change between releases and name its classes. */
    static final class NetworkFailure {
        private static final Pattern NAMES = Pattern.compile("subjectAltNames: \\[(.*)\\]");
        private static final Pattern TUNNEL = Pattern.compile("Unexpected response code for CONNECT: (\\d+)");
        private static final Pattern STATUS_LINE = Pattern.compile("(?s)Unexpected status line: (.*)");
        private static final Pattern DATE = Pattern.compile("(\\w{3}) (\\d{2}) [\\d:]+ \\S+ (\\d{4})$");
        /** A certificate can have hundreds of names. */
        private static final int SHOWN = 80;

        private final RequestProgress requestProgress;
        private final OkHttpClient http;
        private final String host;

        NetworkFailure(RequestProgress requestProgress, OkHttpClient http) {
            this.requestProgress = requestProgress;
            this.http = http;
            this.host = requestProgress.url().host();
        }

        String words(Throwable failure) {
            String message = String.valueOf(failure.getMessage());
            Optional<String> byProxy = requestProgress.proxy().flatMap(proxy -> proxy(proxy, failure, message));
            if (byProxy.isPresent()) {
                return byProxy.get();
            }
            if (failure instanceof UnknownHostException) {
                return "the name " + host + " was not found; check its spelling and this machine's DNS";
            }
            if (failure instanceof InterruptedIOException) {
                return late(host, failure, message);
            }
            if (failure instanceof SSLException broken) {
                return tls(broken, message);
            }
            if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
                return unconnected(host, requestProgress.url().port(), message);
            }
            if (failure instanceof ProtocolException) {
                return noHttp(message);
            }
            if (failure instanceof SocketException || isEnd(failure)) {
                return "the connection to " + host + " broke before it answered";
            }
            return message.equals("Canceled")
                    ? "stopped while waiting for " + host
                    : "the exchange with " + host + " failed: " + message;
        }

        /** A failure of the connection to the proxy, or one that the proxy reports; empty if the failure is behind it. */
        private Optional<String> proxy(Proxies.ProxyServer proxy, Throwable failure, String message) {
            String name = "the proxy " + proxy;
            Matcher tunnel = TUNNEL.matcher(message);
            if (tunnel.find()) {
                return Optional.of(name + " refuses to connect to " + host + " (HTTP " + tunnel.group(1) + ")");
            }
            if (message.contains("Failed to authenticate with proxy")) {
                return Optional.of(wantsLogin(proxy));
            }
            if (message.contains("SOCKS")) {
                return Optional.of(name + " refuses to connect to " + host + " ("
                        + message.replaceFirst("^.*SOCKS ?: ?", "").toLowerCase(Locale.ROOT) + ")");
            }
            if (failure instanceof UnknownHostException
                    && proxy.type() == Proxy.Type.SOCKS
                    && !message.contains(proxy.host())) {
                return Optional.of(name + " does not speak SOCKS5");
            }
            if (failure instanceof UnknownHostException) {
                return Optional.of("the name of " + name + " was not found; check its spelling and this machine's DNS");
            }
            if (requestProgress.stage() != Stage.CONNECT) {
                return Optional.empty();
            }
            if (failure instanceof InterruptedIOException) {
                return Optional.of(late(name, failure, message));
            }
            if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
                return Optional.of(unconnected(name, proxy.port(), message));
            }
            return failure instanceof SocketException || failure instanceof ProtocolException || isEnd(failure)
                    ? Optional.of(name + " closed the connection before it connected to " + host)
                    : Optional.empty();
        }

        /** The meaning of HTTP 407. */
        static String wantsLogin(Proxies.ProxyServer proxy) {
            return "the proxy " + proxy
                    + (proxy.login().isPresent()
                            ? " refuses the login"
                            : " requires a login; write it as http://USER:PASSWORD@" + proxy.host() + ":"
                                    + proxy.port());
        }

        private String late(String peer, Throwable failure, String message) {
            if (message.equals("interrupted")) {
                return "stopped while waiting for " + peer;
            }
            boolean isWhole = !(failure instanceof SocketTimeoutException);
            int whole = http.callTimeoutMillis();
            return switch (requestProgress.stage()) {
                case LOOKUP -> "the name " + host + " was not resolved within " + RequestProgress.seconds(whole);
                case CONNECT ->
                    peer + " did not accept the connection within "
                            + RequestProgress.seconds(isWhole ? whole : http.connectTimeoutMillis());
                case HANDSHAKE ->
                    peer + " did not finish the TLS handshake within "
                            + RequestProgress.seconds(isWhole ? whole : http.readTimeoutMillis());
                case ANSWER ->
                    peer + " did not answer within "
                            + RequestProgress.seconds(isWhole ? whole : http.readTimeoutMillis());
            };
        }

        private static String unconnected(String peer, int port, String message) {
            String why = message.toLowerCase(Locale.ROOT);
            if (why.contains("refused") || why.startsWith("failed to connect")) {
                return peer + " refuses connections on port " + port;
            }
            if (why.contains("timed out")) {
                return peer + " did not accept the connection in time";
            }
            return why.contains("route") || why.contains("unreachable")
                    ? "this machine has no route to " + peer
                    : "no connection to " + peer + " (" + why + ")";
        }

        private String tls(SSLException failure, String message) {
            String certificate = "the certificate of " + host;
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof CertificateExpiredException) {
                    return certificate + " has expired" + date(cause);
                }
                if (cause instanceof CertificateNotYetValidException) {
                    return certificate + " is not valid yet" + date(cause) + "; check this machine's clock";
                }
            }
            if (failure instanceof SSLPeerUnverifiedException) {
                Matcher names = NAMES.matcher(message);
                String shown = names.find() ? String.valueOf(names.group(1)) : "";
                return certificate + " is for "
                        + (shown.isEmpty()
                                ? "another name"
                                : shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown);
            }
            String why = message.toLowerCase(Locale.ROOT);
            if (why.contains("pkix path") || why.contains("trustanchors") || why.contains("trust anchor")) {
                return certificate
                        + " is signed by an authority that this machine does not trust; set ca_file to its certificate";
            }
            if (why.contains("unrecognized ssl") || why.contains("plaintext")) {
                return host + " does not speak TLS on port "
                        + requestProgress.url().port() + "; write http:// if it does not use TLS";
            }
            if (why.contains("certificate_required") || why.contains("bad_certificate")) {
                return host + " requires a client certificate, which vastwatch does not have";
            }
            if (why.contains("handshake_failure")
                    || why.contains("protocol_version")
                    || why.contains("protocol version")) {
                return host + " and vastwatch have no TLS version or cipher in common";
            }
            return why.contains("terminated the handshake") || why.contains("reset")
                    ? host + " broke the connection during the TLS handshake"
                    : "TLS with " + host + " failed: " + message;
        }

        /** Of {@code NotAfter: Mon Nov 23 12:00:00 UTC 2026}. */
        private static String date(Throwable cause) {
            Matcher date = DATE.matcher(String.valueOf(cause.getMessage()));
            return date.find() ? " (" + date.group(2) + " " + date.group(1) + " " + date.group(3) + ")" : "";
        }

        private String noHttp(String message) {
            Matcher line = STATUS_LINE.matcher(message);
            String answer = line.matches() ? String.valueOf(line.group(1)) : "";
            String what = host + " does not speak HTTP on port "
                    + requestProgress.url().port();
            // A TLS alert record: the server answered plain HTTP.
            return answer.startsWith("\u0015\u0003")
                    ? host + " speaks TLS on port " + requestProgress.url().port() + "; write https://"
                    : what + (answer.isBlank() ? "" : ": it answered '" + answer.strip() + "'");
        }

        private static boolean isEnd(@Nullable Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof EOFException
                        || cause.getClass().getSimpleName().equals("StreamResetException")
                        || cause.getClass().getSimpleName().equals("ConnectionShutdownException")) {
                    return true;
                }
            }
            return false;
        }
    }
}
