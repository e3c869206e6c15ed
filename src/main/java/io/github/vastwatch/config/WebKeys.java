package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;
import static io.github.vastwatch.config.ScalarCodec.FLAG;
import static io.github.vastwatch.config.ScalarCodec.orOff;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.util.Optional;

/** The keys below {@code web:}: the page. */
final class WebKeys {
    private static final String NONE = "off";

    private static final Key<Optional<WebSettings.Address>> LISTEN = key(
                    "web.listen",
                    orOff("^\\s*(" + NONE + "|" + WebSettings.Address.PATTERN + ")\\s*$", WebKeys::address)
                            .as(address -> address.map(Object::toString).orElse(NONE)))
            .needed("write listen: 127.0.0.1:8480")
            .examples("127.0.0.1:8480");
    private static final SecretKeys TOKEN = SecretKeys.of(
            "web.token", "^.{16,}$", WebKeys::check, "${VASTWATCH_WEB_TOKEN}", "/etc/vastwatch/web-token");
    private static final Key<Boolean> PUBLIC = key("web.public", FLAG).fallback(false);

    static final Section WEB = Section.of("web", LISTEN, TOKEN.inline(), TOKEN.file(), PUBLIC)
            .oneOf(TOKEN.inline(), TOKEN.file())
            .orJust(LISTEN);

    private WebKeys() {}

    private static Optional<WebSettings.Address> address(String text) {
        String stripped = text.strip();
        return stripped.equals(NONE) || stripped.equals("false")
                ? Optional.empty()
                : Optional.of(WebSettings.Address.parse(stripped));
    }

    private static void check(Secret token) {
        if (token.reveal().length() < WebSettings.SHORTEST_TOKEN) {
            throw new InvalidInput(
                    "the token is shorter than " + WebSettings.SHORTEST_TOKEN + " characters, so it can be guessed",
                    "make one with: openssl rand -hex 32");
        }
    }

    /** Empty if there is no page. */
    static Optional<WebSettings> read(YamlValue value) {
        Values web = WEB.read(value, WEB.title(), Optional.empty());
        Optional<Secret> token = TOKEN.in(web);
        Optional<WebSettings.Address> listen = web.find(LISTEN).flatMap(each -> each);
        listen.filter(address -> !address.isLoopback() && TOKEN.areMissingIn(web))
                .ifPresent(address -> web.problem(
                        LISTEN,
                        "the page on " + address + " can be reached from other machines, and needs a token",
                        "write web: {listen: " + address + ", token_file: FILE}, or listen on 127.0.0.1"));
        return listen.map(address -> new WebSettings(address, token, web.get(PUBLIC)));
    }
}
