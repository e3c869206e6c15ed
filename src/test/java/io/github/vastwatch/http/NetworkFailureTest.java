package io.github.vastwatch.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockWebServer;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every failure of a network in words, over real sockets. */
class NetworkFailureTest {
    private Duration patience = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private static final HeldCertificate AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(0).build();

    private final CountDownLatch over = new CountDownLatch(1);
    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        over.countDown();
        server.close();
    }

    @Test
    void aPortThatNothingListensOnRefuses() throws Exception {
        server.close();

        assertThat(words("http://127.0.0.1:%d/", Transport.DIRECT))
                .isEqualTo("127.0.0.1 refuses connections on port " + port());
    }

    @Test
    void aNameThatIsNotFoundIsReported() throws Exception {
        assertThat(words("http://hook.nowhere/secret", Transport.DIRECT))
                .isEqualTo("the name hook.nowhere was not found; check its spelling and this machine's DNS");
    }

    @Test
    void whatNoSocketOfATestCanMakeIsInWordsToo() {
        assertThat(words(new NoRouteToHostException("No route to host")))
                .isEqualTo("this machine has no route to hook.example");
        assertThat(words(new ConnectException("Network is unreachable")))
                .isEqualTo("this machine has no route to hook.example");
        assertThat(words(new ConnectException("Connection timed out")))
                .isEqualTo("hook.example did not accept the connection in time");
        assertThat(words(new UnknownHostException("hook.example")))
                .isEqualTo("the name hook.example was not found; check its spelling and this machine's DNS");
        assertThat(words(new IOException("Canceled"))).isEqualTo("stopped while waiting for hook.example");
        RequestProgress connecting = Transport.DIRECT.progress(HttpUrl.get("https://hook.example/secret"));
        OkHttpClient http = client(Transport.DIRECT);
        connecting.connectStart(
                http.newCall(new Request.Builder().url("http://hook.example/").build()),
                InetSocketAddress.createUnresolved("hook.example", 443),
                Proxy.NO_PROXY);
        assertThat(connecting.words(new SocketTimeoutException("Connect timed out"), http))
                .isEqualTo("hook.example did not accept the connection within 5 s");
    }

    @Test
    void aServerThatSaysNothingDidNotAnswerInTime() throws Exception {
        serve("", false);
        patience = Duration.ofMillis(400);

        assertThat(words("http://127.0.0.1:%d/", Transport.DIRECT)).isEqualTo("127.0.0.1 did not answer within 400 ms");
        assertThat(words("https://127.0.0.1:%d/", Transport.DIRECT))
                .isEqualTo("127.0.0.1 did not finish the TLS handshake within 400 ms");
    }

    @Test
    void aConnectionThatIsClosedBrokeBeforeAnAnswer() throws Exception {
        serve("", true);

        assertThat(words("http://127.0.0.1:%d/", Transport.DIRECT))
                .isEqualTo("the connection to 127.0.0.1 broke before it answered");
        assertThat(words("https://127.0.0.1:%d/", Transport.DIRECT))
                .isEqualTo("127.0.0.1 broke the connection during the TLS handshake");
    }

    @Test
    void whatIsNotHttpIsReported() throws Exception {
        serve("SSH-2.0-OpenSSH\r\n", true);

        assertThat(words("http://127.0.0.1:%d/", Transport.DIRECT))
                .isEqualTo("127.0.0.1 does not speak HTTP on port " + port() + ": it answered 'SSH-2.0-OpenSSH'");
        assertThat(words("https://127.0.0.1:%d/", Transport.DIRECT))
                .isEqualTo("127.0.0.1 does not speak TLS on port " + port() + "; write http:// if it does not use TLS");
    }

    @Test
    void aCertificateOfAnotherAuthorityAnotherNameOrAnotherTimeIsReported() throws Exception {
        Transport trusting = trusting(AUTHORITY);
        HeldCertificate good = certificate("127.0.0.1", 0, 1_000_000_000_000L * 4);
        HeldCertificate other = certificate("other.example", 0, 1_000_000_000_000L * 4);
        HeldCertificate old = certificate("127.0.0.1", 0, 1_000_000_000_000L);
        HeldCertificate early = certificate("127.0.0.1", 4_000_000_000_000L, 4_100_000_000_000L);

        assertThat(tls(good, Transport.DIRECT))
                .isEqualTo(
                        "the certificate of 127.0.0.1 is signed by an authority that this machine does not trust; set ca_file to its"
                                + " certificate");
        assertThat(tls(other, trusting)).isEqualTo("the certificate of 127.0.0.1 is for other.example");
        assertThat(tls(old, trusting)).isEqualTo("the certificate of 127.0.0.1 has expired (09 Sep 2001)");
        assertThat(tls(early, trusting))
                .isEqualTo("the certificate of 127.0.0.1 is not valid yet (02 Oct 2096); check this machine's clock");
    }

    @Test
    void plainHttpToAPortOfTlsIsReported() throws Exception {
        serve("\u0015\u0003\u0003\u0000\u0002\u0002P\r\n", true);

        assertThat(words("http://127.0.0.1:%d/", Transport.DIRECT))
                .isEqualTo("127.0.0.1 speaks TLS on port " + port() + "; write https://");
    }

    @Test
    void aProxyThatRefusesIsTheOneThatIsNamed() throws Exception {
        Transport transport = through("http://me:s3cret@127.0.0.1:" + port());
        server.close();

        assertThat(words("https://hook.example/", transport))
                .isEqualTo("the proxy http://***@127.0.0.1:" + port() + " refuses connections on port " + port());
    }

    @Test
    void aProxyThatIsNotFoundIsTheOneThatIsNamed() throws Exception {
        assertThat(words("http://hook.example/", through("http://proxy.nowhere")))
                .isEqualTo("the name of the proxy http://proxy.nowhere:80 was not found; check its spelling and this"
                        + " machine's DNS");
    }

    @Test
    void aProxyThatWantsALoginIsReported() throws Exception {
        serve("HTTP/1.1 407 no\r\nproxy-authenticate: Basic realm=\"x\"\r\ncontent-length: 0\r\n\r\n", true);

        assertThat(words("https://hook.example/", through("http://127.0.0.1:" + port())))
                .isEqualTo("the proxy http://127.0.0.1:" + port()
                        + " requires a login; write it as http://USER:PASSWORD@127.0.0.1:" + port());
        assertThat(words("https://hook.example/", through("http://me:s3cret@127.0.0.1:" + port())))
                .isEqualTo("the proxy http://***@127.0.0.1:" + port() + " refuses the login");
        assertThat(words("http://hook.example/", through("http://me:s3cret@127.0.0.1:" + port())))
                .isEqualTo("HTTP 407: the proxy http://***@127.0.0.1:" + port() + " refuses the login");
    }

    @Test
    void aProxyThatOpensNoWayIsReported() throws Exception {
        serve("HTTP/1.1 403 no\r\ncontent-length: 0\r\n\r\n", true);

        assertThat(words("https://hook.example/", through("http://127.0.0.1:" + port())))
                .isEqualTo("the proxy http://127.0.0.1:" + port() + " refuses to connect to hook.example (HTTP 403)");
        assertThat(words("http://hook.example/", through("socks5://127.0.0.1:" + port())))
                .isEqualTo("the proxy socks5://127.0.0.1:" + port() + " does not speak SOCKS5");
    }

    @Test
    void aRedirectSaysWhereButNothingSecret() throws Exception {
        serve("HTTP/1.1 301 no\r\nlocation: /secret\r\ncontent-length: 0\r\n\r\n", true);
        assertThat(words("http://127.0.0.1:%d/", Transport.DIRECT))
                .isEqualTo("HTTP 301: moved to another path of 127.0.0.1:" + port() + "; redirects are not followed");
    }

    @Test
    void aRedirectToAnotherHostOrToTlsNamesThat() throws Exception {
        serve(
                "HTTP/1.1 308 no\r\nlocation: https://me:pw@new.example/secret?token=1\r\ncontent-length: 0\r\n\r\n",
                true);
        assertThat(words("http://127.0.0.1:%d/", Transport.DIRECT))
                .isEqualTo("HTTP 308: moved to https://new.example; redirects are not followed");
    }

    private int port() {
        return server.getLocalPort();
    }

    private String words(Throwable failure) {
        return Transport.DIRECT
                .progress(HttpUrl.get("https://hook.example/secret"))
                .words(failure, client(Transport.DIRECT));
    }

    private static Transport through(String proxy) {
        return new Transport(Optional.of(Proxies.parse(proxy)), Optional.empty());
    }

    private String words(String url, Transport transport) throws IOException {
        HttpUrl parsed = HttpUrl.get(url.contains("%d") ? url.formatted(port()) : url);
        RequestProgress requestProgress = transport.progress(parsed);
        OkHttpClient http = client(transport);
        try (Response response = http.newCall(
                        requestProgress.on(new Request.Builder().url(parsed).build()))
                .execute()) {
            return transport.status(response);
        } catch (IOException e) {
            return requestProgress.words(e, http);
        } finally {
            http.connectionPool().evictAll();
        }
    }

    private OkHttpClient client(Transport transport) {
        return transport
                .into(new OkHttpClient.Builder())
                .followRedirects(false)
                .retryOnConnectionFailure(false)
                .dns(host -> {
                    if (host.endsWith(".nowhere")) {
                        throw new UnknownHostException(host);
                    }
                    return Dns.SYSTEM.lookup(host);
                })
                .connectTimeout(Duration.ofSeconds(5))
                .readTimeout(patience)
                .build();
    }

    private static HeldCertificate certificate(String name, long from, long to) {
        return new HeldCertificate.Builder()
                .addSubjectAlternativeName(name)
                .signedBy(AUTHORITY)
                .validityInterval(from, to)
                .build();
    }

    private Transport trusting(HeldCertificate certificate) throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), certificate.certificatePem());
        return new Transport(Optional.empty(), Optional.of(TrustedCertificates.read(file)));
    }

    private String tls(HeldCertificate certificate, Transport transport) throws IOException {
        try (MockWebServer tls = new MockWebServer()) {
            tls.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslSocketFactory());
            tls.start(InetAddress.getLoopbackAddress(), 0);
            return words("https://127.0.0.1:" + tls.getPort() + "/", transport);
        }
    }

    /** Says something to every connection after its first bytes, and closes it or waits. */
    private void serve(String answer, boolean closes) {
        Thread thread = new Thread(
                () -> {
                    while (!server.isClosed()) {
                        try (Socket socket = server.accept()) {
                            byte[] some = new byte[8192];
                            String seen = "";
                            while (!seen.endsWith("\r\n\r\n")
                                    && !seen.startsWith("\u0016")
                                    && !seen.startsWith("\u0005")) {
                                int read = socket.getInputStream().read(some);
                                seen += new String(some, 0, Math.max(0, read), ISO_8859_1);
                            }
                            socket.getOutputStream().write(answer.getBytes(US_ASCII));
                            socket.getOutputStream().flush();
                            if (!closes) {
                                over.await(30, TimeUnit.SECONDS);
                            }
                        } catch (IOException | InterruptedException e) {
                            // The client went away, or the test is over.
                        }
                    }
                },
                "answers-" + port());
        thread.setDaemon(true);
        thread.start();
        if (!thread.isAlive()) {
            fail("no server");
        }
    }
}
