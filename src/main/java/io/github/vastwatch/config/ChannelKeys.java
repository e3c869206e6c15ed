package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.config.Shape.Flag;
import io.github.vastwatch.config.Shape.Several;
import io.github.vastwatch.config.Shape.Text;
import io.github.vastwatch.config.Shape.Told;
import io.github.vastwatch.config.Shape.Whole;
import io.github.vastwatch.config.Shape.Word;
import io.github.vastwatch.notify.channel.ByKind;
import io.github.vastwatch.notify.channel.Ntfy;
import io.github.vastwatch.notify.channel.Telegram;
import io.github.vastwatch.notify.mail.EmailTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The part of the {@link Vocabulary} that tells channels, by their type. */
final class ChannelKeys {
    private static final Text ADDRESS = new Text("@");
    private static final Text SIGNS = new Text("^whsec_[A-Za-z0-9+/]+=*$");

    /** What every channel takes. */
    private static final List<Key> EVERY = List.of(
            Key.of("expires", Text.DURATION, "What could not be told for so long is a dead letter.")
                    .otherwise("24h"),
            Key.of("concurrency", new Whole(1, 16), "How many sends may be under way at once.")
                    .otherwise("2"));

    /** What every channel takes that sends over HTTP. */
    private static final List<Key> HTTP = List.of(
            Key.of("method", new Word(List.of("POST", "PUT", "PATCH")), "The method of each request.")
                    .otherwise("POST"),
            Key.of(
                    "headers",
                    new Told(() -> JsonSchema.texts()),
                    "Headers to add to each request; their values are secrets."),
            Key.of("timeout", Text.DURATION, "How long one request may take, at most 2m.")
                    .otherwise("20s"),
            Vocabulary.PROXY,
            Vocabulary.CA_FILE,
            Key.of("allow_private", new Flag(), "Whether the address may be one of this machine or this network.")
                    .otherwise("true"));

    static final Keys OAUTH = Keys.of(
                    Key.of("token_url", Vocabulary.URL, "Where the provider gives access tokens.")
                            .required()
                            .as("https://oauth2.googleapis.com/token"),
                    Key.of("client_id", Text.ANY, "The application that was registered with the provider.")
                            .required()
                            .as("1234.apps.googleusercontent.com"),
                    Key.of("client_secret", Text.ANY, "The secret of the application, where it has one.")
                            .as("${OAUTH_CLIENT_SECRET}"),
                    Key.of("client_secret_file", Text.ANY, "A file that holds the secret of the application.")
                            .as("/etc/vastwatch/client-secret"),
                    Key.of("refresh_token", Text.ANY, "The refresh token, where the provider never replaces it.")
                            .as("${OAUTH_REFRESH_TOKEN}"),
                    Key.of(
                                    "refresh_token_file",
                                    Text.ANY,
                                    "A file that holds the refresh token; it is written when the provider replaces the"
                                            + " token.")
                            .as("/var/lib/vastwatch/refresh-token"),
                    Key.of("scope", Text.ANY, "What to ask for, where the provider wants it.")
                            .as("https://outlook.office.com/SMTP.Send offline_access"))
            .oneOf("client_secret", "client_secret_file")
            .oneOf("refresh_token", "refresh_token_file");

