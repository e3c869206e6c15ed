package io.github.vastwatch.notify.template;

import java.util.Locale;

/** What a value becomes where it is put into a template, so that it stays a value. */
public enum Escaping {
    /** Nothing: the channel escapes the whole. */
    NONE,
    HTML,
    /** What may stand between the quotes of JSON. */
    JSON;

    /** By the type of a body that a user sends. */
    public static Escaping of(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        return type.contains("json") ? JSON : type.contains("html") || type.contains("xml") ? HTML : NONE;
    }
}
