package io.github.vastwatch.config;

import io.github.vastwatch.offer.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that stand in one text with commas or semicolons between, which no value holds outside of quotes. */
final class Listed {
    private static final Pattern ITEM = Pattern.compile("(?:\"[^\"]*\"|[^,;\"]|\"(?![^\"]*\"))+");

    private Listed() {}

    /** Each of them read; a text without commas is one. */
    static <T> List<T> read(String text, Function<String, T> parse) {
        List<T> items = new ArrayList<>();
        Matcher matcher = ITEM.matcher(text);
        while (matcher.find()) {
            String item = matcher.group();
            if (!item.isBlank()) {
                int start =
                        matcher.start() + item.length() - item.stripLeading().length();
                items.add(InvalidInput.at(start, () -> parse.apply(item.strip())));
            }
        }
        return items.isEmpty() ? List.of(parse.apply(text)) : items;
    }
}
