package io.github.vastwatch.cli.paste;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.RentalType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A search as it was pasted, from whatever asks Vast.ai.
 *
 * @param query in the query language
 * @param hasDefaults whether the default filters are added
 * @param order what it sorts by, as written; empty where it does not say
 * @param notes what of it means nothing to a watch, in words for the user, never the API key
 */
public record PastedSearch(
        String query, RentalType type, int diskGb, boolean hasDefaults, Optional<String> order, List<String> notes) {
    static final String KEY_LEFT_OUT =
            "the API key is left out: export it as VAST_API_KEY, and write api_key: ${VAST_API_KEY} under vast:";

    private static final String ADVICE = "paste a vastai search offers, a link to the search page, or a request's JSON";

    /** What stands for something that was not pasted: of a shell, of a format string. */
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\$\\([^)]*\\)|\\$\\{[^}]*}|\\$[A-Za-z_@*][A-Za-z0-9_:]*|\\{[A-Za-z_][^}]*}");
    /** Switches of the vendor's Python package that are no filters. */
    private static final Pattern DIRECTIVE = Pattern.compile("(?<!\\S)(georegion|chunked)\\s*=+\\s*\\S+\\s*");

    private static final Pattern REGION = Pattern.compile("\\bgeolocation\\s*=+\\s*(EU|AS|AF|NA|OC|LC)\\b");
    /** What the vendor's package calls regions. */
    private static final Map<String, String> REGIONS = Map.of(
            "EU", "EU",
            "AS", "Asia",
            "AF", "Africa",
            "NA", "CA,US",
            "OC", "Oceania",
            "LC", "South_America,MX,GT,BZ,HN,SV,NI,CR,PA,CU,DO,HT,JM,PR,BS,BB,AG,TT");

    public PastedSearch {
        notes = List.copyOf(notes);
    }

    /**
     * Reads a pasted text.
     *
     * @throws Mistake when it is no search, naming the word that stopped it
     */
    public static PastedSearch of(String text) {
        if (SearchLink.isOne(text)) {
            return SearchLink.read(text).cleaned();
        }
        Optional<PastedSearch> python = PythonCall.in(text);
        if (python.isPresent()) {
            return python.get().cleaned();
        }
        if (RequestBody.isIn(text)) {
            return RequestBody.read(text).cleaned();
        }
        return of(ShellText.commands(text));
    }

    /** Reads a command whose words the shell has cut already. */
    public static PastedSearch of(List<ShellCommand> commands) {
        return VendorCommand.in(commands)
                .or(() -> bare(commands))
                .orElseThrow(() -> new InvalidInput(
                        "there is no vastai search offers in it"
                                + commands.stream()
                                        .findFirst()
                                        .map(command -> ": it begins with '"
                                                + shown(command.words().get(0)) + "'")
                                        .orElse(""),
                        ADVICE))
                .cleaned();
    }

    /** A query alone, as it stands in a command. */
    private static Optional<PastedSearch> bare(List<ShellCommand> commands) {
        return commands.stream()
                .limit(1)
                .map(command -> String.join(" ", command.words()))
                .filter(text -> Field.named(text.replaceFirst("(?s)[^A-Za-z0-9_].*", ""))
                        .isPresent())
                .map(text -> VendorCommand.in(List.of(new ShellCommand(List.of("search", "offers", text), List.of())))
                        .orElseThrow())
                .findFirst();
    }

    /** The same without what only the vendor's programs understand. */
    private PastedSearch cleaned() {
        List<String> more = new ArrayList<>();
        String text = filledIn("the query", query.replace("\\\"", "\""));
        Matcher directive = DIRECTIVE.matcher(text);
        while (directive.find()) {
            more.add("'" + directive.group().strip() + "' is left out: it is no filter");
        }
        if (more.stream().anyMatch(note -> note.startsWith("'georegion"))) {
            text = REGION.matcher(text)
                    .replaceAll(found -> "geolocation in [" + REGIONS.getOrDefault(found.group(1), "") + "]");
        }
        String plain = DIRECTIVE.matcher(text).replaceAll("").strip();
        return new PastedSearch(plain, type, diskGb, hasDefaults, order, notes).noting(more);
    }

    PastedSearch noting(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new PastedSearch(query, type, diskGb, hasDefaults, order, all);
    }

    /**
     * A text that says all that it needs.
     *
     * @throws Mistake when a variable in it was not pasted
     */
    static String filledIn(String what, String text) {
        Matcher placeholder = PLACEHOLDER.matcher(text);
        if (placeholder.find()) {
            throw new InvalidInput(
                    what + " takes '" + placeholder.group() + "', whose value was not pasted",
                    "write the value in its place, or paste the line that sets it too");
        }
        return text;
    }

    /** A word for a message, but nothing that may be a key. */
    static String shown(String word) {
        String plain = word.replaceFirst("(?s)=.*", "=…");
        return plain.length() > 24 ? "…" : plain;
    }
}
