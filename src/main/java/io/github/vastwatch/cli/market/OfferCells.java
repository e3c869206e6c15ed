package io.github.vastwatch.cli.market;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.GpuSlices;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.text.SafeText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;

/** How the values of an offer read in a table, safe for a terminal. */
final class OfferCells {
    static final String UNKNOWN = "-";
    /** No name or place that was seen is longer. */
    private static final int LONGEST = 32;
    /** {@code unverified}, {@code 570.124.04}. */
    private static final int WORD = 12;

    /** From here on digits say less than the exponent. */
    private static final double HUGE = 1e7;

    /** A code, a blank, and four letters of a name. */
    private static final int LEGIBLE_PLACE = 8;

    private static final Pattern CODE = Pattern.compile("[A-Z]{2} ");

    private OfferCells() {}

    static String decimals(Optional<Double> value, int digits) {
        return value.map(number -> Math.abs(number) < HUGE
                        ? String.format(Locale.ROOT, "%." + digits + "f", number)
                        : String.format(Locale.ROOT, "%.1e", number))
                .orElse(UNKNOWN);
    }

    /** A number in another unit. */
    static String decimals(Offer offer, Field field, int digits, DoubleUnaryOperator unit) {
        return decimals(offer.number(field).map(unit::applyAsDouble), digits);
    }

    static String decimals(Offer offer, Field field, int digits) {
        return decimals(offer.number(field), digits);
    }

    /** An id in all its digits. */
    static String whole(Offer offer, Field field) {
        return offer.number(field)
                .map(number -> String.valueOf(number.longValue()))
                .orElse(UNKNOWN);
    }

    /** In percent, rounded down: what reads 99.5 passes {@code reliability>=0.995}, and only 1 reads 100.0. */
    static String percent(Offer offer, Field field) {
        return offer.number(field)
                .map(share -> BigDecimal.valueOf(share)
                        .movePointRight(2)
                        .setScale(1, RoundingMode.FLOOR)
                        .toPlainString())
                .map(text -> text.length() > 8 ? UNKNOWN : text)
                .orElse(UNKNOWN);
    }

    static String flag(Offer offer, Field field) {
        return offer.flag(field).map(flag -> flag ? "yes" : "no").orElse(UNKNOWN);
    }

    static String text(Offer offer, Field field) {
        return offer.text(field)
                .map(OfferCells::clean)
                .filter(text -> !text.isEmpty())
                .orElse(UNKNOWN);
    }

    static String word(Offer offer, Field field) {
        return cut(text(offer, field), WORD);
    }

    /** {@code 2× RTX 4090}, {@code 1× H200 slice}. */
    static String gpus(Offer offer) {
        return offer.number(Field.NUM_GPUS)
                        .map(count -> decimals(Optional.of(count), 0) + "× ")
                        .orElse("")
                + text(offer, Field.GPU_NAME)
                + (GpuSlices.describe(offer).isPresent() ? " slice" : "");
    }

    /** {@code Sweden, SE} as {@code SE Sweden}, {@code , US} as {@code US}. */
    static String place(Offer offer) {
        String place = text(offer, Field.GEOLOCATION);
        int comma = place.lastIndexOf(',');
        return comma < 0
                ? place
                : (place.substring(comma + 1).strip() + " "
                                + place.substring(0, comma).strip())
                        .strip();
    }

    /** On one safe line; letters that run from the right become question marks, for they would turn the rest of it. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        SafeText.line(text)
                .codePoints()
                .map(point -> runsFromTheRight(point) ? '?' : point)
                .forEach(clean::appendCodePoint);
        return cut(clean.toString(), LONGEST);
    }

    private static boolean runsFromTheRight(int point) {
        byte direction = Character.getDirectionality(point);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
                || direction == Character.DIRECTIONALITY_ARABIC_NUMBER;
    }

    static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /** The text in at most {@code width} columns, an ellipsis where it goes on. */
    static String cut(String text, int width) {
        return width(text) <= width
                ? text
                : text.substring(0, text.offsetByCodePoints(0, width - 1)).stripTrailing() + "…";
    }

    /** A place in at most {@code width} columns: only its code where hardly any of its name would be left. */
    static String cutPlace(String place, int width) {
        return width(place) > width
                        && width < LEGIBLE_PLACE
                        && CODE.matcher(place).lookingAt()
                ? place.substring(0, 2)
                : cut(place, width);
    }
}
