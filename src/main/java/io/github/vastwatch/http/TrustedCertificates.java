package io.github.vastwatch.http;

import io.github.vastwatch.offer.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The certificates of a file, which a connection trusts instead of the system's. */
public final class TrustedCertificates {
    /** All public certificate authorities together need a quarter of a megabyte. */
    private static final int MOST_BYTES = 2_000_000;

    private final List<Certificate> certificates;
    private final SSLSocketFactory sockets;
    private final X509TrustManager trust;

    private TrustedCertificates(List<Certificate> certificates) throws GeneralSecurityException, IOException {
        this.certificates = certificates;
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Certificate certificate : certificates) {
            store.setCertificateEntry(String.valueOf(store.size()), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        this.trust = (X509TrustManager) factory.getTrustManagers()[0];
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trust}, null);
        this.sockets = context.getSocketFactory();
    }

    /** Reads a file of PEM certificates, one after another. */
    public static TrustedCertificates read(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // Reading a pipe or a device could block forever.
            throw new InvalidInput("the file " + file + " cannot be read: it is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> certificates = List.copyOf(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(in.readNBytes(MOST_BYTES))));
            if (certificates.isEmpty()) {
                throw new CertificateException();
            }
            return new TrustedCertificates(certificates);
        } catch (CertificateException e) {
            throw new InvalidInput("the file " + file + " contains no certificate", "it must be in PEM, as ca.crt");
        } catch (IOException | GeneralSecurityException e) {
            throw new InvalidInput(
                    "the file " + file + " cannot be read", "it must be readable by the user that runs vastwatch");
        }
    }

    public SSLSocketFactory sockets() {
        return sockets;
    }

    X509TrustManager trust() {
        return trust;
    }

    /** By the certificates, so that reading the same config again changes nothing. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TrustedCertificates trustedCertificates
                && trustedCertificates.certificates.equals(certificates);
    }

    @Override
    public int hashCode() {
        return certificates.hashCode();
    }

    @Override
    public String toString() {
        return certificates.size() + " certificates";
    }
}
