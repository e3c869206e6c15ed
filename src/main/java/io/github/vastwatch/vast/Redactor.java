package io.github.vastwatch.vast;

import io.github.vastwatch.text.SafeText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words of others, made fit to be shown: without the key, on one line, and short. */
final class Redactor {
    /** Enough to know a message by; error pages are long. */
    private static final int SHOWN = 200;

    private final Optional<Pattern> key;

    Redactor(Optional<Secret> key) {
        this.key = key.map(Secret::reveal)
                .filter(text -> !text.isEmpty())
                .map(text -> Pattern.compile(
                        Pattern.quote(text) + "|" + Pattern.quote(URLEncoder.encode(text, StandardCharsets.UTF_8)),
                        Pattern.CASE_INSENSITIVE));
    }

    String redact(@Nullable String text) {
        if (text == null) {
            return "";
        }
        // The key goes first: cut in half it would be there still.
        String masked = key.map(each -> each.matcher(text).replaceAll("***")).orElse(text);
        String line = SafeText.line(masked);
        return line.length() <= SHOWN ? line : SafeText.line(line.substring(0, SHOWN)) + "…";
    }
}
