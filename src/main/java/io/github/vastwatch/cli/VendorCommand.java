package io.github.vastwatch.cli;

import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Spelling;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code vastai search offers …} as the vendor's command line reads it: options anywhere, long ones abbreviated, the last
 * of a kind wins.
 *
 * @param query all words that belong to no option
 * @param hasDefaults whether the default filters are added
 * @param order what it sorts by, as written; empty where it does not say
 * @param notes what of it means nothing to a watch, in words for the user, never the API key
 */
record VendorCommand(
        String query,
        RentalType type,
        Optional<Integer> diskGb,
        boolean hasDefaults,
        Optional<String> order,
        List<String> notes) {
    /** Long options with their letter where they have one, and = where they take a value. */
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("type", "t="),
            Map.entry("interruptible", "i"),
            Map.entry("bid", "b"),
            Map.entry("reserved", "r"),
            Map.entry("on-demand", "d"),
            Map.entry("no-default", "n"),
            Map.entry("order", "o="),
            Map.entry("storage", "="),
            Map.entry("limit", "="),
            Map.entry("api-key", "="),
            Map.entry("url", "="),
            Map.entry("retry", "="),
            Map.entry("new", ""),
            Map.entry("disable-bundling", ""),
            Map.entry("raw", ""),
            Map.entry("explain", ""),
            Map.entry("full", ""),
            Map.entry("curl", ""),
            Map.entry("no-color", ""),
            Map.entry("version", ""),
            Map.entry("help", "h"));

    /** What people paste along: a prompt, a way to run it. */
    private static final String BEFORE = "[$%>!]|sudo|time|uvx|python3?|[A-Za-z_][A-Za-z0-9_]*=.*";

    private static final String PROGRAM = "!?(?:.*/)?vast(?:ai)?(?:\\.py)?";

    VendorCommand {
        notes = List.copyOf(notes);
    }

    /**
     * Reads the words of a command.
     *
     * @throws Mistake when it is another command, or an option is unknown or lacks its value
     */
    static VendorCommand of(List<String> words) {
        Deque<String> rest = new ArrayDeque<>(words);
        while (!rest.isEmpty() && rest.peek().matches(BEFORE) && !rest.peek().matches(PROGRAM)) {
            rest.remove();
        }
        if (rest.isEmpty() || !rest.remove().matches(PROGRAM)) {
            throw new Mistake(
                    "this is not the vendor's command line", "paste a command that begins with vastai search offers");
        }
        return new Reader().read(rest);
    }

    private static final class Reader {
        private final List<String> positionals = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private RentalType type = RentalType.ON_DEMAND;
        private Optional<Integer> diskGb = Optional.empty();
        private boolean hasDefaults = true;
        private Optional<String> order = Optional.empty();

        VendorCommand read(Deque<String> rest) {
            while (!rest.isEmpty()) {
                String word = rest.remove();
                if (word.equals("--")) {
                    positionals.addAll(rest);
                    rest.clear();
                } else if (word.startsWith("--")) {
                    whole(word.substring(2), rest);
                } else if (word.startsWith("-") && word.length() > 1) {
                    letters(word.substring(1), rest);
                } else {
                    positionals.add(word);
                }
            }
            if (positionals.size() < 2
                    || !positionals.get(0).equals("search")
                    || !positionals.get(1).equals("offers")) {
                throw new Mistake(
                        "only vastai search offers can become a watch, not 'vastai"
                                + (positionals.isEmpty() ? "" : " " + positionals.get(0))
                                + (positionals.size() < 2 ? "" : " " + positionals.get(1)) + "'",
                        "paste a command that begins with vastai search offers");
            }
            return new VendorCommand(
                    String.join(" ", positionals.subList(2, positionals.size())),
                    type,
                    diskGb,
                    hasDefaults,
                    order,
                    notes);
        }

        private void whole(String text, Deque<String> rest) {
            int equals = text.indexOf('=');
            String written = equals < 0 ? text : text.substring(0, equals);
            List<String> candidates = OPTIONS.containsKey(written)
                    ? List.of(written)
                    : OPTIONS.keySet().stream()
                            .filter(name -> name.startsWith(written))
                            .sorted()
                            .toList();
            if (candidates.size() != 1) {
                throw candidates.isEmpty()
                        ? unknown("--" + written, written)
                        : new Mistake("'--" + written + "' may be --" + String.join(" or --", candidates));
            }
            String name = candidates.get(0);
            boolean takesValue = takesValue(name);
            if (equals >= 0 && !takesValue) {
                throw new Mistake("'--" + name + "' takes no value");
            }
            option(name, equals >= 0 ? text.substring(equals + 1) : takesValue ? value("--" + name, rest) : "");
        }

        /** One or more letters behind one dash, the last with its value at hand or in the next word. */
        private void letters(String letters, Deque<String> rest) {
            for (int i = 0; i < letters.length(); i++) {
                String letter = letters.substring(i, i + 1);
                String name = OPTIONS.entrySet().stream()
                        .filter(entry -> entry.getValue().startsWith(letter)
                                && !entry.getValue().startsWith("="))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow(() -> unknown("-" + letter, letter));
                if (takesValue(name)) {
                    String attached = letters.substring(i + 1).replaceFirst("^=", "");
                    option(name, attached.isEmpty() ? value("-" + letter, rest) : attached);
                    return;
                }
                option(name, "");
            }
        }

        private static boolean takesValue(String name) {
            return OPTIONS.getOrDefault(name, "").endsWith("=");
        }

        private static Mistake unknown(String shown, String name) {
            return new Mistake(
                    "vastai search offers has no option '" + shown + "'",
                    Spelling.closest(name, OPTIONS.keySet())
                            .map(found -> "did you mean '--" + found + "'?")
                            .orElse("remove it, or write the watch by hand"));
        }

        private static String value(String shown, Deque<String> rest) {
            if (rest.isEmpty()) {
                throw new Mistake("'" + shown + "' has no value");
            }
            return rest.remove();
        }

        private void option(String name, String value) {
            switch (name) {
                case "type" -> type = RentalType.parse(value);
                case "interruptible", "bid" -> type = RentalType.BID;
                case "reserved" -> type = RentalType.RESERVED;
                case "on-demand" -> type = RentalType.ON_DEMAND;
                case "no-default" -> hasDefaults = false;
                case "order" -> order = Optional.of(value);
                case "storage" -> diskGb = Optional.of(gigabytes(value));
                case "limit" ->
                    notes.add("--limit " + value.replaceAll("\\D", "") + " is left out: a watch sees all that match");
                case "api-key" ->
                    notes.add("the API key is left out: export it as VAST_API_KEY, and write api_key: ${VAST_API_KEY}"
                            + " under vast:");
                case "url" -> notes.add("--url is left out: it belongs under vast:, as url");
                case "disable-bundling" -> notes.add("--disable-bundling is left out: of equal offers one is told");
                default -> notes.add("--" + name + " is left out: it means nothing to a watch");
            }
        }

        private static int gigabytes(String value) {
            if (!value.matches("\\d{1,6}(\\.\\d*)?|\\.\\d+") || new BigDecimal(value).signum() == 0) {
                throw new Mistake("'--storage' takes a number of GB: '" + value + "'");
            }
            return new BigDecimal(value).setScale(0, RoundingMode.CEILING).intValueExact();
        }
    }
}
