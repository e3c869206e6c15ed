package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a job takes besides GPUs and disk, which the watch's query and disk ask for.
 *
 * @param hours how long it runs, above 0
 * @param downloadGb what it moves to the machine, in GB
 * @param uploadGb what it moves from the machine, in GB
 */
public record Workload(BigDecimal hours, BigDecimal downloadGb, BigDecimal uploadGb) {
    /** More than ten years; a larger number is a slip. */
    private static final BigDecimal MOST_HOURS = BigDecimal.valueOf(100_000);

    private static final String NUMBER = "(\\d+(?:\\.\\d+)?)";
    private static final Pattern SHAPE =
            Pattern.compile(NUMBER + "h(?:, " + NUMBER + "GB down)?(?:, " + NUMBER + "GB up)?");

    public Workload {
        if (hours.signum() <= 0 || hours.compareTo(MOST_HOURS) > 0) {
            throw new InvalidInput(
                    "hours must be above 0 and at most " + MOST_HOURS + ": " + hours.toPlainString(),
                    "write hours: 20");
        }
        hours = plain(hours);
        downloadGb = plain(downloadGb);
        uploadGb = plain(uploadGb);
    }

    /** In one form, so that equal workloads are equal. */
    private static BigDecimal plain(BigDecimal number) {
        return new BigDecimal(number.stripTrailingZeros().toPlainString());
    }

    /** Reads what {@link #toString} writes. */
    public static Workload parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidInput("not a workload: '" + text + "'", "write it as 20h, 100GB down, 10GB up");
        }
        return new Workload(number(matcher, 1), number(matcher, 2), number(matcher, 3));
    }

    private static BigDecimal number(Matcher matcher, int group) {
        return Optional.ofNullable(matcher.group(group)).map(BigDecimal::new).orElse(BigDecimal.ZERO);
    }

    /** The price of the traffic, in $; empty where it moves something and the row lacks the price of that. */
    Optional<BigDecimal> traffic(Offer offer) {
        return traffic(offer, Field.INET_DOWN_COST, downloadGb)
                .flatMap(down -> traffic(offer, Field.INET_UP_COST, uploadGb).map(down::add));
    }

    private static Optional<BigDecimal> traffic(Offer offer, Field cost, BigDecimal gigabytes) {
        return gigabytes.signum() == 0
                ? Optional.of(BigDecimal.ZERO)
                : offer.number(cost)
                        .filter(each -> each >= 0 && Double.isFinite(each))
                        .map(each -> BigDecimal.valueOf(each).multiply(gigabytes));
    }

    /** {@code 20h, 100GB down, 10GB up}. */
    @Override
    public String toString() {
        return hours.toPlainString() + "h"
                + (downloadGb.signum() == 0 ? "" : ", " + downloadGb.toPlainString() + "GB down")
                + (uploadGb.signum() == 0 ? "" : ", " + uploadGb.toPlainString() + "GB up");
    }
}
