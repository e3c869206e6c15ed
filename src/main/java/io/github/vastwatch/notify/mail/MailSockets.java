package io.github.vastwatch.notify.mail;

import io.github.vastwatch.http.TrustedCertificates;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets to a mail server: encrypted from the start if configured, and bounded, because the mail library reads
 * a whole answer before it evaluates it.
 */
final class MailSockets extends SocketFactory {
    /** The maximum age of a connection, shorter than the lease of a delivery. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    /** A list of capabilities has a few kilobytes, a chain of certificates a little more. */
    static final int ANSWER_BYTES = 256_000;

    /** The server sends more than any real server. */
    static final class EndlessAnswer extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final EmailSettings settings;
    private final int timeoutMillis;

    MailSockets(EmailSettings settings, Duration timeout) {
        this.settings = settings;
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
    }

    @Override
    public Socket createSocket() {
        return new Bounded();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("the library connects a socket later");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        return createSocket(host.getHostName(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
        return createSocket(host, port);
    }

    private final class Bounded extends Socket {
        private final long end = System.nanoTime() + LONGEST.toNanos();
        private int left = ANSWER_BYTES;
        private @Nullable SSLSocket encrypted;

        @Override
        public void connect(SocketAddress address, int connectMillis) throws IOException {
            super.connect(address, connectMillis);
            setSoTimeout(timeoutMillis);
            if (settings.tls() == EmailSettings.Tls.TLS) {
                try {
                    encrypt();
                } catch (IOException e) {
                    close();
                    throw e;
                }
            }
        }

        private void encrypt() throws IOException {
            SSLSocketFactory factory = settings.authorities()
                    .map(TrustedCertificates::sockets)
                    .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
            SSLSocket socket = (SSLSocket) factory.createSocket(this, settings.host(), settings.port(), false);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            encrypted = socket;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return encrypted != null
                    ? encrypted.getInputStream()
                    : new FilterInputStream(super.getInputStream()) {
                        @Override
                        public int read() throws IOException {
                            byte[] one = new byte[1];
                            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                        }

                        @Override
                        public int read(byte[] bytes, int from, int most) throws IOException {
                            if (System.nanoTime() > end) {
                                throw new SocketTimeoutException("the exchange takes too long");
                            }
                            if (left <= 0) {
                                throw new EndlessAnswer();
                            }
                            int count = super.read(bytes, from, most);
                            left -= Math.max(0, count);
                            return count;
                        }
                    };
        }

        /** Starts a new answer when something is sent. */
        @Override
        public OutputStream getOutputStream() throws IOException {
            return encrypted != null
                    ? encrypted.getOutputStream()
                    : new FilterOutputStream(super.getOutputStream()) {
                        @Override
                        public void write(byte[] bytes, int from, int count) throws IOException {
                            left = ANSWER_BYTES;
                            out.write(bytes, from, count);
                        }
                    };
        }

        @Override
        public synchronized void close() throws IOException {
            try {
                if (encrypted != null) {
                    encrypted.close();
                }
            } finally {
                super.close();
            }
        }
    }
}
