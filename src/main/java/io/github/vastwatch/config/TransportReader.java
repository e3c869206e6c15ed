package io.github.vastwatch.config;

import io.github.vastwatch.http.Proxies;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.http.TrustedCertificates;
import io.github.vastwatch.offer.InvalidInput;
import java.util.Optional;

/** Reads how requests travel; where the config names no proxy, the environment may. */
final class TransportReader {
    private TransportReader() {}

    static Transport read(Section section) {
        Optional<Proxies> proxies = section.read("proxy", Proxies::parse);
        Optional<TrustedCertificates> authorities = section.read(
                "ca_file", file -> TrustedCertificates.read(section.source().path(file)));
        return new Transport(
                section.has("proxy") ? proxies : environment(section.source()).proxies(), authorities);
    }

    /** As the environment says alone. */
    static Transport environment(Source source) {
        try {
            return new Transport(Proxies.of(source.variables()::get), Optional.empty());
        } catch (InvalidInput invalidInput) {
            source.at(0, invalidInput.getMessage(), invalidInput.advice());
            return Transport.DIRECT;
        }
    }
}
