package io.github.vastwatch.cli.paste;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A {@code vastai search offers …}, read as the vendor's command line reads it: options anywhere, long ones abbreviated, the
 * last of a kind wins. What runs it and what handles its output are ignored.
 */
final class VendorCommand {
    /** The disk that the vendor's command line prices without --storage. */
    private static final int DISK_GB = 5;

    private static final List<String> WITH_VALUE =
            List.of("--type -t", "--order -o", "--storage", "--limit", "--api-key", "--url", "--retry");
    private static final List<String> SWITCHES = List.of(
            "--interruptible -i",
            "--bid -b",
            "--reserved -r",
            "--on-demand -d",
            "--no-default -n",
            "--new",
            "--disable-bundling",
            "--raw",
            "--explain",
            "--full",
            "--curl",
            "--no-color",
            "--version",
            "--help -h");

    private static final Pattern PROGRAM =
            Pattern.compile("!?(?:.*[/\\\\])?vast(?:[-_.]?(?:ai|cli|sdk))*(?:\\.(?:py|exe|cmd|sh|pyz))?");

    private VendorCommand() {}

    /**
     * Reads the first search among commands; empty where none runs the vendor's command line.
     *
     * @throws InvalidInput when it is another command of the vendor, or an option is unknown or lacks its value
     */
    static Optional<PastedSearch.Draft> in(List<ShellText.Command> commands) {
        List<ShellText.Command> searches =
                commands.stream().filter(command -> command.search() >= 0).toList();
        if (searches.isEmpty()) {
            commands.forEach(VendorCommand::refuseAnother);
            return Optional.empty();
        }
        PastedSearch.Draft draft = read(arguments(searches.get(0)));
        draft.notes.addAll(around(searches));
        return Optional.of(draft);
    }

    private static void refuseAnother(ShellText.Command command) {
        List<String> words = command.words();
        for (int i = 0; i < words.size(); i++) {
            if (PROGRAM.matcher(words.get(i)).matches()) {
                String named = words.subList(i + 1, words.size()).stream()
                        .filter(word -> word.matches("[a-z][a-z-]*"))
                        .limit(2)
                        .collect(Collectors.joining(" "));
                throw new InvalidInput(
                        "only vastai search offers can become a watch, not '" + ("vastai " + named).strip() + "'",
                        "paste a command that begins with vastai search offers");
            }
        }
    }

    /** The words behind the program, which a variable may name; what stands before it only runs it. */
    private static List<String> arguments(ShellText.Command command) {
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
        return words.subList(program + 1, words.size());
    }

    private static List<String> around(List<ShellText.Command> searches) {
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
                .forEach(each -> notes.add("'" + each + "' is left out: a watch has its own interval, every:"));
        String rest = around.stream().filter(each -> !each.startsWith("watch")).collect(Collectors.joining("', '"));
        if (!rest.isEmpty()) {
            notes.add("'" + rest + "' is left out: it only handles the output");
        }
        if (searches.size() > 1) {
            notes.add("this is the first of " + searches.size() + " searches in the text: import each on its own");
        }
        return notes;
    }

    private static ParseResult parsed(List<String> words) {
        CommandSpec spec = CommandSpec.create()
                .addPositional(PositionalParamSpec.builder()
                        .arity("0..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .build());
        WITH_VALUE.forEach(names -> spec.addOption(OptionSpec.builder(names.split(" "))
                .arity("1")
                .type(String.class)
                .build()));
        SWITCHES.forEach(names ->
                spec.addOption(OptionSpec.builder(names.split(" ")).arity("0").build()));
        try {
            return new CommandLine(spec)
                    .setOverwrittenOptionsAllowed(true)
                    .setExpandAtFiles(false)
                    .parseArgs(words.stream().map(VendorCommand::completed).toArray(String[]::new));
        } catch (UnmatchedArgumentException e) {
            String option = e.getUnmatched().get(0).replaceFirst("(?s)=.*", "");
            throw new InvalidInput(
                    "vastai search offers has no option '" + option + "'",
                    Spelling.closest(option, names())
                            .map(found -> "did you mean '" + found + "'?")
                            .orElse("remove it, or write the watch by hand"));
        } catch (MissingParameterException e) {
            throw new InvalidInput(
                    e.getMissing().get(0) instanceof OptionSpec option
                            ? "'" + option.longestName() + "' has no value"
                            : "an option has no value");
        } catch (ParameterException e) {
            // Without values, which may be keys.
            throw new InvalidInput(
                    String.valueOf(e.getMessage()).replaceFirst("^Error: ", "").replaceAll("'(?!-)[^']*' ?", ""));
        }
    }

    /** An abbreviated option in full, as Python's argparse reads it: any prefix, which picocli does not take. */
    private static String completed(String word) {
        String prefix = word.replaceFirst("(?s)=.*", "");
        List<String> meant = names().stream()
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
        if (!prefix.matches("--.+") || meant.isEmpty() || meant.contains(prefix)) {
            return word;
        }
        if (meant.size() > 1) {
            throw new InvalidInput("'" + prefix + "' may be " + String.join(" or ", meant));
        }
        return meant.get(0) + word.substring(prefix.length());
    }

    private static List<String> names() {
        return Stream.concat(WITH_VALUE.stream(), SWITCHES.stream())
                .map(names -> names.split(" ")[0])
                .toList();
    }

    /** Reads the words behind the program's name. */
    static PastedSearch.Draft read(List<String> words) {
        ParseResult parsed = parsed(words);
        PastedSearch.Draft draft = new PastedSearch.Draft();
        new LinkedHashSet<>(parsed.matchedOptions()).forEach(option -> option(option, draft));
        parsed.matchedPositionals().stream()
                .distinct()
                .flatMap(each -> each.stringValues().stream())
                .skip(2)
                .forEach(draft.clauses::add);
        return draft.onDisk(DISK_GB, ", the vendor's default without --storage; few images fit into that");
    }

    private static void option(OptionSpec option, PastedSearch.Draft draft) {
        List<String> values = option.stringValues();
        String value = values.isEmpty() ? "" : values.get(values.size() - 1);
        switch (option.longestName()) {
            case "--type" -> draft.type = RentalType.parse(PastedSearch.filledIn("--type", value));
            case "--interruptible", "--bid" -> draft.type = RentalType.BID;
            case "--reserved" -> draft.type = RentalType.RESERVED;
            case "--on-demand" -> draft.type = RentalType.ON_DEMAND;
            case "--no-default" -> draft.hasDefaults = false;
            case "--order" -> draft.order = Optional.of(value);
            case "--storage" -> draft.disk("--storage", PastedSearch.filledIn("--storage", value));
            case "--limit" ->
                draft.leftOut(("--limit " + value.replaceAll("\\D", "")).strip(), "a watch sees every match");
            case "--api-key" -> draft.notes.add(PastedSearch.KEY_LEFT_OUT);
            case "--url" -> draft.leftOut("--url", "set url under vast:");
            case "--disable-bundling" -> draft.leftOut("--disable-bundling", "of equal offers one is sent");
            default -> draft.leftOut(option.longestName(), "it means nothing to a watch");
        }
    }
}
