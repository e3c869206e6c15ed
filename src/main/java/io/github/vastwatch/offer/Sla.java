package io.github.vastwatch.offer;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service level that prices include: the server adds the fee of a host that promises the reliability.
 *
 * @param reliability the promised share of time, above 0 and below 1
 */
public record Sla(BigDecimal reliability) {
    /** The form of a reliability, as a regular expression. */
    public static final String SHAPE = "0*\\.(?=\\d*[1-9])\\d{1,9}";

    private static final Pattern SHARE = Pattern.compile(SHAPE);
    private static final Pattern PERCENTAGE = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,7})?)\\s*(%?)");

    public Sla {
        reliability = reliability.stripTrailingZeros();
    }

    /** Parses {@code 0.995}; the error for a percentage suggests the equal share. */
    public static Sla parse(String text) {
        String stripped = text.strip();
        if (SHARE.matcher(stripped).matches()) {
            return new Sla(new BigDecimal(stripped));
        }
        Matcher percentage = PERCENTAGE.matcher(stripped);
        boolean isPercentage = percentage.matches()
                && (!percentage.group(2).isEmpty() || new BigDecimal(percentage.group(1)).compareTo(BigDecimal.ONE) > 0)
                && new BigDecimal(percentage.group(1)).signum() > 0;
        throw new InvalidInput(
                "target_reliability must be a number above 0 and below 1: '" + text + "'",
                "write "
                        + (isPercentage
                                ? new Sla(new BigDecimal(percentage.group(1)).movePointLeft(2)).toString()
                                : "a share of time, as 0.995"));
    }

    /** {@code SLA of 99.5 %}. */
    public String describe() {
        return "SLA of " + reliability.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    @Override
    public String toString() {
        return reliability.toPlainString();
    }
}
