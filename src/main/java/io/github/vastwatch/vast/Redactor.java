package io.github.vastwatch.vast;

import io.github.vastwatch.text.SafeText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the texts of servers safe to show: without the key, on one line, and short. */
final class Redactor {
    /** Enough to recognize a message; error pages are long. */
    private static final int MAX_LENGTH = 200;

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
        // The key goes first: half of it would remain in a shortened text.
        String masked = key.map(each -> each.matcher(text).replaceAll("***")).orElse(text);
        String line = SafeText.line(masked);
        return line.length() <= MAX_LENGTH ? line : SafeText.line(line.substring(0, MAX_LENGTH)) + "…";
    }
}
