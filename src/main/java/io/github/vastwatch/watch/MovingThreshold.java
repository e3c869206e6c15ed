package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Operator;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A threshold that follows the market: a metric, {@code < <= > >=}, and a share of a figure of the time before now, such as
 * {@code dph_total <= 85% of median(7d)}.
 *
 * @param percentile of the values from the lowest up, 1 to 99; 0 for the lowest, 100 for the highest
 * @param window the time before now that counts
 * @param share of the figure, 1 being all of it
 * @param cap a number beside the figure
 * @param untilKnown the threshold while the figure is not known; empty where nothing is sent until then
 */
public record MovingThreshold(
        Metric metric,
        Operator operator,
        int percentile,
        Duration window,
        BigDecimal share,
        Optional<Cap> cap,
        Optional<Threshold> untilKnown) {
    private static final int LOWEST = 0;
    private static final int MEDIAN = 50;
    private static final int HIGHEST = 100;

    private static final Duration SHORTEST = Duration.ofHours(1);
    /** What is recorded is kept for this long. */
    private static final Duration LONGEST = Duration.ofDays(90);
    /** Nothing is called lowest with less data than this. */
    public static final Duration LEAST_OF_EXTREME = Duration.ofDays(1);

    /** So that the time since the last answer leaves enough of the window. */
    private static final Duration SHORTEST_OF_EXTREME = Duration.ofDays(2);

    private static final BigDecimal LEAST_SHARE = new BigDecimal("0.01");
    private static final BigDecimal MOST_SHARE = BigDecimal.TEN;

    /** Scans in a window: their time is a hundredth of it. */
    private static final int SCANS = 100;

    /** Prices hardly change within a shorter time. */
    private static final Duration SHORTEST_SCAN = Duration.ofMinutes(30);
    /** A longer time would miss the course of a day. */
    private static final Duration LONGEST_SCAN = Duration.ofHours(6);

    /** A move by less than this is not worth another question. */
    private static final int DIGITS = 4;

    /** Hardly any offer meets these, and no figure has more than {@link #DIGITS} digits. */
    private static final BigDecimal BELOW_ALL = new BigDecimal("0.00000000123456");

    private static final BigDecimal ABOVE_ALL = new BigDecimal("1234567890123");
    private static final BigDecimal NEARLY_ONE = new BigDecimal("0.99999999");

    private static final Pattern SHAPE = Pattern.compile("\\s*(\\w+(?:\\([^()]*\\))?)\\s*([<>=!]+)\\s*(\\S.*?)\\s*");
    private static final Pattern CAPPED = Pattern.compile("(min|max)\\s*\\(\\s*(.+?)\\s*,\\s*(.+?)\\s*\\)");
    private static final Pattern FIGURE =
            Pattern.compile("(?:(\\d+(?:\\.\\d+)?)\\s*%\\s*of\\s+)?([A-Za-z]+)(\\d*)\\s*(?:\\(([^()]*)\\))?");
    private static final Pattern NUMBER = Pattern.compile("\\$?(\\d*\\.?\\d+)");
    private static final Pattern WINDOW = Pattern.compile("\\s*(\\d{1,4})\\s*([hdw])\\s*");

    /** How it is told from one with a number. */
    private static final Pattern MOVING =
            Pattern.compile("[^<>=!]*[<>=!].*(\\(|%\\s*of\\b|\\b(median|lowest|highest|p\\d+)\\b).*", Pattern.DOTALL);

    private static final String EXAMPLE = "write it as dph_total <= 85% of median(7d)";

    /**
     * A number beside the figure.
     *
     * @param isMost whether the smaller of both counts, else the larger
     */
    public record Cap(boolean isMost, BigDecimal value) {
        private BigDecimal apply(BigDecimal figure) {
            return isMost ? figure.min(value) : figure.max(value);
        }
    }

    public MovingThreshold {
        if (window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST) > 0) {
            throw new InvalidInput("a threshold looks back from 1h to 90d: " + words(window));
        }
        if (isExtreme(percentile) && window.compareTo(SHORTEST_OF_EXTREME) < 0) {
            throw new InvalidInput(
                    figure(percentile) + " looks back at least 2d: " + words(window),
                    "nothing is called " + figure(percentile) + " with less than a day of data");
        }
        if (share.compareTo(LEAST_SHARE) < 0 || share.compareTo(MOST_SHARE) > 0) {
            throw new InvalidInput("a share of a figure is from 1% to 1000%: " + percent(share) + "%");
        }
        untilKnown.ifPresent(plain -> {
            if (plain.isNone()) {
                throw new InvalidInput(
                        "until_known needs a number, not 'none'", "leave it out to send nothing until then");
            }
            if (!plain.metric().equals(metric)) {
                throw new InvalidInput(
                        "until_known compares " + plain.metric() + ", and the threshold " + metric,
                        "write until_known: " + metric + " " + operator.symbol() + " …");
            }
        });
    }

    /** Whether a text is meant as one. */
    public static boolean isMeant(String text) {
        return MOVING.matcher(text).matches();
    }

    /** Reads {@code dph_total <= 85% of median(7d)} or {@code dph_total <= min(0.40, p10(14d))}. */
    public static MovingThreshold parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidInput("not a threshold: '" + text + "'", EXAMPLE);
        }
        Metric metric = InvalidInput.inPart(matcher.start(1), () -> Metric.parse(matcher.group(1)));
        Operator operator = Operator.of(matcher.group(2))
                .filter(Operator::isOrdering)
                .orElseThrow(() -> new InvalidInput(
                        "a threshold cannot compare with '" + matcher.group(2) + "'",
                        matcher.start(2),
                        "use < <= > or >="));
        return InvalidInput.inPart(matcher.start(3), () -> bound(metric, operator, matcher.group(3)));
    }

    private static MovingThreshold bound(Metric metric, Operator operator, String bound) {
        Matcher capped = CAPPED.matcher(bound);
        if (!capped.matches()) {
            return figure(metric, operator, bound, Optional.empty());
        }
        int number = NUMBER.matcher(capped.group(2)).matches() ? 2 : 3;
        Matcher value = NUMBER.matcher(capped.group(number));
        if (!value.matches() || new BigDecimal(value.group(1)).signum() == 0) {
            throw new InvalidInput(
                    capped.group(1) + " takes a number above 0 and a figure: '" + bound + "'",
                    "write it as " + capped.group(1) + "(0.40, 90% of median(7d))");
        }
        Cap cap = new Cap(capped.group(1).equals("min"), new BigDecimal(value.group(1)));
        int figure = 5 - number;
        return InvalidInput.inPart(
                capped.start(figure), () -> figure(metric, operator, capped.group(figure), Optional.of(cap)));
    }

    private static MovingThreshold figure(Metric metric, Operator operator, String figure, Optional<Cap> cap) {
        Matcher matcher = FIGURE.matcher(figure);
        if (!matcher.matches()) {
            throw new InvalidInput("not a figure of the market: '" + figure + "'", EXAMPLE);
        }
        String name = matcher.group(2) + matcher.group(3);
        int percentile = InvalidInput.inPart(matcher.start(2), () -> percentile(name));
        String window = matcher.group(4);
        if (window == null) {
            throw new InvalidInput(name + " does not say how far it looks back", "write " + name + "(7d)");
        }
        BigDecimal share =
                matcher.group(1) == null ? BigDecimal.ONE : new BigDecimal(matcher.group(1)).movePointLeft(2);
        Duration back = InvalidInput.inPart(matcher.start(4), () -> window(window));
        return new MovingThreshold(metric, operator, percentile, back, share, cap, Optional.empty());
    }

    private static int percentile(String name) {
        return switch (name) {
            case "lowest" -> LOWEST;
            case "median" -> MEDIAN;
            case "highest" -> HIGHEST;
            default -> {
                if (!name.matches("p\\d{1,3}")) {
                    throw InvalidInput.unknown(
                            "unknown figure '" + name + "'",
                            name,
                            List.of("median", "lowest", "highest"),
                            "write median, lowest, highest, or p1 to p99");
                }
                int number = Integer.parseInt(name.substring(1));
                if (number < 1 || number > 99) {
                    throw new InvalidInput(
                            "a percentile is from p1 to p99: " + name,
                            number == 0 ? "write lowest" : number == HIGHEST ? "write highest" : "");
                }
                yield number;
            }
        };
    }

    private static Duration window(String text) {
        Matcher matcher = WINDOW.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidInput("not a time to look back: '" + text + "'", "write it as 7d, 36h or 2w");
        }
        int number = Integer.parseInt(matcher.group(1));
        return switch (matcher.group(2)) {
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofDays(7L * number);
        };
    }

    /** This, with the threshold while its figure is not known. */
    public MovingThreshold until(Threshold plain) {
        return new MovingThreshold(metric, operator, percentile, window, share, cap, Optional.of(plain));
    }

    /** This for the workload of a watch, if it has one. */
    public MovingThreshold of(Optional<Workload> workload) {
        return new MovingThreshold(
                metric.of(workload),
                operator,
                percentile,
                window,
                share,
                cap,
                untilKnown.map(plain -> plain.of(workload)));
    }

    /** Whether its figure is the lowest or the highest. */
    public boolean isExtreme() {
        return isExtreme(percentile);
    }

    private static boolean isExtreme(int percentile) {
        return percentile == LOWEST || percentile == HIGHEST;
    }

    /**
     * The threshold at a figure, in four digits: rounded so that the figure itself meets {@code <=} and {@code >=}, and does
     * not meet {@code <} and {@code >}. Empty where no offer can meet it.
     */
    public Optional<Threshold> at(BigDecimal figure) {
        BigDecimal shared = figure.multiply(share);
        BigDecimal exact = cap.map(each -> each.apply(shared)).orElse(shared);
        RoundingMode rounding = switch (operator) {
            case LTE, GT -> RoundingMode.CEILING;
            default -> RoundingMode.FLOOR;
        };
        BigDecimal value = exact.round(new MathContext(DIGITS, rounding)).stripTrailingZeros();
        boolean isReached = metric.most().map(most -> value.compareTo(most) > 0).orElse(false)
                || (operator == Operator.GT
                        && metric.most().map(most -> value.compareTo(most) == 0).orElse(false));
        return value.signum() <= 0 || isReached
                ? Optional.empty()
                : Optional.of(new Threshold(metric, operator, plain(value)));
    }

    /** Without an exponent, as it would be written. */
    private static BigDecimal plain(BigDecimal value) {
        return value.scale() < 0 ? value.setScale(0, RoundingMode.UNNECESSARY) : value;
    }

    /** The threshold while its figure is not known: that for the time until then, or one that stands for none. */
    public Threshold unresolved() {
        return untilKnown.orElseGet(this::open);
    }

    private Threshold open() {
        BigDecimal value = operator == Operator.LT || operator == Operator.LTE
                ? BELOW_ALL
                : metric.most().isPresent() ? NEARLY_ONE : ABOVE_ALL;
        return new Threshold(metric, operator, value);
    }

    /** Whether a threshold stands for none, so that nothing is sent. */
    boolean isOpen(Threshold threshold) {
        return threshold.equals(open());
    }

    /** How often all that the query admits is asked for. */
    Duration scanInterval() {
        Duration part = window.dividedBy(SCANS);
        return part.compareTo(SHORTEST_SCAN) < 0
                ? SHORTEST_SCAN
                : part.compareTo(LONGEST_SCAN) > 0 ? LONGEST_SCAN : part;
    }

    /** The figure, {@code median(7d)}. */
    public String figure() {
        return figure(percentile) + "(" + words(window) + ")";
    }

    private static String figure(int percentile) {
        return switch (percentile) {
            case LOWEST -> "lowest";
            case MEDIAN -> "median";
            case HIGHEST -> "highest";
            default -> "p" + percentile;
        };
    }

    private static String words(Duration window) {
        return window.toHours() % 24 == 0 ? window.toDays() + "d" : window.toHours() + "h";
    }

    private static String percent(BigDecimal share) {
        return share.movePointRight(2).stripTrailingZeros().toPlainString();
    }

    /** As it is written, without the threshold until it is known. */
    @Override
    public String toString() {
        String shared = share.compareTo(BigDecimal.ONE) == 0 ? figure() : percent(share) + "% of " + figure();
        String bound = cap.map(
                        each -> (each.isMost() ? "min(" : "max(") + each.value().toPlainString() + ", " + shared + ")")
                .orElse(shared);
        return metric + " " + operator.symbol() + " " + bound;
    }
}
