package io.github.vastwatch.offer;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Reads the values of a query by the kind of their field, into the wire's units. */
final class Values {
    private static final Pattern COUNTRY_CODE = Pattern.compile("[A-Z]{2}");

    private Values() {}

    static Value number(Field field, String text) {
        try {
            return Value.of(new BigDecimal(text)
                    .multiply(BigDecimal.valueOf(field.multiplier()))
                    .doubleValue());
        } catch (NumberFormatException e) {
            throw new Mistake(
                    field + " takes a number: '" + text + "'",
                    text.matches("\\d+,\\d+") ? "write a point, not a comma: " + text.replace(',', '.') : "");
        }
    }

    static Value flag(Field field, String text) {
        return Value.of(text)
                .asFlag()
                .or(() -> Value.of(text)
                        .asNumber()
                        .flatMap(number -> Value.of(number).asFlag()))
                .map(Value::of)
                .orElseThrow(() -> new Mistake(field + " takes true or false: '" + text + "'"));
    }

    static Value version(String text) {
        return Versions.number(Value.of(text))
                .map(Value::of)
                .orElseThrow(() -> new Mistake("not a driver version: '" + text + "'", "write it as 535.86.05"));
    }

    static Value country(String code) {
        if (!COUNTRY_CODE.matcher(code).matches()) {
            throw new Mistake(
                    "geolocation takes two-letter country codes: '" + code + "'", "as in geolocation in [US,CA]");
        }
        return Value.of(code);
    }
}
