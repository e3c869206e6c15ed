package io.github.vastwatch.text;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Formats prices, sizes and other numbers, for messages, commands and logs alike. */
public final class Amount {
    private static final DecimalFormatSymbols POINT = DecimalFormatSymbols.getInstance(Locale.ROOT);
    private static final int HOURS_PER_DAY = 24;
    private static final int THOUSAND = 1000;

    private Amount() {}

    /** {@code 1 watch}, {@code 2 watches}. */
    public static String count(long number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }

    /** With two to four decimals: {@code $0.40}, {@code $0.412}. */
    public static String dollars(double amount) {
        return "$" + new DecimalFormat("0.00##", POINT).format(amount);
    }

    /** {@code $0.389/h}. */
    public static String perHour(double price) {
        return dollars(price) + "/h";
    }

    /** {@code $6.94/day}, for a price per hour. */
    public static String perDay(double perHour) {
        return cents(perHour * HOURS_PER_DAY) + "/day";
    }

    /** {@code $3.00/TB}, for a price per gigabyte. */
    public static String perTerabyte(double perGigabyte) {
        return cents(perGigabyte * THOUSAND) + "/TB";
    }

    private static String cents(double amount) {
        return "$" + new DecimalFormat("0.00", POINT).format(amount);
    }

    /** With one decimal, below 10 with three, and with more if it would read as 0 or as a full share. */
    public static String number(double value) {
        return Double.isFinite(value)
                ? Share.roundNumber(BigDecimal.valueOf(value), Math.abs(value) < 10 ? 3 : 1)
                        .stripTrailingZeros()
                        .toPlainString()
                : String.valueOf(value);
    }

    /** {@code 24.6 GB}, for a size in MB. */
    public static String gigabytes(double megabytes) {
        return number(megabytes / THOUSAND) + " GB";
    }

    /** {@code ▼ 12 %}, for -12.3; at least 0.1 %, and 100 % only if nothing is left. */
    public static String change(double percent) {
        double size = Math.max(Math.abs(percent), 0.1);
        BigDecimal share = BigDecimal.valueOf(size).movePointLeft(2);
        String rounded = Share.round(share, size < 9.95 ? 3 : 2)
                .movePointRight(2)
                .stripTrailingZeros()
                .toPlainString();
        return (percent < 0 ? "▼ " : "▲ ") + rounded + " %";
    }
}
