package io.github.vastwatch.config;

import io.github.vastwatch.notify.Apprise;
import io.github.vastwatch.notify.Discord;
import io.github.vastwatch.notify.Ntfy;
import io.github.vastwatch.notify.Slack;
import io.github.vastwatch.notify.Telegram;
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

    static Optional<Telegram> telegram(Section section) {
        HttpUrl server = section.read("url", Webhook::parseUrl).orElse(HttpUrl.get(Telegram.SERVER));
        Optional<Secret> token = Secrets.read(section, "token");
        if (section.lacks("token") && section.lacks("token_file")) {
            section.lack(" has no token", "write token: ${TELEGRAM_TOKEN}");
        }
        section.require("chat_id", "write chat_id: 123456789");
        Optional<String> chat = section.read("chat_id", text -> text);
        try {
            token.ifPresent(Telegram::parseToken);
        } catch (Mistake mistake) {
            section.problem(section.has("token") ? "token" : "token_file", mistake.getMessage(), mistake.advice());
            return Optional.empty();
        }
        return token.flatMap(secret -> chat.map(each -> new Telegram(server, secret, each)));
    }

    static Optional<Ntfy> ntfy(Section section) {
        HttpUrl server = section.read("url", Webhook::parseUrl).orElse(HttpUrl.get(Ntfy.SERVER));
        Optional<Secret> token = Secrets.read(section, "token");
        section.require("topic", "write topic: a-name-that-nobody-guesses");
        return section.read("topic", Ntfy::parseTopic).map(topic -> new Ntfy(server, topic, token));
    }

    static Optional<Discord> discord(Section section) {
        return hook(section).map(Discord::new);
    }

    static Optional<Slack> slack(Section section) {
        return hook(section).map(Slack::new);
    }

    static Optional<Apprise> apprise(Section section) {
        String tags = section.read("tags", text -> text).orElse("");
        return hook(section).map(url -> new Apprise(url, tags));
    }

    private static Optional<HttpUrl> hook(Section section) {
        section.require("url", "write url: and the URL of the webhook");
        return section.read("url", Webhook::parseUrl);
    }
}
