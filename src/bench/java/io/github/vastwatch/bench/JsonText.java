package io.github.vastwatch.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON without escapes into maps, lists, texts, numbers and flags. */
final class JsonText {
    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    static Object read(String text) {
        return new JsonText(text).value();
    }

    private char next() {
        while (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ',' || text.charAt(at) == ':') {
            at++;
        }
        return text.charAt(at);
    }

    private Object value() {
        char first = next();
        if (first == '{') {
            at++;
            Map<String, Object> object = new LinkedHashMap<>();
            while (next() != '}') {
                object.put((String) value(), value());
            }
            at++;
            return object;
        }
        if (first == '[') {
            at++;
            List<Object> list = new ArrayList<>();
            while (next() != ']') {
                list.add(value());
            }
            at++;
            return list;
        }
        if (first == '"') {
            int end = text.indexOf('"', at + 1);
            String read = text.substring(at + 1, end);
            at = end + 1;
            return read;
        }
        int start = at;
        while (at < text.length() && ",]} \n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word) {
            case "true", "false" -> Boolean.valueOf(word);
            case "null" -> "";
            default -> Double.valueOf(word);
        };
    }
}
