package io.github.vastwatch.config;

import io.github.vastwatch.config.Shape.Several;
import io.github.vastwatch.config.Shape.Text;
import io.github.vastwatch.config.Shape.Told;
import io.github.vastwatch.config.Shape.Whole;
import io.github.vastwatch.config.Shape.Word;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.Watch;
import java.util.List;
import java.util.Set;

/**
 * Every key of the config, told once. {@link Section} lets the reader ask for no other and insists that it asks for each;
 * {@link JsonSchema} prints them; a test holds the example against them.
 */
final class Vocabulary {
    static final Text NAME = new Text("^" + Watch.NAME_SHAPE + "$");

    static final Text URL = new Text("^[hH][tT][tT][pP][sS]?://");

    static final Key PROXY = Key.of(
                    "proxy",
                    new Text("^([oO][fF][fF]|([hH][tT][tT][pP]|[sS][oO][cC][kK][sS]5[hH]?)://.+)$"),
                    "A proxy to go through, or off; otherwise HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the environment"
                            + " count.")
            .as("http://proxy.example.org:3128", "socks5://127.0.0.1:1080", "off");

    static final Key CA_FILE = Key.of(
                    "ca_file", Text.ANY, "A file of certificates in PEM to trust in place of the system's.")
            .as("/etc/vastwatch/ca.pem");

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
                    Key.of("url", URL, "Where Vast.ai is.").otherwise(VastSettings.DEFAULT_URL),
                    PROXY,
                    CA_FILE,
                    Key.of(
                                    "protocol",
                                    new Word(Protocol.names()),
                                    "How to ask: auto finds out which of the others the server understands.")
                            .otherwise("auto"),
                    Key.of(
                                    "requests_per_minute",
                                    new Whole(1, 600),
                                    "At most so many searches in any minute, over all watches.")
                            .otherwise(String.valueOf(VastSettings.DEFAULT_REQUESTS_PER_MINUTE)),
                    Key.of(
                                    "rows_per_day",
                                    new Shape.Rows(),
                                    "The most rows to read in a UTC day. auto assumes what Vast.ai allows (20000), and"
                                            + " learns it from refusals; off reads without bounds.")
                            .otherwise("auto"))
            .oneOf("api_key", "api_key_file");

    static final Keys HEARTBEAT = Keys.of(
                    Key.of("url", URL, "The address that the service names; a secret.")
                            .as("${HEARTBEAT_URL}"),
                    Key.of("url_file", Text.ANY, "A file that holds it.").as("/etc/vastwatch/heartbeat"),
                    Key.of("every", Text.DURATION, "How often it is called while all is well.")
                            .otherwise("5m"),
                    PROXY,
                    CA_FILE)
            .oneOf("url", "url_file");

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
            Key.of(
                    "heartbeat",
                    new Told(() -> JsonSchema.section(HEARTBEAT)),
                    "A dead man's switch: a service that is called only while polls and deliveries work."),
            Key.of(
                            "alive",
                            new Told(AlertKeys::alive),
                            "When a line of life is told: how many looks, alerts, undelivered, and the worst gap.")
                    .as("weekly Mon 09:00"),
            Key.of("channels", new Told(JsonSchema::channels), "Where to tell, by the name that watches use."),
            Key.of("defaults", new Told(JsonSchema::defaults), "For every watch that does not say otherwise."),
            Key.of(
                    "watches",
                    new Told(JsonSchema::watches),
                    "What to look for; at least one, here or in what is included."));

    /** What a file may hold that another one includes. */
    static final Keys INCLUDED = TOP.without(List.of("vast", "state", "include", "heartbeat", "alive", "defaults"));

    private Vocabulary() {}

    /** Whose values must never be shown. */
    static Set<String> secretKeys() {
        return Set.of(
                "api_key",
                "password",
                "secret",
                "secrets",
                "headers",
                "token",
                "topic",
                "url",
                "proxy",
                "client_secret",
                "refresh_token");
    }
}
