package io.github.vastwatch.notify.mail;

import io.github.vastwatch.offer.InvalidInput;
import jakarta.mail.Address;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * Email addresses as mail servers accept them: the domain in punycode, the name by RFC 2047. A local part beyond ASCII cannot
 * be rewritten; it needs a server with SMTPUTF8 (RFC 6531).
 */
final class MailAddress {
    private static final Pattern PARTS = Pattern.compile("(.+)@([^@]+)", Pattern.DOTALL);
    /** RFC 5321, section 4.1.2, with the letters that RFC 6531 adds. */
    private static final Pattern LOCAL = Pattern.compile(
            "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10ffff}-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10ffff}-]+)*"
                    + "|\"([^\"\\\\\\p{Cntrl}]|\\\\[\\x20-\\x7e])*\"");

    private static final Pattern DOMAIN =
            Pattern.compile("(?!.{254})[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    private static final Pattern LITERAL = Pattern.compile("\\[(\\d{1,3}(\\.\\d{1,3}){3}|(?i:ipv6):[0-9A-Fa-f:.]+)]");
    /** RFC 5321, section 4.5.3.1.1. */
    private static final int LOCAL_BYTES = 64;

    private MailAddress() {}

    /** Reads one address, with or without a name: {@code me@example.org}, {@code Me <me@example.org>}. */
    static InternetAddress parse(String text) {
        InternetAddress address;
        try {
            address = new InternetAddress(text, true);
        } catch (AddressException e) {
            throw wrong(text, "");
        }
        boolean hasMore = text.contains("<") && !text.strip().matches("(?s).*[>)]");
        if (address.isGroup() || hasMore || text.chars().anyMatch(Character::isISOControl)) {
            throw wrong(text, "");
        }
        Matcher parts = PARTS.matcher(address.getAddress());
        if (!parts.matches() || !LOCAL.matcher(parts.group(1)).matches()) {
            throw wrong(text, "");
        }
        if (parts.group(1).getBytes(StandardCharsets.UTF_8).length > LOCAL_BYTES) {
            throw wrong(text, ": what is before the @ is longer than 64 bytes");
        }
        try {
            address.setAddress(parts.group(1) + "@" + domain(parts.group(2)));
        } catch (InvalidInput invalidInput) {
            throw wrong(text, ": " + invalidInput.getMessage());
        }
        return named(address);
    }

    private static InvalidInput wrong(String text, String reason) {
        return new InvalidInput(
                "not an email address: '" + text + "'" + reason,
                text.contains(",") || text.contains(";")
                        ? "write each of several as an item of a list: [me@example.org, you@example.org]"
                        : "write it as me@example.org");
    }

    private static InternetAddress named(InternetAddress address) {
        try {
            address.setPersonal(address.getPersonal(), StandardCharsets.UTF_8.name());
            return address;
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java has UTF-8", e);
        }
    }

    /**
     * The name of a host in DNS letters and lower case; an address in brackets is unchanged.
     *
     * @throws InvalidInput if it is neither
     */
    static String domain(String text) {
        if (LITERAL.matcher(text).matches()) {
            return text;
        }
        String name = text.chars().allMatch(each -> each < 0x80) ? text.toLowerCase(Locale.ROOT) : punycode(text);
        if (!DOMAIN.matcher(name).matches()) {
            throw new InvalidInput("'" + text + "' is not the name of a host");
        }
        return name;
    }

    /** By UTS 46, as browsers do; {@link java.net.IDN} implements IDNA 2003 and maps faß.de to another host. */
    private static String punycode(String text) {
        try {
            return text.contains("%")
                    ? text
                    : new HttpUrl.Builder().scheme("https").host(text).build().host();
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    static String domainOf(InternetAddress address) {
        String text = address.getAddress();
        return text.substring(text.lastIndexOf('@') + 1);
    }

    /** Whether only a server with SMTPUTF8 can take it. */
    static boolean isInternational(Address address) {
        return address instanceof InternetAddress mail
                && mail.getAddress().chars().anyMatch(each -> each >= 0x80);
    }

    /** The value of a header. */
    static String header(String name, Collection<? extends Address> addresses) {
        return InternetAddress.toString(addresses.toArray(Address[]::new), name.length() + 2);
    }
}
