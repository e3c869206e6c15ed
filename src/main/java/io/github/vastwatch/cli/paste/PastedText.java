package io.github.vastwatch.cli.paste;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the search in a pasted text: a link, a Python call, a request's JSON, a command, a query alone. */
public final class PastedText {
    private PastedText() {}

    /**
     * Reads a pasted text.
     *
     * @throws InvalidInput when it is not a search, naming the word that stopped it
     */
    public static PastedSearch read(String text) {
        if (SearchLink.isOne(text)) {
            return SearchLink.read(text).search();
        }
        Optional<PastedSearch.Draft> python = PythonCall.in(text);
        if (python.isPresent()) {
            return python.get().search();
        }
        return RequestBody.isIn(text) ? RequestBody.read(text).search() : command(ShellText.commands(text));
    }

    /** Reads a command that the shell has cut into words already. */
    public static PastedSearch read(List<String> words) {
        return command(List.of(new ShellText.Command(words, List.of())));
    }

    private static PastedSearch command(List<ShellText.Command> commands) {
        return VendorCommand.in(commands)
                .or(() -> commands.stream().findFirst().flatMap(PastedText::query))
                .orElseThrow(() -> new InvalidInput(
                        "this is not a vastai search offers"
                                + commands.stream()
                                        .findFirst()
                                        .map(command -> ": it begins with '"
                                                + PastedSearch.shown(
                                                        command.words().get(0)) + "'")
                                        .orElse(""),
                        "paste a vastai search offers, a link to the search page, or a request's JSON"))
                .search();
    }

    /** A query alone, as it stands in a command. */
    private static Optional<PastedSearch.Draft> query(ShellText.Command command) {
        String text = String.join(" ", command.words());
        return Field.named(text.replaceFirst("(?s)[^A-Za-z0-9_].*", ""))
                .map(field -> VendorCommand.read(List.of("search", "offers", text)));
    }

    /**
     * A search in a Python program: {@code search_offers(query='…')} of the vendor's package, or the list of words that a
     * program runs.
     */
    static final class PythonCall {
        private static final Pattern CALL = Pattern.compile("\\bsearch_offers\\(");
        private static final Pattern WORDS =
                Pattern.compile("[\"']search[\"']\\s*,\\s*[\"'](?:offers|instances)[\"']\\s*,?");
        private static final Pattern NAME = Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*=(?!=)");
        private static final Pattern LITERAL = Pattern.compile(
                "\\s*[rRbBuUfF]{0,2}(?:\"\"\"(.*?)\"\"\"|'''(.*?)'''|\"((?:[^\"\\\\]|\\\\.)*)\"|'((?:[^'\\\\]|\\\\.)*)')",
                Pattern.DOTALL);
        private static final Pattern OTHER = Pattern.compile("\\s*([^,()\\[\\]\\s]+)");
        private static final Pattern BETWEEN = Pattern.compile("(?:\\s|#[^\\n]*\\n)*,?(?:\\s|#[^\\n]*\\n)*");

        private final String text;
        private int at;

        private PythonCall(String text, int at) {
            this.text = text;
            this.at = at;
        }

        /** The first search in a text; empty where it holds none of this kind. */
        static Optional<PastedSearch.Draft> in(String text) {
            Matcher call = CALL.matcher(text);
            Matcher words = WORDS.matcher(text);
            List<String> all = new ArrayList<>(List.of("search", "offers"));
            if (call.find()) {
                new PythonCall(text, call.end()).arguments(all, true);
            } else if (words.find()) {
                new PythonCall(text, words.end()).arguments(all, false);
            } else {
                return Optional.empty();
            }
            return Optional.of(VendorCommand.read(all));
        }

        private void arguments(List<String> words, boolean isCall) {
            matched(BETWEEN);
            while (at < text.length() && ")]".indexOf(text.charAt(at)) < 0) {
                Optional<String> name = isCall ? matched(NAME).map(found -> found.group(1)) : Optional.empty();
                String value = value(name.orElse("the query"));
                String option = "--" + name.orElse("").replace('_', '-');
                if (!isCall || name.isEmpty() || name.get().equals("query")) {
                    words.add(value);
                } else if (value.equals("True")) {
                    words.add(option);
                } else if (!value.equals("False") && !value.equals("None")) {
                    words.addAll(List.of(option, value));
                }
                matched(BETWEEN);
            }
        }

        /** A number or a word as it stands, a text without its quotes, a variable as the text sets it. */
        private String value(String name) {
            Optional<String> literal = literal();
            if (literal.isPresent()) {
                return literal.get();
            }
            int start = at;
            String word = matched(OTHER)
                    .map(found -> String.valueOf(found.group(1)))
                    .orElseThrow(() ->
                            PastedSearch.notPasted(name, text.substring(start, Math.min(text.length(), start + 1))));
            if (word.matches("[0-9.]+|True|False|None")) {
                return word;
            }
            Matcher assigned = Pattern.compile("\\b" + Pattern.quote(word) + "\\s*=(?!=)\\s*\\(?")
                    .matcher(text);
            return Optional.of(assigned)
                    .filter(Matcher::find)
                    .flatMap(found -> new PythonCall(text, found.end()).literal())
                    .orElseThrow(() -> PastedSearch.notPasted(name, PastedSearch.shown(word)));
        }

        /** One text, or several in a row. */
        private Optional<String> literal() {
            StringBuilder joined = new StringBuilder();
            boolean isThere = false;
            for (Optional<Matcher> found = matched(LITERAL); found.isPresent(); found = matched(LITERAL)) {
                isThere = true;
                for (int group = 1; group <= 4; group++) {
                    joined.append(Optional.ofNullable(found.get().group(group)).orElse(""));
                }
            }
            return isThere ? Optional.of(joined.toString().replaceAll("\\\\(.)", "$1")) : Optional.empty();
        }

        private Optional<Matcher> matched(Pattern pattern) {
            Matcher matcher = pattern.matcher(text).region(at, text.length());
            if (!matcher.lookingAt()) {
                return Optional.empty();
            }
            at = matcher.end();
            return Optional.of(matcher);
        }
    }
}
