package io.github.vastwatch.vast;

import io.github.vastwatch.offer.InvalidInput;
import java.util.OptionalLong;

/**
 * How many rows may be read in a day: so many, as many as the market turns out to allow, or any number.
 *
 * @param rows the limit that was given; empty where none was
 * @param isLearned whether the market's own limit is assumed, and learned from its refusals
 */
public record RowLimit(OptionalLong rows, boolean isLearned) {
    public static final RowLimit AUTO = new RowLimit(OptionalLong.empty(), true);
    public static final RowLimit OFF = new RowLimit(OptionalLong.empty(), false);

    /** Reads {@code auto}, {@code off} or a number of rows. */
    public static RowLimit parse(String text) {
        String stripped = text.strip();
        if (stripped.equals("auto")) {
            return AUTO;
        }
        if (stripped.equals("off") || stripped.equals("false")) {
            return OFF;
        }
        String digits = stripped.replaceAll("(?<=\\d)[_,](?=\\d{3})", "");
        if (!digits.matches("\\d{1,12}") || Long.parseLong(digits) < 1) {
            throw new InvalidInput("not a number of rows: '" + text + "'", "write it as 20000, or auto, or off");
        }
        return new RowLimit(OptionalLong.of(Long.parseLong(digits)), false);
    }

    @Override
    public String toString() {
        return rows.isPresent() ? String.valueOf(rows.getAsLong()) : isLearned ? "auto" : "off";
    }
}
