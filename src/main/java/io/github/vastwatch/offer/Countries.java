package io.github.vastwatch.offer;

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
 * Countries by their two letters, and the continents, which stand for all of theirs in a list: ISO 3166-1, placed as
 * the United Nations' M49 does, with Kosovo's customary XK.
 */
final class Countries {
    private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        group(
                "EU",
                "AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC "
                        + "MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK");
        group(
                "NA",
                "AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR "
                        + "SV SX TC TT US VC VG VI");
        group("SA", "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE");
        group(
                "AS",
                "AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY "
                        + "NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE");
        group(
                "AF",
                "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA MG ML MR "
                        + "MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW");
        group("OC", "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS");
    }

    private static final Map<String, String> CONTINENTS = Map.of(
            "EU",
            "Europe",
            "NA",
            "North America",
            "SA",
            "South America",
            "AS",
            "Asia",
            "AF",
            "Africa",
            "OC",
            "Oceania");
    private static final Set<String> CODES = Set.of(Locale.getISOCountries());
    private static final Map<String, String> BY_THREE_LETTERS =
            byKey(code -> locale(code).getISO3Country());
    private static final Map<String, String> BY_NAME =
            byKey(code -> locale(code).getDisplayCountry(Locale.ENGLISH).toLowerCase(Locale.ROOT));
    /** What people write that the standard does not. */
    private static final Map<String, String> NICKNAMES =
            Map.of("UK", "GB", "EN", "GB", "KOREA", "KR", "CZECH REPUBLIC", "CZ", "HOLLAND", "NL");

    private Countries() {}

    private static void group(String name, String codes) {
        GROUPS.put(name, List.of(codes.split(" ")));
    }

    private static Map<String, String> byKey(Function<String, String> key) {
        return CODES.stream().collect(Collectors.toUnmodifiableMap(key, code -> code));
    }

    private static Locale locale(String code) {
        return new Locale.Builder().setRegion(code).build();
    }

    /** The codes that a written one stands for: two letters, three, or in a list a continent. */
    static List<String> read(String text, boolean inList) {
        String code = text.toUpperCase(Locale.ROOT);
        if (inList && GROUPS.containsKey(code)) {
            return GROUPS.getOrDefault(code, List.of());
        }
        if (GROUPS.containsKey(code) && !CODES.contains(code)) {
            throw new Mistake(
                    code + " is no country but " + CONTINENTS.get(code), "write it as geolocation in [" + code + "]");
        }
        if (code.matches("[A-Z]{3}") && BY_THREE_LETTERS.containsKey(code)) {
            return List.of(BY_THREE_LETTERS.getOrDefault(code, code));
        }
        if (!code.matches("[A-Z]{2}")) {
            throw new Mistake(
                    "geolocation takes two-letter country codes: '" + text + "'",
                    named(text).map(found -> "did you mean " + found + "?").orElse("as in geolocation in [US,CA]"));
        }
        return List.of(code);
    }

    private static Optional<String> named(String text) {
        return Optional.ofNullable(BY_NAME.get(text.toLowerCase(Locale.ROOT)))
                .or(() -> Optional.ofNullable(NICKNAMES.get(text.toUpperCase(Locale.ROOT))));
    }

    /** What makes one doubt that a code of a clause was meant; empty where nothing does. */
    static Optional<Mistake> doubt(String code, boolean inList) {
        if (!inList && GROUPS.containsKey(code)) {
            return Optional.of(new Mistake(
                    code + " is " + locale(code).getDisplayCountry(Locale.ENGLISH) + " here",
                    "for " + CONTINENTS.get(code) + " write geolocation in [" + code + "]"));
        }
        if (!CODES.contains(code) && !code.equals("XK")) {
            return Optional.of(new Mistake(
                    "no country has the code " + code,
                    named(code).map(found -> "did you mean " + found + "?").orElse("")));
        }
        return Optional.empty();
    }

    /** Codes as they are read again in a list: continents by their name, a country with a continent's code by three. */
    static String listed(List<String> codes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < codes.size(); ) {
            int from = i;
            Optional<Map.Entry<String, List<String>>> group = GROUPS.entrySet().stream()
                    .filter(each -> startsWith(codes.subList(from, codes.size()), each.getValue()))
                    .findFirst();
            String code = codes.get(i);
            text.append(i == 0 ? "" : ",")
                    .append(group.map(Map.Entry::getKey)
                            .orElse(GROUPS.containsKey(code) ? locale(code).getISO3Country() : code));
            i += group.map(each -> each.getValue().size()).orElse(1);
        }
        return text.toString();
    }

    private static boolean startsWith(List<String> codes, List<String> start) {
        return codes.size() >= start.size() && codes.subList(0, start.size()).equals(start);
    }

    /** The continents' codes with their countries. */
    static Map<String, List<String>> groups() {
        return GROUPS;
    }

    /** All codes of the standard. */
    static List<String> codes() {
        return Arrays.stream(Locale.getISOCountries()).sorted().toList();
    }
}
