package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Country codes, and the continents that stand for several. The names of continents differ from every country code: as on
 * the vendor's command line {@code SA} is Saudi Arabia, and South America is {@code South_America}.
 */
final class Countries {
    private static final Map<String, List<String>> CONTINENTS = new LinkedHashMap<>();

    static {
        DataFile.read("continents.txt").forEach((name, codes) -> CONTINENTS.put(name, List.of(codes.split(" "))));
    }

    /** Continents by every spelling that a query may use, in small letters without separators. */
    private static final Map<String, String> CONTINENT_NAMES = Map.ofEntries(
            Map.entry("eu", "EU"),
            Map.entry("europe", "EU"),
            Map.entry("northamerica", "North_America"),
            Map.entry("southamerica", "South_America"),
            Map.entry("asia", "Asia"),
            Map.entry("africa", "Africa"),
            Map.entry("oc", "Oceania"),
            Map.entry("oceania", "Oceania"));
    /** Country codes that people write for a continent. */
    private static final Map<String, String> AMBIGUOUS =
            Map.of("NA", "North_America", "SA", "South_America", "AS", "Asia", "AF", "Africa");

    private static final Set<String> CODES = Set.of(Locale.getISOCountries());
    /** What people write that is not in the standard. */
    private static final Map<String, String> NICKNAMES =
            Map.of("UK", "GB", "EN", "GB", "KOREA", "KR", "CZECH REPUBLIC", "CZ", "HOLLAND", "NL");

    private Countries() {}

    /** Read with the first country that is not written as a code of two letters: the JDK loads its names slowly. */
    private static final class Names {
        static final Map<String, String> BY_THREE_LETTERS =
                codesBy(code -> locale(code).getISO3Country());
        static final Map<String, String> BY_NAME =
                codesBy(code -> locale(code).getDisplayCountry(Locale.ENGLISH).toLowerCase(Locale.ROOT));
    }

    private static Map<String, String> codesBy(Function<String, String> key) {
        return CODES.stream().collect(Collectors.toUnmodifiableMap(key, code -> code));
    }

    private static Locale locale(String code) {
        return new Locale.Builder().setRegion(code).build();
    }

    /** The country codes that a word of a query stands for: all of a continent, or one, written in two letters or three. */
    static List<String> parse(String text) {
        Optional<String> continent = continent(text);
        if (continent.isPresent()) {
            return CONTINENTS.getOrDefault(continent.get(), List.of());
        }
        String code = text.toUpperCase(Locale.ROOT);
        if (code.matches("[A-Z]{3}") && Names.BY_THREE_LETTERS.containsKey(code)) {
            return List.of(Names.BY_THREE_LETTERS.getOrDefault(code, code));
        }
        if (!code.matches("[A-Z]{2}")) {
            throw new InvalidInput(
                    "geolocation takes two-letter country codes and continents: '" + text + "'",
                    byName(text)
                            .map(found -> "did you mean " + found + "?")
                            .orElse("as in geolocation in [US,CA], or one of "
                                    + String.join(", ", CONTINENTS.keySet())));
        }
        return List.of(code);
    }

    private static Optional<String> continent(String text) {
        return Optional.ofNullable(
                CONTINENT_NAMES.get(text.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "")));
    }

    private static Optional<String> byName(String text) {
        return Optional.ofNullable(Names.BY_NAME.get(text.toLowerCase(Locale.ROOT)))
                .or(() -> Optional.ofNullable(NICKNAMES.get(text.toUpperCase(Locale.ROOT))));
    }

    /** A warning about a code that is not a country's. */
    static Optional<InvalidInput> unknownCodeWarning(String code) {
        return CODES.contains(code) || code.equals("XK")
                ? Optional.empty()
                : Optional.of(new InvalidInput(
                        "no country has the code " + code,
                        byName(code).map(found -> "did you mean " + found + "?").orElse("")));
    }

    /** A warning about a country code that people write for a continent. */
    static Optional<InvalidInput> ambiguityWarning(String text) {
        String code = text.toUpperCase(Locale.ROOT);
        return Optional.ofNullable(AMBIGUOUS.get(code)).map(continent -> {
            String country = locale(code).getDisplayCountry(Locale.ENGLISH);
            return new InvalidInput(
                    code + " is " + country,
                    "for the continent write " + continent + ", for " + country + " without this warning "
                            + locale(code).getISO3Country());
        });
    }

    /** A list of codes as {@link #parse} reads it, with continents by their name. */
    static String format(List<String> codes) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < codes.size(); ) {
            List<String> rest = codes.subList(i, codes.size());
            Optional<Map.Entry<String, List<String>>> continent = CONTINENTS.entrySet().stream()
                    .filter(each -> startsWith(rest, each.getValue()))
                    .findFirst();
            words.add(continent.map(Map.Entry::getKey).orElse(codes.get(i)));
            i += continent.map(each -> each.getValue().size()).orElse(1);
        }
        return String.join(",", words);
    }

    private static boolean startsWith(List<String> codes, List<String> start) {
        return codes.size() >= start.size() && codes.subList(0, start.size()).equals(start);
    }
}
