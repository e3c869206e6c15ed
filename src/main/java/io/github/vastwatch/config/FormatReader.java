package io.github.vastwatch.config;

import io.github.vastwatch.notify.channel.Apprise;
import io.github.vastwatch.notify.channel.Discord;
import io.github.vastwatch.notify.channel.Slack;
import io.github.vastwatch.notify.channel.Telegram;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Reads what each format takes for itself. */
final class FormatReader {
    private FormatReader() {}

    static Optional<Webhook> webhook(Section section) {
        section.require("url", "write url: https://example.org/hook");
        Optional<HttpUrl> url = HookUrl.read(section, "webhook");
        Optional<Secret> secret = Secrets.read(section, "secret");
        Optional<List<Secret>> several = section.readList("secrets", text -> Webhook.parseSecret(new Secret(text)));
        int maxBody = section.read("max_body", Amounts::bytes).orElse(Webhook.DEFAULT_MAX_BODY);
        try {
            secret.ifPresent(Webhook::parseSecret);
        } catch (InvalidInput invalidInput) {
            section.problem(
                    section.has("secret") ? "secret" : "secret_file", invalidInput.getMessage(), invalidInput.advice());
            return Optional.empty();
        }
        List<Secret> secrets = several.orElseGet(() -> secret.stream().toList());
        return url.map(target -> new Webhook(target, secrets, maxBody));
    }

    static Optional<Telegram> telegram(Section section) {
        HttpUrl server =
                section.read("url", text -> HookUrl.server(text, "telegram")).orElse(HttpUrl.get(Telegram.SERVER));
        Optional<Secret> token = Secrets.read(section, "token");
        if (section.lacks("token") && section.lacks("token_file")) {
            section.lack(" has no token", "write token: ${TELEGRAM_TOKEN}");
        }
        section.require("chat_id", "write chat_id: 123456789");
        Optional<String> chat = section.read("chat_id", FormatReader::chat);
        Optional<Integer> topic = section.read("message_thread_id", FormatReader::topic);
        try {
            token.ifPresent(Telegram::parseToken);
        } catch (InvalidInput invalidInput) {
            section.problem(
                    section.has("token") ? "token" : "token_file", invalidInput.getMessage(), invalidInput.advice());
            return Optional.empty();
        }
        return token.flatMap(secret -> chat.map(each -> new Telegram(server, secret, each, topic)));
    }

    private static String chat(String text) {
        String chat = text.strip();
        if (!chat.matches("-?\\d{1,20}|@\\w{4,}")) {
            throw new InvalidInput(
                    "not a chat: '" + text + "'",
                    "write its number, as 123456789 or -100123456789; or @ and the name of a public channel");
        }
        return chat;
    }

    private static int topic(String text) {
        int number = Numbers.whole(text);
        if (number < 2) {
            throw new InvalidInput(
                    "a topic's number is above 1: " + number,
                    "it is the last number in the topic's link; for the General topic leave it out");
        }
        return number;
    }

    static Optional<Discord> discord(Section section) {
        return hook(section, "discord").map(Discord::new);
    }

    static Optional<Slack> slack(Section section) {
        return hook(section, "slack").map(Slack::new);
    }

    static Optional<Apprise> apprise(Section section) {
        String tags = section.read("tags", text -> text).orElse("");
        return hook(section, "apprise").map(url -> new Apprise(url, tags));
    }

    private static Optional<HttpUrl> hook(Section section, String type) {
        section.require("url", "write url: and the URL of the webhook");
        return HookUrl.read(section, type);
    }
}
