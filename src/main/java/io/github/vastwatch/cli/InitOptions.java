package io.github.vastwatch.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What init need not ask, as it is said on the command line. */
final class InitOptions {
    @Option(names = "--gpu", paramLabel = "MODEL", description = "The GPU, as 4090 or 'RTX 4090'.")
    @Nullable
    String gpu;

    @Option(names = "--num-gpus", paramLabel = "N", description = "How many in one offer (default: 1).")
    @Nullable
    String gpus;

    @Option(names = "--price", paramLabel = "DOLLARS", description = "Tell of offers up to so many $ an hour.")
    @Nullable
    String price;

    @Option(names = "--email", paramLabel = "ADDRESS", description = "Whom to mail.")
    @Nullable
    String email;

    @Option(names = "--smtp-host", paramLabel = "HOST[:PORT]", description = "The mail server (default port: 587).")
    @Nullable
    String smtpHost;

    @Option(
            names = "--smtp-user",
            paramLabel = "USER",
            description = "Whom to log in as there; the password comes from $SMTP_PASSWORD.")
    @Nullable
    String smtpUser;

    @Option(
            names = "--webhook",
            paramLabel = "URL",
            description = "Where to post; where the URL holds a token, '$${NAME}' of the environment.")
    @Nullable
    String webhook;

    @Option(names = "--market-url", paramLabel = "URL", description = "Another market, as of 'vastwatch simulate'.")
    @Nullable
    String market;

    /** What must be said where nobody can be asked. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (gpu == null) {
            missing.add("--gpu");
        }
        if (price == null) {
            missing.add("--price");
        }
        if (email == null && webhook == null) {
            missing.add(smtpHost == null ? "--email and --smtp-host (or --webhook)" : "--email");
        } else if (email != null && smtpHost == null) {
            missing.add("--smtp-host");
        }
        return missing;
    }
}
