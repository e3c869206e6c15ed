package io.github.vastwatch.web;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a client gets: a status, headers and a body. */
final class Response {
    static final String HTML = "text/html; charset=utf-8";
    static final String JSON = "application/json; charset=utf-8";
    static final String TEXT = "text/plain; charset=utf-8";

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private Response(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    static Response of(int status, String type, String body) {
        return of(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    static Response of(int status, String type, byte[] body) {
        return new Response(status, Map.of("Content-Type", type), body);
    }

    static Response html(String page) {
        return of(200, HTML, page);
    }

    static Response json(Object view) {
        return of(200, JSON, Json.text(view));
    }

    /** A refusal, as JSON and as text the same sentence. */
    static Response refusal(int status, String sentence) {
        return of(status, TEXT, sentence + "\n");
    }

    static Response notFound() {
        return refusal(404, "there is nothing here");
    }

    /** Sends a browser to a path of this server, to read it. */
    static Response redirect(String path) {
        return new Response(303, Map.of("Location", path), new byte[0]);
    }

    Response with(int other) {
        return new Response(other, headers, body);
    }

    Response with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, more, body);
    }
}
