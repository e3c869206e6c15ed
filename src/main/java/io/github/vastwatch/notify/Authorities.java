package io.github.vastwatch.notify;

import io.github.vastwatch.offer.Mistake;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The certificates of a file, which a connection trusts in place of the system's. */
public record Authorities(SSLSocketFactory sockets, X509TrustManager trust) {

    /** Reads a file of PEM certificates, one after another. */
    public static Authorities read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new CertificateException();
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry(String.valueOf(store.size()), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            X509TrustManager trust = (X509TrustManager) factory.getTrustManagers()[0];
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return new Authorities(context.getSocketFactory(), trust);
        } catch (CertificateException e) {
            throw new Mistake("the file " + file + " holds no certificate", "it must be in PEM, as ca.crt");
        } catch (IOException | GeneralSecurityException e) {
            throw new Mistake(
                    "the file " + file + " cannot be read", "it must be readable by the user that runs vastwatch");
        }
    }
}
