package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;
import static io.github.vastwatch.config.ScalarCodec.file;
import static io.github.vastwatch.config.ScalarCodec.matching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.http.Proxies;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.http.TrustedCertificates;
import io.github.vastwatch.offer.InvalidInput;
import java.util.Optional;

/** The keys that say how requests travel; without a proxy in the config the environment may name one. */
final class TransportKeys {
    static final Key<Proxies> PROXY = key("transport.proxy", new ProxyCodec())
            .examples("http://proxy.example.org:3128", "socks5://127.0.0.1:1080", "off")
            .secret();
    static final Key<TrustedCertificates> CA_FILE = key(
                    "transport.ca_file", file((file, path) -> TrustedCertificates.read(path)))
            .examples("/etc/vastwatch/ca.pem");

    private TransportKeys() {}

    static Transport read(Values values) {
        return new Transport(values.has(PROXY) ? values.find(PROXY) : environment(values.file()), values.find(CA_FILE));
    }

    private static Optional<Proxies> environment(SourceFile file) {
        try {
            return Proxies.of(file.readContext().variables()::get);
        } catch (InvalidInput mistake) {
            file.problem(0, mistake.getMessage(), mistake.advice());
            return Optional.empty();
        }
    }

    /** A proxy, whose login is the only secret in it. */
    private static final class ProxyCodec implements Codec<Proxies> {
        @Override
        public Optional<Proxies> read(YamlValue value) {
            return value.read(Proxies::parse);
        }

        @Override
        public ObjectNode schema() {
            return matching("^([oO][fF][fF]|([hH][tT][tT][pP]|[sS][oO][cC][kK][sS]5[hH]?)://.+)$");
        }

        @Override
        public JsonNode redacted(YamlValue value) {
            return json(Proxies.parse(value.text()).toString());
        }
    }
}
