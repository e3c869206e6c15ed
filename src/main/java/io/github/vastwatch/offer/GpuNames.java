package io.github.vastwatch.offer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The known GPU models, as Vast.ai spells them. New ones appear, so an unknown name is a
 * reason for a warning, not for an error.
 */
public final class GpuNames {
    private static final List<String> KNOWN = Arrays.stream((
                    // GeForce
                    "GTX 970,GTX 980,GTX 980 Ti,GTX 1050,GTX 1050 Ti,GTX 1060,GTX 1070,GTX 1070 Ti,GTX 1080,"
                            + "GTX 1080 Ti,GTX 1650,GTX 1650 S,GTX 1660,GTX 1660 S,GTX 1660 Ti,GTX TITAN X,Titan RTX,"
                            + "Titan V,Titan Xp,RTX 2060,RTX 2060S,RTX 2070,RTX 2070S,RTX 2080,RTX 2080S,RTX 2080 Ti,"
                            + "RTX 3050,RTX 3060,RTX 3060 Ti,RTX 3060 laptop,RTX 3070,RTX 3070 Ti,RTX 3070 laptop,"
                            + "RTX 3080,RTX 3080 Ti,RTX 3080 laptop,RTX 3090,RTX 3090 Ti,RTX 4060,RTX 4060 Ti,"
                            + "RTX 4060 laptop,RTX 4070,RTX 4070S,RTX 4070 Ti,RTX 4070S Ti,RTX 4070 laptop,RTX 4080,"
                            + "RTX 4080S,RTX 4080 laptop,RTX 4090,RTX 4090D,RTX 4090 laptop,RTX 5050,RTX 5060,"
                            + "RTX 5060 Ti,RTX 5060 laptop,RTX 5070,RTX 5070 Ti,RTX 5070 laptop,RTX 5080,RTX 5090,"
                            + "RTX 5090D,RTX 5090 laptop,"
                            // Workstations
                            + "Quadro P2000,Quadro P4000,Quadro P5000,Quadro P6000,Quadro GV100,Q RTX 4000,"
                            + "Q RTX 5000,Q RTX 6000,Q RTX 8000,RTX A2000,RTX A4000,RTX A4500,RTX A5000,RTX A5500,"
                            + "RTX A6000,RTX 2000Ada,RTX 4000Ada,RTX 4500Ada,RTX 5000Ada,RTX 5880Ada,RTX 6000Ada,"
                            + "RTX PRO 2000,RTX PRO 4000,RTX PRO 4500,RTX PRO 5000,RTX PRO 6000 S,RTX PRO 6000 WS,"
                            // Data centres
                            + "Tesla K80,Tesla M40,Tesla P4,Tesla P40,Tesla P100,Tesla T4,Tesla V100,CMP 50HX,"
                            + "CMP 170HX,A2,A10,A10g,A16,A30,A40,A100 PCIE,A100 SXM4,A100X,A800 PCIE,L4,L40,L40S,"
                            + "H100 NVL,H100 PCIE,H100 SXM,H200,H200 NVL,GH200 SXM,B200,B300,"
                            + "InstinctMI50,InstinctMI100,InstinctMI250X,InstinctMI300X,RX 6800 XT,RX 6900 XT,"
                            + "RX 7900 XT,RX 7900 XTX")
                    .split(","))
            .toList();
    private static final Set<String> NAMES = Set.copyOf(KNOWN);

    /**
     * A card whose rows report less memory than its name suggests.
     *
     * @param gigabytes the nominal memory
     * @param megabytes the memory that rows report
     */
    record Modest(String name, int gigabytes, int megabytes) {}

    /** The cards that a query for the nominal size loses; an RTX 4090 reports 24564 MB and is not lost. */
    static final List<Modest> MODEST =
            List.of(new Modest("L40S", 48, 46_068), new Modest("B200", 192, 183_359), new Modest("B300", 288, 275_040));

    private GpuNames() {}

    /**
     * The model of a name such as {@code 4090} or {@code rtx_4090}; empty if there is none or more than one.
     */
    public static Optional<String> resolve(String name) {
        List<String> models = candidates(name);
        return models.size() == 1 ? Optional.of(models.get(0)) : Optional.empty();
    }

    /** The models of a name: the exact one, else those that end or begin with it. */
    static List<String> candidates(String name) {
        String wanted = squeezed(name);
        Predicate<String> isSo = each -> squeezed(each).equals(wanted);
        return Stream.<Predicate<String>>of(isSo, each -> endsIn(each, wanted), each -> beginsWith(each, wanted))
                .map(way -> KNOWN.stream().filter(way).toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Whether the first words of a name are these, of which one has a digit: {@code H100}, but not {@code RTX}. */
    private static boolean beginsWith(String name, String wanted) {
        int blank = name.lastIndexOf(' ');
        return blank > 0
                && wanted.matches(".*\\d.*")
                && (squeezed(name.substring(0, blank)).equals(wanted) || beginsWith(name.substring(0, blank), wanted));
    }

    /** Whether the last words of a name are these. */
    private static boolean endsIn(String name, String wanted) {
        return squeezed(name).equals(wanted)
                || (name.contains(" ") && endsIn(name.substring(name.indexOf(' ') + 1), wanted));
    }

    /** A warning about an unknown name. */
    public static Optional<InvalidInput> warning(String name) {
        if (NAMES.contains(name)) {
            return Optional.empty();
        }
        String[] several = name.split("\\s*[,|/;]\\s*|\\s+(?i:or)\\s+");
        String advice = several.length > 1
                ? "for several write gpu_name in [" + String.join(",", several).replace(' ', '_') + "]"
                : suggestion(name).orElse("fine if it is a new model");
        return Optional.of(new InvalidInput("no GPU is known as '" + name + "'", advice));
    }

    private static Optional<String> suggestion(String name) {
        String wanted = squeezed(name);
        List<String> holding = KNOWN.stream()
                .filter(each -> squeezed(each).contains(wanted))
                .limit(4)
                .toList();
        return !holding.isEmpty() && wanted.length() > 1
                ? Optional.of("did you mean " + holding.stream().collect(Collectors.joining("', '", "'", "'")) + "?")
                : Spelling.didYouMean(name, KNOWN);
    }

    /** Letters and digits only: {@code rtx4090}. */
    private static String squeezed(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
