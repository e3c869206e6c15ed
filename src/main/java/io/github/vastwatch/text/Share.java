package io.github.vastwatch.text;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How a share reads: never as all of it while some is missing, nor as nothing while there is some. */
public final class Share {
    private static final BigDecimal ALL = BigDecimal.ONE;
    private static final BigDecimal PERCENT = BigDecimal.valueOf(100);
    /** More digits say no more of a share; the last is then rounded away from all, and from nothing. */
    private static final int MOST_DECIMALS = 9;

    private Share() {}

    /** A share of 1 in so many decimals, or in more where it takes them: 0.99983 in three is 0.9998. */
    public static BigDecimal round(BigDecimal share, int decimals) {
        return round(share, ALL, decimals);
    }

    /** A share of 1 in percent, in so many decimals or in more where it takes them: 0.9996 in none is {@code 99.96 %}. */
    public static String percent(BigDecimal share, int decimals) {
        return round(share.movePointRight(2), PERCENT, decimals).toPlainString() + " %";
    }

    /** A number of which it is not known whether it is a share of 1, a percentage, or neither. */
    public static BigDecimal roundNumber(BigDecimal number, int decimals) {
        BigDecimal once = round(number, ALL, decimals);
        return once.compareTo(PERCENT) == 0 ? round(number, PERCENT, decimals) : once;
    }

    /** The same in just so many decimals: what would read as all is rounded down. */
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
