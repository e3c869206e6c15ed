package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Countries by their two letters, and continents by names that are not country codes: ISO 3166-1, assigned as in the
 * United Nations' M49, except that Cyprus is in Europe as in the vendor's list, with Kosovo's customary XK. A code of a
 * country is that country everywhere, as on the vendor's command line: {@code SA} is Saudi Arabia, and South America is
 * {@code South_America}.
 */
final class Countries {
    /** Continents by their printed name, with their countries. */
    private static final Map<String, List<String>> CONTINENTS = new LinkedHashMap<>();

    static {
        continent(
                "EU",
                "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC "
                        + "MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK");
        continent(
                "North_America",
                "AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR "
                        + "SV SX TC TT US VC VG VI");
        continent("South_America", "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE");
        continent(
                "Asia",
                "AE AF AM AZ BD BH BN BT CN GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY "
                        + "NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE");
        continent(
                "Africa",
                "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA MG ML MR "
                        + "MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW");
        continent("Oceania", "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS");
    }

    /** Continents by each accepted name, in lower case. */
    private static final Map<String, String> BY_CONTINENT = Map.of(
            "eu",
            "EU",
            "europe",
            "EU",
            "northamerica",
            "North_America",
            "southamerica",
            "South_America",
            "asia",
            "Asia",
            "africa",
            "Africa",
            "oc",
            "Oceania",
            "oceania",
            "Oceania");
    /** Countries whose code is often meant as a continent. */
    private static final Map<String, String> TAKEN_FOR =
            Map.of("NA", "North_America", "SA", "South_America", "AS", "Asia", "AF", "Africa");

    private static final Set<String> CODES = Set.of(Locale.getISOCountries());
    private static final Map<String, String> BY_THREE_LETTERS =
            byKey(code -> locale(code).getISO3Country());
    private static final Map<String, String> BY_NAME =
            byKey(code -> locale(code).getDisplayCountry(Locale.ENGLISH).toLowerCase(Locale.ROOT));
    /** Common codes outside the standard. */
    private static final Map<String, String> NICKNAMES =
            Map.of("UK", "GB", "EN", "GB", "KOREA", "KR", "CZECH REPUBLIC", "CZ", "HOLLAND", "NL");

    private Countries() {}

    private static void continent(String name, String codes) {
        CONTINENTS.put(name, List.of(codes.split(" ")));
    }

    private static Map<String, String> byKey(Function<String, String> key) {
        return CODES.stream().collect(Collectors.toUnmodifiableMap(key, code -> code));
    }

    private static Locale locale(String code) {
        return new Locale.Builder().setRegion(code).build();
    }

    /** The codes of a word in a query: those of a continent, or one of a country by two or three letters. */
    static List<String> read(String text) {
        Optional<String> continent = continent(text);
        if (continent.isPresent()) {
            return CONTINENTS.getOrDefault(continent.get(), List.of());
        }
        String code = text.toUpperCase(Locale.ROOT);
        if (code.matches("[A-Z]{3}") && BY_THREE_LETTERS.containsKey(code)) {
            return List.of(BY_THREE_LETTERS.getOrDefault(code, code));
        }
        if (!code.matches("[A-Z]{2}")) {
            throw new InvalidInput(
                    "geolocation takes two-letter country codes and continents: '" + text + "'",
                    named(text)
                            .map(found -> "did you mean " + found + "?")
                            .orElse("as in geolocation in [US,CA], or one of "
                                    + String.join(", ", CONTINENTS.keySet())));
        }
        return List.of(code);
    }

    private static Optional<String> continent(String text) {
        return Optional.ofNullable(
                BY_CONTINENT.get(text.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "")));
    }

    private static Optional<String> named(String text) {
        return Optional.ofNullable(BY_NAME.get(text.toLowerCase(Locale.ROOT)))
                .or(() -> Optional.ofNullable(NICKNAMES.get(text.toUpperCase(Locale.ROOT))));
    }

    /** A warning about an unknown code. */
    static Optional<InvalidInput> unknown(String code) {
        return CODES.contains(code) || code.equals("XK")
                ? Optional.empty()
                : Optional.of(new InvalidInput(
                        "no country has the code " + code,
                        named(code).map(found -> "did you mean " + found + "?").orElse("")));
    }

    /** A warning about a country code that may be meant as a continent. */
    static Optional<InvalidInput> mistakable(String text) {
        String code = text.toUpperCase(Locale.ROOT);
        return Optional.ofNullable(TAKEN_FOR.get(code)).map(continent -> {
            String country = locale(code).getDisplayCountry(Locale.ENGLISH);
            return new InvalidInput(
                    code + " is " + country,
                    "for the continent write " + continent + ", for " + country + " without this warning "
                            + locale(code).getISO3Country());
        });
    }

    /** The shortest form of codes: continents by name. */
    static String listed(List<String> codes) {
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

    /** The continents with their countries. */
    static Map<String, List<String>> continents() {
        return CONTINENTS;
    }

    /** All codes of the standard. */
    static List<String> codes() {
        return Arrays.stream(Locale.getISOCountries()).sorted().toList();
    }
}