    static final Keys SMTP = Keys.of(
                    Key.of("host", Text.ANY, "The mail server.").required().as("smtp.example.org"),
                    Key.of(
                                    "port",
                                    new Whole(1, 65535),
                                    "Its port; it follows from tls (25, 587, 465) unless it is given.")
                            .as("587"),
                    Key.of(
                                    "tls",
                                    new Word(Arrays.stream(EmailTarget.Tls.values())
                                            .map(tls -> tls.name().toLowerCase(Locale.ROOT))
                                            .toList()),
                                    "How the connection is protected; certificates are always checked.")
                            .otherwise("starttls"),
                    Key.of("user", Text.ANY, "Whom to log in as; without one there is no login.")
                            .as("me"),
                    Key.of("password", Text.ANY, "The password of the user.").as("${SMTP_PASSWORD}"),
                    Key.of("password_file", Text.ANY, "A file that holds the password.")
                            .as("/etc/vastwatch/smtp"),
                    Key.of(
                                    "token_command",
                                    new Several(Text.ANY),
                                    "A program that prints an access token, to log in by XOAUTH2 in place of a password;"
                                            + " no shell reads it.")
                            .as("/usr/local/bin/token"),
                    Key.of(
                            "oauth",
                            new Told(() -> JsonSchema.section(OAUTH)),
                            "To log in by XOAUTH2 in place of a password, with access tokens for a refresh token."),
                    Key.of(
                                    "hello",
                                    Text.ANY,
                                    "The name of this machine for EHLO; the domain of from unless it is given.")
                            .as("mail.example.org"),
                    Vocabulary.CA_FILE)
            .oneOf("password", "password_file", "token_command", "oauth");

    static final Keys EMAIL = keys(
            "email",
            "An email to one or more people.",
            List.of(EVERY, TemplateKeys.of(TemplateKeys.MAIL)),
            Key.of("to", new Several(ADDRESS), "Whom to mail.").required().as("me@example.org"),
            Key.of("separately", new Flag(), "Whether each gets a mail that names nobody else.")
                    .otherwise("false"),
            Key.of("from", ADDRESS, "The sender.").required().as("vastwatch@example.org"),
            Key.of("smtp", new Told(() -> JsonSchema.section(SMTP)), "The server that sends it.")
                    .required());

    static final Keys WEBHOOK = keys(
                    "webhook",
                    "JSON for a program.",
                    List.of(HTTP, EVERY, TemplateKeys.of(TemplateKeys.BODY)),
                    Key.of("url", Vocabulary.URL, "Where to send; a secret too, for many services put a token into it.")
                            .required()
                            .as("https://example.org/hook"),
                    Key.of(
                                    "secret",
                                    SIGNS,
                                    "Signs each request as Standard Webhooks says; make one with:"
                                            + " echo whsec_$(openssl rand -base64 24)")
                            .as("${HOOK_SECRET}"),
                    Key.of("secret_file", Text.ANY, "A file that holds the secret.")
                            .as("/etc/vastwatch/hook"),
                    Key.of(
                                    "secrets",
                                    new Several(SIGNS),
                                    "Several that all sign each request, while receivers change from one to the next.")
                            .as("${NEW_HOOK_SECRET}"),
                    Key.of(
                                    "max_body",
                                    new Text("^\\s*\\d+(\\.\\d+)?\\s*[kM]B\\s*$"),
                                    "How long a body may be; offers that do not fit are left out and counted.")
                            .otherwise("256kB")
                            .as("20kB"))
            .oneOf("secret", "secret_file", "secrets");

    static final Keys TELEGRAM = keys(
                    "telegram",
                    "A message of a bot to a chat of Telegram.",
                    List.of(HTTP, EVERY, TemplateKeys.of(TemplateKeys.READ)),
                    Key.of("token", new Text("^[0-9]+:[A-Za-z0-9_-]+$"), "The token of the bot, from @BotFather.")
                            .as("${TELEGRAM_TOKEN}"),
                    Key.of("token_file", Text.ANY, "A file that holds the token.")
                            .as("/etc/vastwatch/telegram"),
                    Key.of("chat_id", Text.ANY, "The number of the chat, or @ and the name of a public channel.")
                            .required()
                            .as("123456789"),
                    Key.of(
                                    "message_thread_id",
                                    new Whole(2, Integer.MAX_VALUE),
                                    "The number of a topic of the group; without it the General topic.")
                            .as("17"),
                    Key.of("url", Vocabulary.URL, "Where the Bot API is.").otherwise(Telegram.SERVER))
            .oneOf("token", "token_file");

