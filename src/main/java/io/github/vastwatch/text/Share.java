package io.github.vastwatch.text;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Formats shares: never as 100 % if something is missing, nor as 0 % if there is something. */
public final class Share {
    private static final BigDecimal ALL = BigDecimal.ONE;
    private static final BigDecimal PERCENT = BigDecimal.valueOf(100);
    /** More digits add nothing; the last one is rounded away from 0 and from 1. */
    private static final int MOST_DECIMALS = 9;

    private Share() {}

    /** A share of 1 with at least this many decimals: 0.99983 with three is 0.9998. */
    public static BigDecimal round(BigDecimal share, int decimals) {
        return round(share, ALL, decimals);
    }

    /** A share of 1 in percent with at least this many decimals: 0.9996 with none is {@code 99.96 %}. */
    public static String percent(BigDecimal share, int decimals) {
        return round(share.movePointRight(2), PERCENT, decimals).toPlainString() + " %";
    }

    /** A number that may be a share of 1, a percentage, or neither. */
    static BigDecimal roundNumber(BigDecimal number, int decimals) {
        BigDecimal once = round(number, ALL, decimals);
        return once.compareTo(PERCENT) == 0 ? round(number, PERCENT, decimals) : once;
    }

    /** A share with exactly this many decimals; one that would read as 1 is rounded down. */
    public static BigDecimal roundTo(BigDecimal number, int decimals) {
        BigDecimal rounded = number.setScale(decimals, RoundingMode.HALF_UP);
        return rounded.signum() == 0 || (isHonest(number, rounded, ALL) && isHonest(number, rounded, PERCENT))
                ? rounded
                : number.setScale(decimals, RoundingMode.DOWN);
    }

    private static BigDecimal round(BigDecimal part, BigDecimal whole, int decimals) {
        for (int places = decimals; places < MOST_DECIMALS; places++) {
            BigDecimal rounded = part.setScale(places, RoundingMode.HALF_EVEN);
            if (isHonest(part, rounded, whole)) {
                return rounded;
            }
        }
        BigDecimal rounded = part.setScale(MOST_DECIMALS, RoundingMode.HALF_UP);
        return isHonest(part, rounded, whole)
                ? rounded
                : part.setScale(MOST_DECIMALS, rounded.signum() == 0 ? RoundingMode.UP : RoundingMode.DOWN);
    }

    private static boolean isHonest(BigDecimal part, BigDecimal rounded, BigDecimal whole) {
        boolean isNothing = rounded.signum() == 0 && part.signum() != 0;
        boolean isAll = rounded.compareTo(whole) == 0 && part.compareTo(whole) < 0;
        return !isNothing && !isAll;
    }
}
