package io.github.vastwatch.notify;

import io.github.vastwatch.vast.Secret;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows a text without the secrets in it. */
final class Masking {
    /** Of so many characters a secret is hardly a part of another word by chance. */
    private static final int SHORTEST = 4;

    private static final String STARS = "***";
    private static final Pattern URL = Pattern.compile("https?://[^\\s\"<>\\\\]+");

    private Masking() {}

    static String masked(String text, List<Secret> secrets) {
        String shown = text;
        for (String secret : secrets.stream()
                .map(Secret::reveal)
                .filter(each -> !each.isEmpty())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            shown = secret.length() < SHORTEST ? whole(shown, secret) : shown.replace(secret, STARS);
        }
        return shown;
    }

    /** A short secret is a part of many words: only as a whole value of JSON, or as a part of a URL, it is meant. */
    private static String whole(String text, String secret) {
        String quoted = Pattern.quote(secret);
        String values = text.replaceAll("(?<=\")" + quoted + "(?=\\\\?\"(?!\\s*:))", STARS);
        Pattern part = Pattern.compile("(?<=[/=:@])" + quoted + "(?=[/?&#:@]|$)");
        return URL.matcher(values)
                .replaceAll(url ->
                        Matcher.quoteReplacement(part.matcher(url.group()).replaceAll(STARS)));
    }
}
