package io.github.vastwatch.cli.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The answers that init takes from the command line. */
final class InitOptions {
    @Option(names = "--gpu", paramLabel = "MODEL", description = "The GPU, as 4090 or 'RTX 4090'.")
    @Nullable
    String gpu;

    @Option(names = "--num-gpus", paramLabel = "N", description = "How many in one offer (default: 1).")
    @Nullable
    String gpus;

    @Option(names = "--price", paramLabel = "DOLLARS", description = "Alert for offers up to this price in $ an hour.")
    @Nullable
    String price;

    @Option(names = "--email", paramLabel = "ADDRESS", description = "The address to mail to.")
    @Nullable
    String email;

    @Option(names = "--smtp-host", paramLabel = "HOST[:PORT]", description = "The mail server (default port: 587).")
    @Nullable
    String smtpHost;

    @Option(
            names = "--smtp-user",
            paramLabel = "USER",
            description = "The user to log in with; the password comes from $SMTP_PASSWORD.")
    @Nullable
    String smtpUser;

    @Option(
            names = "--webhook",
            paramLabel = "URL",
            description =
                    "The URL to post to, of Discord, Slack or ntfy.sh too; repeat for more. For a URL with a token"
                            + " use an environment variable: '$${NAME}'.")
    List<String> webhooks = List.of();

    @Option(
            names = "--telegram",
            paramLabel = "CHAT",
            description = "The chat to send to; the bot's token comes from $TELEGRAM_TOKEN.")
    @Nullable
    String telegram;

    @Option(names = "--add", description = "Add the watch to the existing config, for its channels.")
    boolean add;

    @Option(names = "--market-url", paramLabel = "URL", description = "Another market, such as 'vastwatch simulate'.")
    @Nullable
    String market;

    /** The options that are missing where there is no person to ask. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (gpu == null) {
            missing.add("--gpu");
        }
        if (price == null) {
            missing.add("--price");
        }
        if (add) {
            return missing;
        }
        if (email == null && webhooks.isEmpty() && telegram == null) {
            missing.add(smtpHost == null ? "--email and --smtp-host (or --webhook, --telegram)" : "--email");
        } else if (email != null && smtpHost == null) {
            missing.add("--smtp-host");
        }
        return missing;
    }
}
