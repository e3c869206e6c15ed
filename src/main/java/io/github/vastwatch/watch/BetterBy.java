package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The improvement over what was last sent that is worth a new alert.
 *
 * @param amount a share, 0.05 being 5 %, or dollars, for a price per hour those of an hour
 */
public record BetterBy(Unit unit, BigDecimal amount) {
    /** The unit of the amount. */
    public enum Unit {
        SHARE,
        DOLLARS,
        OFF
    }

    public static final BetterBy OFF = new BetterBy(Unit.OFF, BigDecimal.ZERO);

    /** Prices move by a cent or two all day; a twentieth is worth an alert. */
    public static final BetterBy USUAL = share("0.05");

    /** Bids fluctuate more. */
    public static final BetterBy BID = share("0.10");

    private static final Pattern SHARE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*%");
    private static final Pattern DOLLARS = Pattern.compile("\\$\\s*(\\d*\\.?\\d+)");

    public BetterBy {
        if (unit != Unit.OFF && amount.signum() <= 0) {
            throw new InvalidInput("better_by must be above 0", "write off to get no alerts about better values");
        }
        if (unit == Unit.SHARE && amount.compareTo(BigDecimal.ONE) >= 0) {
            throw new InvalidInput("better_by must be below 100%", "write it as 5%");
        }
    }

    private static BetterBy share(String share) {
        return new BetterBy(Unit.SHARE, new BigDecimal(share));
    }

    /** Reads {@code 5%}, {@code $0.02} or {@code off}. */
    public static BetterBy parse(String text) {
        String stripped = text.strip();
        Matcher share = SHARE.matcher(stripped);
        if (share.matches()) {
            return new BetterBy(Unit.SHARE, new BigDecimal(share.group(1)).movePointLeft(2));
        }
        Matcher dollars = DOLLARS.matcher(stripped);
        if (dollars.matches()) {
            return new BetterBy(Unit.DOLLARS, new BigDecimal(dollars.group(1)));
        }
        // An unquoted off is a switch to YAML.
        if (stripped.equals("off") || stripped.equals("false")) {
            return OFF;
        }
        throw new InvalidInput(
                "not an improvement: '" + text + "'",
                stripped.matches("\\d*\\.?\\d+")
                        ? "write its unit: " + stripped + "% or $" + stripped
                        : "write it as 5%, $0.02 or off");
    }

    /** Whether {@code value} is an improvement over {@code sent}. */
    public boolean isMet(Metric metric, BigDecimal sent, BigDecimal value) {
        return bound(metric, sent)
                .map(bound -> metric.compare(value, bound) <= 0)
                .orElse(false);
    }

    /** The value from which an offer that was sent as {@code sent} counts as better; empty if none does. */
    public Optional<BigDecimal> bound(Metric metric, BigDecimal sent) {
        if (unit == Unit.OFF) {
            return Optional.empty();
        }
        BigDecimal step = unit == Unit.SHARE ? sent.multiply(amount).max(metric.leastStep()) : amount;
        // No price is 0.
        return Optional.of(metric.lowerIsBetter() ? sent.subtract(step) : sent.add(step))
                .filter(bound -> bound.signum() > 0);
    }

    @Override
    public String toString() {
        return switch (unit) {
            case OFF -> "off";
            case DOLLARS -> "$" + amount.toPlainString();
            case SHARE -> amount.movePointRight(2).stripTrailingZeros().toPlainString() + "%";
        };
    }
}
