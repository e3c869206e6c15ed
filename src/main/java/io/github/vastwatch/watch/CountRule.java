package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.OfferKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of simultaneous matches that is worth a notice.
 *
 * @param least the smallest number
 */
public record CountRule(Unit unit, int least) {
    private static final Pattern SHAPE = Pattern.compile("\\s*(\\w+)\\s*>=\\s*(\\d{1,6})\\s*");

    /** The unit of the count. */
    public enum Unit {
        OFFERS,
        MACHINES,
        /** GPUs of each machine's largest offer, of which the smaller ones are parts. */
        GPUS;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public CountRule {
        if (least < 1) {
            throw new InvalidInput(
                    "a count must be at least 1: " + least, "for an alert when nothing matches, use 'absent'");
        }
    }

    /** Reads {@code offers >= 3}. */
    public static CountRule parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidInput(
                    "not a count: '" + text + "'", "write it as offers >= 3, machines >= 4 or gpus >= 8");
        }
        List<String> names = Arrays.stream(Unit.values()).map(Unit::wire).toList();
        Unit unit = Arrays.stream(Unit.values())
                .filter(each -> each.wire().equals(matcher.group(1)))
                .findFirst()
                .orElseThrow(() -> InvalidInput.unknown(
                        "cannot count '" + matcher.group(1) + "'",
                        matcher.group(1),
                        names,
                        "there are " + String.join(", ", names)));
        return new CountRule(unit, Integer.parseInt(matcher.group(2)));
    }

    /** Counts the matches. */
    public int count(Collection<OfferKey> matches) {
        Map<Long, Integer> largest = new HashMap<>();
        matches.forEach(key -> largest.merge(key.machineId(), key.numGpus(), Math::max));
        return switch (unit) {
            case OFFERS -> matches.size();
            case MACHINES -> largest.size();
            case GPUS -> largest.values().stream().mapToInt(each -> each).sum();
        };
    }

    @Override
    public String toString() {
        return unit.wire() + " >= " + least;
    }
}