    private static final Shape PRIORITIES = new Told(() -> either(
            new Whole(1, 5).schema(), new Word(List.of("min", "low", "default", "high", "max", "urgent")).schema()));
    private static final Shape WORDS = new Several(new Text("^[^,]{1,50}$"));

    static final Keys PRIORITY = byKind(PRIORITIES, "From 1 to 5.");
    static final Keys TAGS = byKind(WORDS, "One or more.");

    static final Keys NTFY = keys(
                    "ntfy",
                    "A push message by ntfy.",
                    List.of(HTTP, EVERY, TemplateKeys.of(TemplateKeys.READ)),
                    Key.of(
                                    "topic",
                                    new Text("^[A-Za-z0-9_-]{1,64}$"),
                                    "The topic; a secret where everyone may read it.")
                            .required()
                            .as("${NTFY_TOPIC}"),
                    Key.of("token", Text.ANY, "An access token, where the server asks for one.")
                            .as("${NTFY_TOKEN}"),
                    Key.of("token_file", Text.ANY, "A file that holds the token.")
                            .as("/etc/vastwatch/ntfy"),
                    Key.of("user", Text.ANY, "Whom to log in as, in place of a token.")
                            .as("me"),
                    Key.of("password", Text.ANY, "The password of the user.").as("${NTFY_PASSWORD}"),
                    Key.of("password_file", Text.ANY, "A file that holds the password.")
                            .as("/etc/vastwatch/ntfy"),
                    Key.of(
                            "priority",
                            new Told(() -> either(PRIORITIES.schema(), JsonSchema.section(PRIORITY))),
                            "From 1 to 5, for all messages or by kind; without it 5 where urgent, 4 for trouble, 2 for"
                                    + " what needs no answer, else 3."),
                    Key.of(
                            "tags",
                            new Told(() -> either(WORDS.schema(), JsonSchema.section(TAGS))),
                            "Emojis by name and other words, for all messages or by kind, in place of the built-in"
                                    + " ones."),
                    Key.of("url", Vocabulary.URL, "The server.").otherwise(Ntfy.SERVER))
            .oneOf("token", "token_file")
            .oneOf("password", "password_file");

    static final Keys DISCORD = keys(
            "discord",
            "A message to a channel of Discord.",
            List.of(HTTP, EVERY, TemplateKeys.of(TemplateKeys.READ)),
            hook("${DISCORD_WEBHOOK}"));

    static final Keys SLACK = keys(
            "slack",
            "A message to a channel of Slack.",
            List.of(HTTP, EVERY, TemplateKeys.of(TemplateKeys.READ)),
            hook("${SLACK_WEBHOOK}"));

    static final Keys APPRISE = keys(
            "apprise",
            "A message by an Apprise API server.",
            List.of(HTTP, EVERY, TemplateKeys.of(TemplateKeys.READ)),
            hook("http://apprise.example.org:8000/notify/KEY"),
            Key.of("tags", Text.ANY, "Which of its targets are meant; otherwise all.")
                    .as("phone"));

    private ChannelKeys() {}

    private static Keys byKind(Shape shape, String meaning) {
        return Keys.of(
                ByKind.NAMES.stream().map(name -> Key.of(name, shape, meaning)).toArray(Key[]::new));
    }

    private static ObjectNode either(ObjectNode... ways) {
        ObjectNode either = Shape.JSON.objectNode();
        either.putArray("anyOf").addAll(List.of(ways));
        return either;
    }

    private static Key hook(String example) {
        return Key.of("url", Vocabulary.URL, "The URL of the webhook; a secret.")
                .required()
                .as(example);
    }

    /** The keys of a type: what it is, what it takes, and what others take too. */
    private static Keys keys(String type, String meaning, List<List<Key>> shared, Key... own) {
        List<Key> all = new ArrayList<>();
        all.add(Key.of("type", new Word(List.of(type)), meaning).required());
        all.addAll(List.of(own));
        shared.forEach(all::addAll);
        return Keys.of(all.toArray(Key[]::new));
    }
}
