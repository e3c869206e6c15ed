package io.github.vastwatch.config;

import io.github.vastwatch.offer.InvalidInput;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a mail server is: a name or an address, with a port behind it where one is written there. */
record MailServer(String host, Optional<Integer> port) {
    private static final Pattern NAME =
            Pattern.compile("([\\p{L}\\p{N}](?:[\\p{L}\\p{N}._-]*[\\p{L}\\p{N}.])?)(?::(\\d{1,5}))?");
    private static final Pattern ADDRESS = Pattern.compile("([0-9a-fA-F:]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)()");
    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9a-fA-F:.]+)](?::(\\d{1,5}))?");
    private static final Pattern URL = Pattern.compile("(\\w+)://([^/:@\\s]+)(?::(\\d{1,5}))?/?");

    /** Reads {@code smtp.example.org}, {@code smtp.example.org:587} or {@code [::1]:25}. */
    static MailServer parse(String text) {
        String stripped = text.strip();
        for (Pattern pattern : new Pattern[] {BRACKETED, NAME, ADDRESS}) {
            Matcher matcher = pattern.matcher(stripped);
            if (matcher.matches()) {
                return new MailServer(
                        String.valueOf(matcher.group(1)),
                        Optional.ofNullable(matcher.group(2))
                                .filter(port -> !port.isEmpty())
                                .map(Integer::valueOf));
            }
        }
        throw new InvalidInput("not a mail server: '" + text + "'", meant(stripped));
    }

    private static String meant(String text) {
        Matcher url = URL.matcher(text);
        if (url.matches()) {
            boolean isTls = "smtps".equals(String.valueOf(url.group(1)).toLowerCase(Locale.ROOT));
            return "write host: " + url.group(2) + (url.group(3) == null ? "" : ", port: " + url.group(3))
                    + (isTls ? ", tls: tls" : "");
        }
        return text.matches("[^@\\s]+@[^@\\s]+")
                ? "write host: smtp.example.org, and user: " + text
                : "write host: smtp.example.org";
    }
}
