package io.github.vastwatch.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * The addresses of {@code NO_PROXY}, which are reached directly, as curl and Go read them: names with their
 * subdomains, addresses, networks such as {@code 10.0.0.0/8}, each with or without a port, and {@code *} for all.
 */
record NoProxy(List<String> entries) {
    private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*");
    private static final Pattern NETWORK = Pattern.compile("(.+)/(\\d{1,3})");
    private static final Pattern PORT = Pattern.compile("^(.*[^:]|\\[.*\\]):(\\d{1,5})$");

    NoProxy {
        entries = List.copyOf(entries);
    }

    static NoProxy parse(String text) {
        return new NoProxy(Arrays.stream(text.split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .toList());
    }

    boolean covers(HttpUrl url) {
        return entries.stream().anyMatch(entry -> covers(entry, url));
    }

    private static boolean covers(String entry, HttpUrl url) {
        if (entry.equals("*")) {
            return true;
        }
        Matcher network = NETWORK.matcher(entry);
        Optional<InetAddress> address = address(url.host());
        if (network.matches()) {
            Optional<InetAddress> of = address(String.valueOf(network.group(1)));
            int bits = Integer.parseInt(String.valueOf(network.group(2)));
            return address.isPresent() && of.isPresent() && isWithin(address.get(), of.get(), bits);
        }
        boolean isAddress = address(entry).isPresent();
        Matcher port = PORT.matcher(entry);
        boolean hasPort = !isAddress && port.matches();
        if (hasPort && Integer.parseInt(String.valueOf(port.group(2))) != url.port()) {
            return false;
        }
        String name = hasPort ? String.valueOf(port.group(1)) : entry;
        if (address.isPresent()) {
            return address(name).equals(address);
        }
        Optional<String> host = host(name.replaceFirst("^\\*?\\.", ""));
        return host.filter(each -> url.host().equals(each) || url.host().endsWith("." + each))
                .isPresent();
    }

    /** The host as a URL contains it: international names in ASCII. */
    private static Optional<String> host(String name) {
        return Optional.ofNullable(HttpUrl.parse("http://" + name + "/")).map(HttpUrl::host);
    }

    /** Parses a numeric address; names are not resolved. */
    static Optional<InetAddress> address(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (!IPV4.matcher(bare).matches() && !IPV6.matcher(bare).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(bare));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static boolean isWithin(InetAddress address, InetAddress network, int bits) {
        byte[] left = address.getAddress();
        byte[] right = network.getAddress();
        if (left.length != right.length || bits > left.length * 8) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((left[bit / 8] & mask) != (right[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
