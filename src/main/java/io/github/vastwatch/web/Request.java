package io.github.vastwatch.web;

import com.sun.net.httpserver.HttpExchange;
import io.github.vastwatch.offer.InvalidInput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a client asks for. */
final class Request {
    /** A form has a handful of short fields. */
    private static final int LARGEST_FORM = 16_384;

    private final HttpExchange exchange;
    private final String method;
    private final String path;
    private final Map<String, String> query;

    Request(HttpExchange exchange) {
        this.exchange = exchange;
        this.method = exchange.getRequestMethod();
        this.path = exchange.getRequestURI().getRawPath();
        this.query = fields(
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
    }

    String method() {
        return method;
    }

    /** As it was sent, so with any {@code %2e} in it. */
    String path() {
        return path;
    }

    /** The path and the query, to come back to. */
    String uri() {
        return exchange.getRequestURI().toString();
    }

    /** A parameter of the query. */
    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isBlank());
    }

    /**
     * A number in the query.
     *
     * @throws InvalidInput if it is not a whole number from 1 to {@code most}
     */
    int number(String name, int usual, int most) {
        Optional<String> text = parameter(name);
        if (text.filter(each -> !each.matches("[1-9]\\d{0,5}") || Integer.parseInt(each) > most)
                .isPresent()) {
            throw new InvalidInput(name + " must be a whole number from 1 to " + most + ": " + text.get());
        }
        return text.map(Integer::parseInt).orElse(usual);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    Optional<String> cookie(String name) {
        return header("Cookie").stream()
                .flatMap(line -> Stream.of(line.split(";")))
                .map(String::strip)
                .filter(each -> each.startsWith(name + "="))
                .map(each -> each.substring(name.length() + 1))
                .findFirst();
    }

    InetAddress from() {
        return exchange.getRemoteAddress().getAddress();
    }

    /**
     * The fields of a submitted form, or the members of a JSON object.
     *
     * @throws InvalidInput if it is larger than any form of the page, or JSON that is not such an object
     */
    Map<String, String> form() throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_FORM + 1);
        if (body.length > LARGEST_FORM) {
            throw new InvalidInput("the form is larger than " + LARGEST_FORM + " bytes");
        }
        if (header("Content-Type").orElse("").startsWith("application/json")) {
            return Json.members(body);
        }
        return fields(new String(body, StandardCharsets.UTF_8));
    }

    private static Map<String, String> fields(String encoded) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : encoded.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
