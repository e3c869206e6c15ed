package io.github.vastwatch.notify.channel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import okhttp3.HttpUrl;

/** A service known by the host and path of its URL, which needs messages of its own form. */
public enum KnownService {
    DISCORD("discord", "Discord"),
    SLACK("slack", "Slack"),
    TELEGRAM("telegram", "Telegram"),
    NTFY("ntfy", "ntfy"),
    APPRISE("apprise", "an Apprise server"),
    TEAMS("", "Microsoft Teams"),
    GOOGLE_CHAT("", "Google Chat"),
    PUSHOVER("", "Pushover"),
    HEARTBEAT("", "a dead man's switch");

    private final String type;
    private final String label;

    KnownService(String type, String label) {
        this.type = type;
        this.label = label;
    }

    /** The channel type for it; empty if there is none. */
    public Optional<String> type() {
        return type.isEmpty() ? Optional.empty() : Optional.of(type);
    }

    /** The keys of a channel of its type besides type and URL, as advice shows them. */
    public String keys() {
        return switch (this) {
            case TELEGRAM -> ", with token: and chat_id:";
            case NTFY -> ", with topic:";
            default -> "";
        };
    }

    /** Whether a channel type is for it. */
    public boolean isOf(String channelType) {
        return type.equals(channelType);
    }

    /** Whether it answers a webhook's JSON with an error; the others accept anything. */
    public boolean refusesJson() {
        return this != NTFY && this != HEARTBEAT;
    }

    /** As sentences put it. */
    public String label() {
        return label;
    }

    /** The service that a URL leads to, if it is a known one. */
    public static Optional<KnownService> of(HttpUrl url) {
        return Arrays.stream(values()).filter(each -> each.isAt(url)).findFirst();
    }

    private boolean isAt(HttpUrl url) {
        String host = url.host().toLowerCase(Locale.ROOT);
        String path = url.encodedPath();
        return switch (this) {
            case DISCORD -> isBelow(host, "discord.com") || isBelow(host, "discordapp.com");
            case SLACK -> isBelow(host, "hooks.slack.com") || isBelow(host, "hooks.slack-gov.com");
            case TELEGRAM -> isBelow(host, "api.telegram.org");
            case NTFY -> isBelow(host, "ntfy.sh");
            // On any host: Apprise's own path of a configuration.
            case APPRISE -> path.matches("/notify/[A-Za-z0-9_-]{1,128}/?") && host.contains("apprise");
            case TEAMS -> isBelow(host, "webhook.office.com") || isBelow(host, "logic.azure.com");
            case GOOGLE_CHAT -> isBelow(host, "chat.googleapis.com");
            case PUSHOVER -> isBelow(host, "api.pushover.net");
            case HEARTBEAT -> isBelow(host, "hc-ping.com") || isBelow(host, "healthchecks.io");
        };
    }

    private static boolean isBelow(String host, String domain) {
        return host.equals(domain) || host.endsWith("." + domain);
    }
}
