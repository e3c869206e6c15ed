package io.github.vastwatch.config;

import io.github.vastwatch.http.Authorities;
import io.github.vastwatch.http.Proxies;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.offer.Mistake;
import java.util.Optional;

/** Reads how requests travel; where the config names no proxy, the environment may. */
final class TransportReader {
    private TransportReader() {}

    static Transport read(Section section) {
        Optional<Proxies> proxies = section.read("proxy", Proxies::parse);
        Optional<Authorities> authorities = section.read(
                "ca_file", file -> Authorities.read(section.source().path(file)));
        return new Transport(
                section.has("proxy") ? proxies : environment(section.source()).proxies(), authorities);
    }

    /** As the environment says alone. */
    static Transport environment(Source source) {
        try {
            return new Transport(Proxies.of(source.variables()::get), Optional.empty());
        } catch (Mistake mistake) {
            source.at(0, mistake.getMessage(), mistake.advice());
            return Transport.DIRECT;
        }
    }
}
