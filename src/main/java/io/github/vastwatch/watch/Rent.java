package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How to rent an offer of a watch.
 *
 * @param image the container image
 * @param options further options of the vendor's command line, verbatim
 * @param bidAbove what an interruptible rental bids above the lowest bid, as a share: 0.05 is 5 %
 */
public record Rent(String image, String options, BigDecimal bidAbove) {
    /** The vendor's own example image and options, and a bid that survives the next small rise. */
    public static final Rent DEFAULT = new Rent("pytorch/pytorch:latest", "--ssh --direct", new BigDecimal("0.05"));

    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@+-]*");
    /** Words and closed quotes; within double quotes a shell still runs $( and backticks. */
    private static final Pattern OPTIONS = Pattern.compile(
            "(?:[^\\p{Cntrl};&|<>()`#'\"\\\\]++|'[^'\\p{Cntrl}]*'|\"(?:[^\"$`\\\\\\p{Cntrl}]|\\$(?!\\())*+\")*+");

    private static final Pattern BID = Pattern.compile("min_bid(?:\\s*\\+\\s*(\\d{1,3}(?:\\.\\d+)?)\\s*%)?");

    /** Reads the name of an image, which goes into a command line as it is. */
    public static String parseImage(String text) {
        if (!IMAGE.matcher(text).matches()) {
            throw new InvalidInput("not the name of an image: '" + text + "'", "write it as pytorch/pytorch:latest");
        }
        return text;
    }

    /** Reads options for a command line that is pasted into a shell: nothing in them may be executed. */
    public static String parseOptions(String text) {
        Matcher matcher = OPTIONS.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidInput(
                    "a shell would run a part of the options: '" + text + "'",
                    "write ; & | < > ( ) ` # and line breaks within single quotes, and close each quote");
        }
        return text;
    }

    /** Reads {@code min_bid} or {@code min_bid+5%} as the share above the lowest bid. */
    public static BigDecimal parseBid(String text) {
        Matcher matcher = BID.matcher(text.strip());
        if (!matcher.matches()) {
            throw new InvalidInput("not a bid: '" + text + "'", "write min_bid or min_bid+5%");
        }
        return matcher.group(1) == null ? BigDecimal.ZERO : new BigDecimal(matcher.group(1)).movePointLeft(2);
    }

    /** The price to bid in $/h, rounded up to a hundredth of a cent so that it is never below the lowest bid. */
    public BigDecimal bid(double minBid) {
        return BigDecimal.valueOf(minBid).multiply(BigDecimal.ONE.add(bidAbove)).setScale(4, RoundingMode.CEILING);
    }
}
