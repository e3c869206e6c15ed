package io.github.vastwatch.notify.template;

import java.util.Locale;

/** How values are escaped in a template, so that they cannot become markup. */
public enum Escaping {
    /** Not at all: the channel escapes the whole text. */
    NONE,
    HTML,
    /** As the inside of a JSON string. */
    JSON;

    /** By the content type of a body. */
    public static Escaping of(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        return type.contains("json") ? JSON : type.contains("html") || type.contains("xml") ? HTML : NONE;
    }
}
