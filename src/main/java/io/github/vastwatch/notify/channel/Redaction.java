package io.github.vastwatch.notify.channel;

import io.github.vastwatch.http.BasicLogin;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/**
 * Removes secrets from a text that may repeat them: whole, in parts (the words of a header, the
 * halves of a token), percent-encoded or in base64, and any longer piece of these.
 */
public final class Redaction {
    /** A secret of this length is hardly part of another word by chance. */
    private static final int SHORTEST = 4;
    /** This many matching characters in a row belong to the secret. */
    private static final int PIECE = 10;

    private static final String STARS = "***";
    private static final Pattern URL = Pattern.compile("https?://[^\\s\"<>\\\\]+");
    private static final Pattern SEPARATORS = Pattern.compile("[\\s:/?&=@,;]+");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{8,}={0,2}");
    /** Values of headers that are not secret. */
    private static final Set<String> SCHEMES = Set.of(
            "bearer", "basic", "token", "digest", "true", "false", "http", "https", "application", "json", "text");

    /** Common segments of a URL's path that also occur in messages. */
    private static final Set<String> PLAIN_SEGMENTS = Set.of(
            ("alert alerts catch check heartbeat hook hooks incoming message messages notify ping push receive send"
                            + " services webhook webhooks workflows")
                    .split(" "));

    private final List<String> tiny;
    private final List<String> parts;
    private final Pattern words;
    private final Set<String> pieces = new HashSet<>();

    private Redaction(Set<String> tiny, Set<String> parts) {
        this.tiny = List.copyOf(tiny);
        this.parts = parts.stream()
                .filter(part -> !isWord(part))
                .map(Redaction::lower)
                .distinct()
                .toList();
        this.words = Pattern.compile(parts.stream()
                .filter(Redaction::isWord)
                .collect(Collectors.joining("|", "(?<![a-z0-9])(?:", ")(?![a-z0-9])")));
        for (String part : this.parts) {
            for (int at = 0; at + PIECE <= part.length(); at++) {
                String piece = part.substring(at, at + PIECE);
                if (!piece.contains(" ")) {
                    pieces.add(piece);
                }
            }
        }
    }

    /** Whether other words may contain it. */
    private static boolean isWord(String part) {
        return part.length() < PIECE && part.chars().allMatch(each -> each >= 'a' && each <= 'z');
    }

    public static Redaction of(Collection<String> secrets) {
        Set<String> tiny = new HashSet<>();
        Set<String> parts = new HashSet<>();
        for (String secret : secrets) {
            if (secret.length() < SHORTEST) {
                tiny.add(secret);
            } else {
                split(secret, parts);
            }
        }
        tiny.remove("");
        return new Redaction(tiny, parts);
    }

    /** The secret parts of a URL that a receiver may repeat: path, login, tokens. */
    static Stream<String> secrets(HttpUrl url) {
        Stream<String> login = BasicLogin.of(url).stream().flatMap(each -> each.secrets().stream());
        Stream<String> segments = url.pathSegments().stream().filter(segment -> !PLAIN_SEGMENTS.contains(segment));
        // Flags are not secret, and words of every JSON.
        Stream<String> values = IntStream.range(0, url.querySize())
                .mapToObj(url::queryParameterValue)
                .filter(value -> value != null && !value.equals("true") && !value.equals("false"));
        // A shorter path or value cannot contain a token.
        Stream<String> parts = Stream.of(Stream.of(url.encodedPath()), segments, values)
                .flatMap(each -> each)
                .filter(each -> each.length() >= SHORTEST);
        return Stream.of(Stream.of(url.encodedPassword()), login, parts).flatMap(each -> each);
    }

    private static void split(String secret, Set<String> parts) {
        Set<String> plain = new HashSet<>(List.of(secret, decoded(secret)));
        Set.copyOf(plain).forEach(each -> plain.addAll(Arrays.asList(SEPARATORS.split(each))));
        for (String word : Set.copyOf(plain)) {
            if (BASE64.matcher(word).matches()) {
                String inside = printable(word);
                plain.add(inside);
                plain.addAll(Arrays.asList(SEPARATORS.split(inside)));
            }
        }
        plain.removeIf(each -> each.length() < SHORTEST || SCHEMES.contains(each.toLowerCase(Locale.ROOT)));
        for (String each : plain) {
            parts.add(each);
            String encoded = URLEncoder.encode(each, StandardCharsets.UTF_8);
            parts.add(encoded);
            parts.add(encoded.replace("+", "%20"));
            for (int shift = 0; shift < 3; shift++) {
                parts.add(inBase64(each, shift));
            }
        }
        parts.removeIf(each -> each.length() < SHORTEST);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String printable(String base64) {
        try {
            String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            return text.chars().allMatch(each -> each >= 0x20 && each < 0x7f) ? text : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** The base64 letters of a text at each offset, because a login has a user before it. */
    private static String inBase64(String text, int shift) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] shifted = new byte[shift + bytes.length];
        System.arraycopy(bytes, 0, shifted, shift, bytes.length);
        String all = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = (shift * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        return to - from < 2 * SHORTEST ? "" : all.substring(from, to);
    }

    /** The text with stars in place of secrets. */
    public String redact(String text) {
        String shown = text;
        for (String secret : tiny) {
            shown = whole(shown, secret);
        }
        return covered(shown);
    }

    private String covered(String text) {
        // Base64 for URLs differs in two letters; case and length stay.
        String lower = lower(text).replace('-', '+').replace('_', '/');
        String plain = lower(text);
        BitSet secret = new BitSet(text.length());
        for (String part : parts) {
            cover(plain, part, secret);
            cover(lower, part, secret);
        }
        for (int at = 0; at + PIECE <= plain.length(); at++) {
            if (pieces.contains(plain.substring(at, at + PIECE)) || pieces.contains(lower.substring(at, at + PIECE))) {
                secret.set(at, at + PIECE);
            }
        }
        words.matcher(plain).results().forEach(each -> secret.set(each.start(), each.end()));
        StringBuilder shown = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            int end = secret.get(at) ? secret.nextClearBit(at) : secret.nextSetBit(at);
            end = end < 0 ? text.length() : end;
            shown.append(secret.get(at) ? STARS : text.substring(at, end));
            at = end;
        }
        return shown.toString();
    }

    private static void cover(String text, String part, BitSet secret) {
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            secret.set(at, at + part.length());
        }
    }

    private static String lower(String text) {
        return text.chars()
                .mapToObj(each -> String.valueOf((char) (each < 0x80 ? Character.toLowerCase(each) : each)))
                .collect(Collectors.joining());
    }

    /** A short secret is part of many words, so only a whole JSON value or part of a URL counts. */
    private static String whole(String text, String secret) {
        String quoted = Pattern.quote(secret);
        String values = text.replaceAll("(?<=\")" + quoted + "(?=\\\\?\"(?!\\s*:))", STARS);
        Pattern part = Pattern.compile("(?<=[/=:@])" + quoted + "(?=[/?&#:@]|$)");
        return URL.matcher(values)
                .replaceAll(url ->
                        Matcher.quoteReplacement(part.matcher(url.group()).replaceAll(STARS)));
    }
}
