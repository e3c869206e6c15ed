package io.github.vastwatch.cli.paste;

import io.github.vastwatch.offer.InvalidInput;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A {@code vastai search offers …} as the vendor's command line reads it: options anywhere, long ones abbreviated, the last
 * of a kind wins. What runs it and what is done with its answer is no part of it.
 */
final class VendorCommand {
    /** What the vendor's command line prices where --storage is not given. */
    private static final int DISK_GB = 5;

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

    private static final Pattern PROGRAM =
            Pattern.compile("!?(?:.*[/\\\\])?vast(?:[-_.]?(?:ai|cli|sdk))*(?:\\.(?:py|exe|cmd|sh|pyz))?");

    private VendorCommand() {}

    /**
     * The first search among commands; empty where none runs the vendor's command line.
     *
     * @throws Mistake when it is another command of the vendor, or an option is unknown or lacks its value
     */
    static Optional<PastedSearch> in(List<ShellCommand> commands) {
        List<ShellCommand> searches =
                commands.stream().filter(command -> command.search() >= 0).toList();
        if (searches.isEmpty()) {
            commands.forEach(VendorCommand::refuseAnother);
            return Optional.empty();
        }
        Reader reader = new Reader();
        PastedSearch search = reader.read(arguments(searches.get(0)));
        return Optional.of(search.noting(around(searches)));
    }

    private static void refuseAnother(ShellCommand command) {
        List<String> words = command.words();
        for (int i = 0; i < words.size(); i++) {
            if (PROGRAM.matcher(words.get(i)).matches()) {
                String named = words.subList(i + 1, words.size()).stream()
                        .filter(word -> word.matches("[a-z-]+") && !word.startsWith("-"))
                        .limit(2)
                        .collect(Collectors.joining(" "));
                throw new InvalidInput(
                        "only vastai search offers can become a watch, not '" + ("vastai " + named).strip() + "'",
                        "paste a command that begins with vastai search offers");
            }
        }
    }

    /** The words behind the program, which may be called by a variable; what stands before it only runs it. */
    private static Deque<String> arguments(ShellCommand command) {
        List<String> words = command.words();
        List<String> before = words.subList(0, command.search());
        int program = before.size() - 1;
        while (program >= 0 && !PROGRAM.matcher(before.get(program)).matches()) {
            program--;
        }
        for (int i = before.size() - 1; program < 0 && i >= 0; i--) {
            program = before.get(i).startsWith("$") ? i : program;
        }
        if (program < 0 && !before.isEmpty()) {
            throw new InvalidInput(
                    "'" + PastedSearch.shown(before.get(before.size() - 1))
                            + " search' is not the vendor's command line",
                    "paste a command that begins with vastai search offers");
        }
        return new ArrayDeque<>(words.subList(program + 1, words.size()));
    }

    private static List<String> around(List<ShellCommand> searches) {
        List<String> notes = new ArrayList<>();
        List<String> around = new ArrayList<>(searches.get(0).around());
        List<String> words = searches.get(0).words();
        if (words.get(0).equals("watch")) {
            around.add(words.stream()
                    .takeWhile(word -> word.matches("watch|-.*|[\\d.]+"))
                    .collect(Collectors.joining(" ")));
        }
        around.stream()
                .filter(each -> each.startsWith("watch"))
                .forEach(each -> notes.add("'" + each + "' is left out: how often a watch asks is its every:"));
        String rest = around.stream().filter(each -> !each.startsWith("watch")).collect(Collectors.joining("', '"));
        if (!rest.isEmpty()) {
            notes.add("left out, for it only handles the answer: '" + rest + "'");
        }
        if (searches.size() > 1) {
            notes.add("this is the first of " + searches.size() + " searches in the text: import each on its own");
        }
        return notes;
    }

    private static final class Reader {
        private final List<String> positionals = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private RentalType type = RentalType.ON_DEMAND;
        private Optional<Integer> diskGb = Optional.empty();
        private boolean hasDefaults = true;
        private Optional<String> order = Optional.empty();

        PastedSearch read(Deque<String> rest) {
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
            if (diskGb.isEmpty()) {
                notes.add("disk is " + DISK_GB + "GB as in the vendor's prices where --storage is not given; few images"
                        + " fit into that");
            }
            return new PastedSearch(
                    String.join(" ", positionals.subList(2, positionals.size())),
                    type,
                    diskGb.orElse(DISK_GB),
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
                        : new InvalidInput("'--" + written + "' may be --" + String.join(" or --", candidates));
            }
            String name = candidates.get(0);
            boolean takesValue = takesValue(name);
            if (equals >= 0 && !takesValue) {
                throw new InvalidInput("'--" + name + "' takes no value");
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

        private static InvalidInput unknown(String shown, String name) {
            return new InvalidInput(
                    "vastai search offers has no option '" + shown + "'",
                    Spelling.closest(name, OPTIONS.keySet())
                            .map(found -> "did you mean '--" + found + "'?")
                            .orElse("remove it, or write the watch by hand"));
        }

        private static String value(String shown, Deque<String> rest) {
            if (rest.isEmpty()) {
                throw new InvalidInput("'" + shown + "' has no value");
            }
            return rest.remove();
        }

        private void option(String name, String value) {
            switch (name) {
                case "type" -> type = RentalType.parse(PastedSearch.filledIn("--type", value));
                case "interruptible", "bid" -> type = RentalType.BID;
                case "reserved" -> type = RentalType.RESERVED;
                case "on-demand" -> type = RentalType.ON_DEMAND;
                case "no-default" -> hasDefaults = false;
                case "order" -> order = Optional.of(value);
                case "storage" -> diskGb = Optional.of(gigabytes(PastedSearch.filledIn("--storage", value)));
                case "limit" ->
                    notes.add(("--limit " + value.replaceAll("\\D", "")).strip()
                            + " is left out: a watch sees all that match");
                case "api-key" -> notes.add(PastedSearch.KEY_LEFT_OUT);
                case "url" -> notes.add("--url is left out: it belongs under vast:, as url");
                case "disable-bundling" -> notes.add("--disable-bundling is left out: of equal offers one is sent");
                default -> notes.add("--" + name + " is left out: it means nothing to a watch");
            }
        }

        private int gigabytes(String value) {
            if (!value.matches("\\d{1,6}(\\.\\d*)?|\\.\\d+") || new BigDecimal(value).signum() == 0) {
                throw new InvalidInput("'--storage' takes a number of GB: '" + value + "'");
            }
            BigDecimal asked = new BigDecimal(value);
            int whole = asked.setScale(0, RoundingMode.CEILING).intValueExact();
            if (asked.compareTo(BigDecimal.valueOf(whole)) != 0) {
                notes.add("disk is " + whole + "GB, not " + value + ": a watch takes whole GB");
            }
            return whole;
        }
    }
}
