package io.github.vastwatch.config;

import io.github.vastwatch.notify.Webhook;
import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.vast.Secret;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Reads what each format takes for itself. */
final class FormatReader {
    private FormatReader() {}

    static Optional<Webhook> webhook(Section section) {
        section.require("url", "write url: https://example.org/hook");
        Optional<HttpUrl> url = section.read("url", Webhook::parseUrl);
        Optional<Secret> secret = Secrets.read(section, "secret");
        Optional<List<Secret>> several = section.readList("secrets", text -> Webhook.parseSecret(new Secret(text)));
        int maxBody = section.read("max_body", Amounts::bytes).orElse(Webhook.DEFAULT_MAX_BODY);
        try {
            secret.ifPresent(Webhook::parseSecret);
        } catch (Mistake mistake) {
            section.problem(section.has("secret") ? "secret" : "secret_file", mistake.getMessage(), mistake.advice());
            return Optional.empty();
        }
        List<Secret> secrets = several.orElseGet(() -> secret.stream().toList());
        return url.map(target -> new Webhook(target, secrets, maxBody));
    }
}
