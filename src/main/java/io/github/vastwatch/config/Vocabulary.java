package io.github.vastwatch.config;

import io.github.vastwatch.config.Shape.Several;
import io.github.vastwatch.config.Shape.Text;
import io.github.vastwatch.config.Shape.Told;
import io.github.vastwatch.config.Shape.Whole;
import io.github.vastwatch.config.Shape.Word;
import io.github.vastwatch.notify.EmailSettings;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.vast.VastSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Every key of the config, told once. {@link Section} lets the reader ask for no other and insists that it asks for each;
 * {@link JsonSchema} prints them; a test holds the example against them.
 */
final class Vocabulary {
    static final Keys VAST = Keys.of(
                    Key.of(
                                    "api_key",
                                    Text.ANY,
                                    "The key of your account, sent in a header and nowhere else. Without one an answer"
                                            + " holds at most 64 offers, a thinned sample of the match.")
                            .as("${VAST_API_KEY}"),
                    Key.of(
                                    "api_key_file",
                                    Text.ANY,
                                    "A file that holds the key. Without either the credential vast_api_key of systemd is"
                                            + " taken, where there is one.")
                            .as("/etc/vastwatch/api-key"),
                    Key.of("url", Text.ANY, "Where Vast.ai is.").otherwise(VastSettings.DEFAULT_URL),
                    Key.of(
                                    "protocol",
                                    new Word(Arrays.stream(Protocol.values())
                                            .map(Protocol::wire)
                                            .toList()),
                                    "How to ask: there are several ways that the server knows.")
                            .otherwise(Protocol.ASKS.wire()),
                    Key.of(
                                    "requests_per_minute",
                                    new Whole(1, 600),
                                    "At most so many searches in any minute, over all watches.")
                            .otherwise(String.valueOf(VastSettings.DEFAULT_REQUESTS_PER_MINUTE)))
            .oneOf("api_key", "api_key_file");

    static final Keys SMTP = Keys.of(
                    Key.of("host", Text.ANY, "The mail server.").required().as("smtp.example.org"),
                    Key.of(
                                    "port",
                                    new Whole(1, 65535),
                                    "Its port; it follows from tls (25, 587, 465) unless it is given.")
                            .as("587"),
                    Key.of(
                                    "tls",
                                    new Word(Arrays.stream(EmailSettings.Tls.values())
                                            .map(tls -> tls.name().toLowerCase(Locale.ROOT))
                                            .toList()),
                                    "How the connection is protected; certificates are always checked.")
                            .otherwise("starttls"),
                    Key.of("user", Text.ANY, "Whom to log in as; without one there is no login.")
                            .as("me"),
                    Key.of("password", Text.ANY, "The password of the user.").as("${SMTP_PASSWORD}"),
                    Key.of("password_file", Text.ANY, "A file that holds the password.")
                            .as("/etc/vastwatch/smtp"))
            .oneOf("password", "password_file");

    static final Keys EMAIL = Keys.of(
            Key.of("type", new Word(List.of("email")), "An email to one or more people.")
                    .required(),
            Key.of("to", new Several(Text.ANY), "Whom to mail.").required().as("me@example.org"),
            Key.of("from", Text.ANY, "The sender.").required().as("vastwatch@example.org"),
            Key.of("smtp", new Told(() -> JsonSchema.section(SMTP)), "The server that sends it.")
                    .required());

    static final Keys WEBHOOK = Keys.of(
                    Key.of("type", new Word(List.of("webhook")), "A POST of JSON to a program.")
                            .required(),
                    Key.of("url", Text.ANY, "Where to post; a secret too, for many services put a token into it.")
                            .required()
                            .as("https://example.org/hook"),
                    Key.of(
                                    "secret",
                                    Text.ANY,
                                    "Signs each request as Standard Webhooks says; make one with:"
                                            + " echo whsec_$(openssl rand -base64 24)")
                            .as("${HOOK_SECRET}"),
                    Key.of("secret_file", Text.ANY, "A file that holds the secret.")
                            .as("/etc/vastwatch/hook"))
            .oneOf("secret", "secret_file");

