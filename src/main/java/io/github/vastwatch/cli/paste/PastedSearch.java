package io.github.vastwatch.cli.paste;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A search as it was pasted, from any program that asks Vast.ai.
 *
 * @param query in the query language
 * @param hasDefaults whether the default filters are added
 * @param order what it sorts by, as written; empty where it names no order
 * @param notes what of it means nothing to a watch, in words for the user, never the API key
 */
public record PastedSearch(
        String query, RentalType type, int diskGb, boolean hasDefaults, Optional<String> order, List<String> notes) {
    static final String KEY_LEFT_OUT =
            "the API key is left out: export it as VAST_API_KEY, and write api_key: ${VAST_API_KEY} under vast:";

    /** What stands for something that was not pasted: of a shell, of a format string. */
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\$\\([^)]*\\)|\\$\\{[^}]*}|\\$[A-Za-z_@*][A-Za-z0-9_:]*|\\{[A-Za-z_][^}]*}");
    /** Switches of the vendor's Python package that are not filters. */
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

    /** The fields it sorts by, in the vendor's notation or as SQL has it ({@code dph asc}), up to one that is unknown. */
    public List<Query.Order> keys() {
        List<Query.Order> keys = new ArrayList<>();
        for (String part : order.orElse("").split(",")) {
            String key = part.strip()
                    .replaceFirst("(?i)[\\s+]+asc(ending)?$", "")
                    .replaceFirst("(?i)[\\s+]+desc(ending)?$", "-")
                    .replaceFirst("^priceInstanceHourly-asc$", "dph_total");
            if (!key.isEmpty()) {
                try {
                    keys.addAll(Query.Order.parse(key));
                } catch (InvalidInput unknown) {
                    break;
                }
            }
        }
        return keys;
    }

    /** A search while it is read. */
    static final class Draft {
        final List<String> clauses = new ArrayList<>();
        final List<String> notes = new ArrayList<>();
        RentalType type = RentalType.ON_DEMAND;
        Optional<Integer> diskGb = Optional.empty();
        boolean hasDefaults = true;
        Optional<String> order = Optional.empty();

        void leftOut(String what, String why) {
            notes.add(what + " is left out: " + why);
        }

        /** Takes a disk in GB, rounded up to whole ones with a note. */
        void disk(String option, String value) {
            if (!value.matches("\\d{1,6}(\\.\\d*)?|\\.\\d+") || new BigDecimal(value).signum() == 0) {
                throw new InvalidInput("'" + option + "' takes a number of GB: '" + value + "'");
            }
            BigDecimal asked = new BigDecimal(value);
            int whole = asked.setScale(0, RoundingMode.CEILING).intValueExact();
            if (asked.compareTo(BigDecimal.valueOf(whole)) != 0) {
                notes.add("disk is " + whole + "GB, not " + value + ": a watch takes whole GB");
            }
            diskGb = Optional.of(whole);
        }

        /** @param why the reason for the default disk, for a note */
        Draft onDisk(int defaultDiskGb, String why) {
            if (diskGb.isEmpty()) {
                notes.add("disk is " + defaultDiskGb + "GB" + why);
                diskGb = Optional.of(defaultDiskGb);
            }
            return this;
        }

        /** Without what only the vendor's programs understand. */
        PastedSearch search() {
            String text = filledIn("the query", String.join(" ", clauses).replace("\\\"", "\""));
            List<String> directives = DIRECTIVE
                    .matcher(text)
                    .results()
                    .map(each -> each.group().strip())
                    .toList();
            if (directives.stream().anyMatch(each -> each.startsWith("georegion"))) {
                text = REGION.matcher(text)
                        .replaceAll(found -> "geolocation in [" + REGIONS.getOrDefault(found.group(1), "") + "]");
            }
            directives.forEach(each -> leftOut("'" + each + "'", "it is not a filter"));
            String query = DIRECTIVE.matcher(text).replaceAll("").strip();
            return new PastedSearch(query, type, diskGb.orElseThrow(), hasDefaults, order, notes);
        }
    }

    /**
     * A text in which nothing is missing.
     *
     * @throws InvalidInput when a variable in it was not pasted
     */
    static String filledIn(String what, String text) {
        Matcher placeholder = PLACEHOLDER.matcher(text);
        if (placeholder.find()) {
            throw notPasted(what, placeholder.group());
        }
        return text;
    }

    static InvalidInput notPasted(String what, String variable) {
        return new InvalidInput(
                what + " takes '" + variable + "', whose value was not pasted",
                "write the value in its place, or paste the line that sets it too");
    }

    /** A word for a message, but nothing that may be a key. */
    static String shown(String word) {
        String plain = word.replaceFirst("(?s)=.*", "=…");
        return plain.length() > 24 ? "…" : plain;
    }
}
