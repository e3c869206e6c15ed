package io.github.vastwatch.vast;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockWebServer;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way in which a connection fails, over real sockets. */
class BrokenConnectionTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    private static final String TWO_ROWS = "{\"offers\":[{\"id\":1},{\"id\":2},{\"id\":";

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

    /** What a server does with a connection once it has read the request. */
    private interface Behaviour {
        void on(Socket socket, OutputStream out) throws Exception;
    }

    @Test
    void aConnectionThatIsRefused() throws Exception {
        server.close();

        assertThat(Bench.search(url("http")))
                .isEqualTo("UNAVAILABLE: 127.0.0.1 refuses connections on port " + server.getLocalPort()
                        + "; next in 15s");
    }

    @Test
    void aConnectionThatIsClosedWithoutAnAnswer() throws Exception {
        serve((socket, out) -> socket.close());

        assertThat(Bench.search(url("http")))
                .isEqualTo("UNAVAILABLE: the connection to 127.0.0.1 broke before it answered; next in 15s");
    }

    @Test
    void aConnectionThatIsResetWithoutAnAnswer() throws Exception {
        serve((socket, out) -> reset(socket));

        assertThat(Bench.search(url("http")))
                .isEqualTo("UNAVAILABLE: the connection to 127.0.0.1 broke before it answered; next in 15s");
    }

    @Test
    void anAnswerThatIsNoHttp() throws Exception {
        serve((socket, out) -> {
            out.write("SSH-2.0-OpenSSH\r\n".getBytes(US_ASCII));
            socket.close();
        });

        assertThat(Bench.search(url("http")))
                .isEqualTo("UNAVAILABLE: 127.0.0.1 does not speak HTTP on port " + server.getLocalPort()
                        + ": it answered 'SSH-2.0-OpenSSH'; next in 15s");
    }

    @Test
    void aServerThatSaysNothing() throws Exception {
        serve((socket, out) -> over.await());

        assertThat(Bench.search(url("http"), Bench.impatient(), CHEAP_4090.question()))
                .isEqualTo("TOO_SLOW: 127.0.0.1 did not answer within 400 ms");
    }

    @Test
    void anErrorWhoseBodyNeverEnds() throws Exception {
        serve((socket, out) -> {
            out.write("HTTP/1.1 503 no\r\n\r\nbusy".getBytes(US_ASCII));
            out.flush();
            over.await();
        });

        assertThat(Bench.search(url("http"), Bench.impatient(), CHEAP_4090.question()))
                .isEqualTo("UNAVAILABLE: HTTP 503; next in 15s");
    }

    @Test
    void aBodyThatIsCutOffKeepsTheRowsBefore() throws Exception {
        serve((socket, out) -> {
            out.write((HEAD + "content-length: 9999\r\n\r\n" + TWO_ROWS).getBytes(US_ASCII));
            socket.close();
        });

        assertThat(Bench.search(url("http"))).isEqualTo("[1 2] of 2, truncated, dropped {the answer is cut off=1}");
    }

    @Test
    void aChunkedBodyThatIsCutOffKeepsTheRowsBefore() throws Exception {
        serve((socket, out) -> {
            out.write((HEAD + "transfer-encoding: chunked\r\n\r\nfff\r\n" + TWO_ROWS).getBytes(US_ASCII));
            socket.close();
        });

        assertThat(Bench.search(url("http"))).isEqualTo("[1 2] of 2, truncated, dropped {the answer is cut off=1}");
    }

    @Test
    void aBodyThatIsCutOffBeforeTheFirstRowIsNoAnswer() throws Exception {
        serve((socket, out) -> {
            out.write((HEAD + "content-length: 9999\r\n\r\n{\"offers\":[{\"id\":").getBytes(US_ASCII));
            socket.close();
        });

        assertThat(Bench.search(url("http"))).isEqualTo("BAD_ANSWER: the answer is cut off; next in 15s");
    }

    @Test
    void aConnectionThatIsResetWithinTheAnswerKeepsTheRowsBefore() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        serve((socket, out) -> {
            out.write((HEAD + "content-length: 9999\r\n\r\n" + TWO_ROWS).getBytes(US_ASCII));
            out.flush();
            read.await();
            reset(socket);
        });
        OkHttpClient http = VastClient.http(VastSettings.DEFAULTS)
                .newBuilder()
                .addNetworkInterceptor(chain -> {
                    // The rows have arrived: a reset before would take them along.
                    Response response = chain.proceed(chain.request());
                    response.body().source().require(TWO_ROWS.length());
                    read.countDown();
                    return response;
                })
                .build();

        assertThat(Bench.search(url("http"), http, CHEAP_4090.question()))
                .isEqualTo("[1 2] of 2, truncated, dropped {the connection broke during the answer=1}");
    }

    @Test
    void aBodyThatStallsKeepsTheRowsBefore() throws Exception {
        serve((socket, out) -> {
            out.write((HEAD + "\r\n" + TWO_ROWS).getBytes(US_ASCII));
            out.flush();
            over.await();
        });

        assertThat(Bench.search(url("http"), Bench.impatient(), CHEAP_4090.question()))
                .isEqualTo("[1 2] of 2, truncated, dropped {the answer did not complete in time=1}");
    }

    @Test
    void aSearchEndsByItsOwnDeadlineHoweverSlowlyItsAnswerComes() throws Exception {
        serve((socket, out) -> {
            out.write((HEAD + "\r\n").getBytes(US_ASCII));
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                out.write(' ');
                out.flush();
            }
        });

        try (VastClient client =
                Bench.client(url("http"), VastClient.http(VastSettings.DEFAULTS), List.of(Protocol.ASKS))) {
            assertThat(Bench.describe(client.search(CHEAP_4090.question(), Duration.ofMillis(200)), client))
                    .isEqualTo("TOO_SLOW: the answer did not complete in time");
        }
    }

    @Test
    void aBodyThatTricklesForEverEndsWithTheCall() throws Exception {
        serve((socket, out) -> {
            out.write((HEAD + "\r\n" + TWO_ROWS).getBytes(US_ASCII));
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                out.write(' ');
                out.flush();
            }
        });
        OkHttpClient patient = Bench.impatient()
                .newBuilder()
                .readTimeout(Duration.ofSeconds(60))
                .callTimeout(Duration.ofMillis(400))
                .build();

        assertThat(Bench.search(url("http"), patient, CHEAP_4090.question()))
                .isEqualTo("[1 2] of 2, truncated, dropped {the answer did not complete in time=1}");
    }

    @Test
    void aServerWithoutTls() throws Exception {
        serve((socket, out) -> {
            out.write("HTTP/1.1 400 no\r\n\r\n".getBytes(US_ASCII));
            socket.close();
        });

        assertThat(Bench.search(url("https")))
                .isEqualTo("UNAVAILABLE: 127.0.0.1 does not speak TLS on port " + server.getLocalPort()
                        + "; write http:// if it does not use TLS; next in 15s");
    }

    @Test
    void aCertificateThatNobodyVouchesFor() throws Exception {
        HeldCertificate self = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        try (MockWebServer tls = new MockWebServer()) {
            tls.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(self)
                    .build()
                    .sslSocketFactory());
            tls.start(InetAddress.getLoopbackAddress(), 0);

            assertThat(Bench.search(HttpUrl.get("https://127.0.0.1:" + tls.getPort() + "/")))
                    .isEqualTo("UNAVAILABLE: the certificate of 127.0.0.1 is signed by an authority that this machine "
                            + "does not trust; set ca_file to its certificate; next in 15s");
        }
    }

    @Test
    void aNameThatIsNone() throws Exception {
        // The machine's own resolver refuses a label of 64 letters without asking anybody.
        Dns tooLong = host -> Dns.SYSTEM.lookup("x".repeat(64) + ".example");

        assertThat(Bench.search(
                        HttpUrl.get("http://vast.example/"),
                        VastClient.http(VastSettings.DEFAULTS)
                                .newBuilder()
                                .dns(tooLong)
                                .build(),
                        CHEAP_4090.question()))
                .isEqualTo(
                        "UNAVAILABLE: the name vast.example was not found; check its spelling and this machine's DNS; next in 15s");
    }

    @Test
    void whoIsInterruptedWhileWaitingStops() throws Exception {
        Thread caller = Thread.currentThread();
        serve((socket, out) -> {
            caller.interrupt();
            over.await();
        });
        try (VastClient client = Bench.client(url("http"), Bench.impatient(), List.of(Protocol.ASKS))) {
            assertThatThrownBy(() -> client.search(CHEAP_4090.question()))
                    .isInstanceOf(InterruptedException.class)
                    .hasMessage("stopped while waiting for Vast.ai");
            assertThat(caller.isInterrupted()).isFalse();
        }
    }

    private HttpUrl url(String scheme) {
        return HttpUrl.get(scheme + "://127.0.0.1:" + server.getLocalPort() + "/");
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void serve(Behaviour behaviour) {
        Thread thread = new Thread(
                () -> {
                    while (!server.isClosed()) {
                        try (Socket socket = server.accept()) {
                            // A request of a few hundred bytes comes in one or two pieces; all is read, for what is
                            // left unread turns a close into a reset.
                            byte[] some = new byte[8192];
                            String seen = "";
                            while (!seen.endsWith("}}") && !seen.startsWith("\u0016")) {
                                int read = socket.getInputStream().read(some);
                                seen += new String(some, 0, read, ISO_8859_1);
                            }
                            behaviour.on(socket, socket.getOutputStream());
                        } catch (Exception e) {
                            // The client went away, or the test is over.
                        }
                    }
                },
                "broken-server");
        thread.setDaemon(true);
        thread.start();
    }
}
