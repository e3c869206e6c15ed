package io.github.vastwatch.web;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a client gets: a status, headers and a body. */
final class Response {
    static final String HTML = "text/html; charset=utf-8";
    static final String JSON = "application/json; charset=utf-8";
    static final String TEXT = "text/plain; charset=utf-8";

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    /** Why it refuses, if it does. */
    private final Optional<String> refusal;

    private Response(int status, Map<String, String> headers, byte[] body, Optional<String> refusal) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.refusal = refusal;
    }

    /** The error of a refusal in the API's JSON. */
    private record ErrorView(String error) {}

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
        return new Response(status, Map.of("Content-Type", type), body, Optional.empty());
    }

    static Response html(String page) {
        return of(200, HTML, page);
    }

    static Response json(Object view) {
        return of(200, JSON, Json.text(view));
    }

    /** A refusal, as JSON and as text the same sentence. */
    static Response refusal(int status, String sentence) {
        return new Response(
                status,
                Map.of("Content-Type", TEXT),
                (sentence + "\n").getBytes(StandardCharsets.UTF_8),
                Optional.of(sentence));
    }

    /** This for a program, which reads JSON where a person reads a sentence. */
    Response forProgram() {
        return refusal.map(sentence -> {
                    Map<String, String> asJson = new LinkedHashMap<>(headers);
                    asJson.put("Content-Type", JSON);
                    return new Response(
                            status,
                            asJson,
                            Json.text(new ErrorView(sentence)).getBytes(StandardCharsets.UTF_8),
                            refusal);
                })
                .orElse(this);
    }

    static Response notFound() {
        return refusal(404, "there is nothing here");
    }

    /** Sends a browser to a path of this server, to read it. */
    static Response redirect(String path) {
        return new Response(303, Map.of("Location", path), new byte[0], Optional.empty());
    }

    Response with(int other) {
        return new Response(other, headers, body, refusal);
    }

    Response with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, more, body, refusal);
    }
}