    static final Keys RENT = Keys.of(
            Key.of("image", Text.ANY, "The container image.").otherwise("pytorch/pytorch:latest"),
            Key.of("options", Text.ANY, "Further options of the vendor's command line.")
                    .otherwise("--ssh --direct"),
            Key.of(
                            "bid",
                            new Text("^\\s*min_bid(\\s*\\+\\s*\\d{1,3}(\\.\\d+)?\\s*%)?\\s*$"),
                            "What to bid for an interruptible offer.")
                    .otherwise("min_bid+5%")
                    .as("min_bid", "min_bid+10%"));

    static final Keys WATCH = Keys.of(
                    Key.of(
                                    "name",
                                    new Text("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"),
                                    "What it is called; no two are alike.")
                            .required()
                            .as("cheap-4090"),
                    Key.of(
                                    "query",
                                    new Told(QuerySchema::query),
                                    "What to search for: the vendor's query language, or a mapping of fields to values."
                                            + " verified=true external=false rentable=true are added; '=any' removes one.")
                            .required()
                            .as("gpu_name=RTX_4090 num_gpus=1 reliability>0.98"),
                    Key.of(
                                    "threshold",
                                    new Text("^\\s*\\w+\\s*[<>]=?\\s*\\$?\\d*\\.?\\d+([eE][+-]?\\d+)?\\s*$"),
                                    "When an offer is good enough: < <= > or >= on dph_total, dph_per_gpu, min_bid,"
                                            + " dlperf_per_dphtotal, flops_per_dphtotal, dlperf or reliability.")
                            .required()
                            .as("dph_total <= 0.40"),
                    Key.of("notify", new Several(Text.ANY), "The channels that are told.")
                            .required()
                            .as("me"),
                    Key.of("enabled", new Shape.Flag(), "Whether it is watched at all.")
                            .otherwise("true"),
                    Key.of(
                                    "type",
                                    new Word(Arrays.stream(RentalType.values())
                                            .map(RentalType::wire)
                                            .toList()),
                                    "How to rent; bid is interruptible.")
                            .otherwise("on-demand"),
                    Key.of("disk", Text.SIZE, "Prices include so much disk; offers with less are left out.")
                            .otherwise("20GB"),
                    Key.of(
                                    "every",
                                    Text.DURATION,
                                    "How often; without it and cron each minute with a key, else each 5.")
                            .as("1m", "90s", "1h30m"),
                    Key.of(
                                    "cron",
                                    Text.ANY,
                                    "When, instead of every: five fields are Unix cron, six or seven Quartz's.")
                            .as("*/5 7-22 * * *"),
                    Key.of("timezone", Text.ANY, "For cron and until; otherwise the machine's.")
                            .as("Europe/Berlin"),
                    Key.of("until", new Text("^\\d{4}-\\d\\d-\\d\\d$"), "The last day on which it counts.")
                            .as("2026-12-31"),
                    Key.of(
                            "rent",
                            new Told(() -> JsonSchema.optional(JsonSchema.section(RENT))),
                            "What the command to rent holds."))
            .oneOf("every", "cron");

    /** Whatever a watch takes but its name. */
    static final Keys DEFAULTS = WATCH.without(List.of("name"));

    static final Keys TOP = Keys.of(
            Key.of("vast", new Told(() -> JsonSchema.optional(JsonSchema.section(VAST))), "How to reach Vast.ai."),
            Key.of(
                            "state",
                            new Text("^(memory|file:.+)$"),
                            "What was seen and told: in a file, or 'memory' to forget it at the end.")
                    .otherwise("memory")
                    .as("file:/var/lib/vastwatch/state.db"),
            Key.of(
                            "include",
                            new Several(Text.ANY),
                            "Files that hold more channels and watches, by name or with * and ?, relative to this one.")
                    .as("watches.d/*.yaml"),
            Key.of("channels", new Told(JsonSchema::channels), "Where to tell, by the name that watches use."),
            Key.of("defaults", new Told(JsonSchema::defaults), "For every watch that does not say otherwise."),
            Key.of(
                    "watches",
                    new Told(JsonSchema::watches),
                    "What to look for; at least one, here or in what is included."));

    /** What a file may hold that another one includes. */
    static final Keys INCLUDED = TOP.without(List.of("vast", "state", "include", "defaults"));

    private Vocabulary() {}

    /** Whose values must never be shown. */
    static Set<String> secretKeys() {
        return Set.of("api_key", "password", "secret", "url");
    }
}
