package io.github.vastwatch.cli.paste;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.GpuNames;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.RentalType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A link to the vendor's search page with its filters, which are undocumented: these are the ones in shared links.
 */
final class SearchLink {
    /** The default disk of a watch. */
    private static final int DISK_GB = 20;
    /** The vendor counts so when it shows the price of traffic. */
    private static final BigDecimal GIGABYTES_IN_TERABYTE = BigDecimal.valueOf(1024);

    private static final Pattern LINK =
            Pattern.compile("(?s)\\s*<?https?://[a-z.]*vast\\.ai/(?!api/)[^\\s?]*\\?(\\S+?)>?\\s*");
    private static final Map<String, Field> BOUNDS = Map.ofEntries(
            Map.entry("offerGpuNum", Field.NUM_GPUS),
            Map.entry("gpuRam", Field.GPU_RAM),
            Map.entry("machineCpuRam", Field.CPU_RAM),
            Map.entry("machineCpuCores", Field.CPU_CORES_EFFECTIVE),
            Map.entry("machineReliability", Field.RELIABILITY),
            Map.entry("machineMegabitDownload", Field.INET_DOWN),
            Map.entry("machineMegabitUpload", Field.INET_UP),
            Map.entry("machinePortsOpen", Field.DIRECT_PORT_COUNT),
            Map.entry("versionCuda", Field.CUDA_MAX_GOOD),
            Map.entry("instanceDuration", Field.DURATION),
            Map.entry("priceInstanceHourly", Field.DPH_TOTAL),
            Map.entry("priceInstanceTerabyteDownload", Field.INET_DOWN_COST),
            Map.entry("priceInstanceTerabyteUpload", Field.INET_UP_COST));
    private static final Map<String, String> SWITCHED_ON = Map.of(
            "isHostSecure", "datacenter=true", "isMachineIpStatic", "static_ip=true", "isAvxSupported", "has_avx=true");
    private static final Map<String, String> SWITCHED_OFF =
            Map.of("isOfferVerified", "verified=any", "isOfferAvailable", "rentable=any");

    private final PastedSearch.Draft draft = new PastedSearch.Draft();
    private final List<String> leftOut = new ArrayList<>();

    private SearchLink() {}

    static boolean isOne(String text) {
        return LINK.matcher(text).matches() && !text.contains("?q=");
    }

    /**
     * Reads a link's filters.
     *
     * @throws InvalidInput when it names an unknown GPU, or has no filter for a watch
     */
    static PastedSearch.Draft read(String text) {
        SearchLink link = new SearchLink();
        Map<String, String> parameters = parameters(text);
        parameters.forEach(link::parameter);
        if (link.draft.clauses.isEmpty() && link.draft.diskGb.isEmpty()) {
            throw new InvalidInput(
                    "the link has no filters for a watch: " + String.join(", ", parameters.keySet()),
                    "set the filters on the search page, and copy its address again");
        }
        if (!link.leftOut.isEmpty()) {
            link.draft.notes.add("left out of the link: " + String.join(", ", link.leftOut));
        }
        return link.draft.onDisk(DISK_GB, ": the link has none");
    }

    /** By name; a repeated one as a list with commas. */
    private static Map<String, String> parameters(String text) {
        String query = LINK.matcher(text).replaceFirst("$1").replaceFirst("#.*", "");
        return Arrays.stream(query.split("&"))
                .filter(part -> !part.isEmpty())
                .map(part -> part.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> decoded(pair[0]).replaceFirst("\\[]$", ""),
                        pair -> pair.length == 2 ? decoded(pair[1]) : "",
                        (first, second) -> first + "," + second,
                        LinkedHashMap::new));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void parameter(String name, String value) {
        String base = name.replaceFirst("(Min|Max)$", "");
        Optional<Field> bounded = Optional.ofNullable(BOUNDS.get(base)).filter(field -> !base.equals(name));
        boolean isOn = value.equals("true");
        if (name.equals("gpuModelNames")) {
            models(value);
        } else if (bounded.isPresent()) {
            bound(bounded.get(), name, value);
        } else if (name.equals("instanceDiskSizeMin")) {
            BigDecimal size = number(name, value).setScale(6, RoundingMode.HALF_UP);
            if (size.signum() > 0) {
                draft.disk(name, size.setScale(0, RoundingMode.CEILING).toPlainString());
            }
        } else if (name.equals("instanceType")) {
            draft.type = RentalType.parse(value.equals("onDemand") ? "on-demand" : value);
        } else if (name.equals("sorts")) {
            draft.order = Optional.of(value);
        } else if (SWITCHED_ON.containsKey(name) || SWITCHED_OFF.containsKey(name)) {
            Optional.ofNullable((isOn ? SWITCHED_ON : SWITCHED_OFF).get(name)).ifPresent(draft.clauses::add);
        } else if (!value.equals("false") && !value.isEmpty()) {
            leftOut.add(name);
        }
    }

    private void models(String value) {
        List<String> names = Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> model(name).replace(' ', '_'))
                .toList();
        if (!names.isEmpty()) {
            draft.clauses.add(
                    names.size() == 1 ? "gpu_name=" + names.get(0) : "gpu_name in [" + String.join(",", names) + "]");
        }
    }

    /** The page joins the words of a name and spells Super out; it writes SXM where the name has none. */
    private static String model(String name) {
        return GpuNames.resolve(name)
                .or(() -> GpuNames.resolve(
                        name.replaceFirst("(?i)ti_?super$", "sti").replaceFirst("(?i)_?super$", "s")))
                .or(() -> GpuNames.resolve(name.replaceFirst("(?i)_?sxm\\d?$", "")))
                .orElseThrow(() -> new InvalidInput(
                        "the link names the GPU '" + name + "', which is not known",
                        GpuNames.warning(name)
                                .map(InvalidInput::advice)
                                .filter(advice -> advice.startsWith("did you mean"))
                                .orElse("write the watch by hand, with gpu_name as 'vastwatch search' shows it")));
    }

    private void bound(Field field, String name, String value) {
        boolean isMin = name.endsWith("Min");
        BigDecimal number = number(name, value);
        if (isMin && number.signum() <= 0) {
            return;
        }
        String written = written(field, number);
        String other = field + (isMin ? "<=" : ">=") + written;
        if (field == Field.NUM_GPUS && draft.clauses.remove(other)) {
            draft.clauses.add(field + "=" + written);
        } else {
            draft.clauses.add(field + (isMin ? ">=" : "<=") + written);
        }
    }

    private static BigDecimal number(String name, String value) {
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException e) {
            throw new InvalidInput("'" + name + "' of the link takes a number: '" + value + "'");
        }
    }

    /** The page counts memory in MB of which 1024 are its GB; a query's GB has 1000, as the market's rows do. */
    private static String written(Field field, BigDecimal number) {
        if (field == Field.GPU_RAM || field == Field.CPU_RAM) {
            boolean isBinary = number.remainder(GIGABYTES_IN_TERABYTE).signum() == 0;
            return plain(
                    isBinary ? number.divide(GIGABYTES_IN_TERABYTE, MathContext.DECIMAL64) : number.movePointLeft(3));
        }
        if (field == Field.INET_DOWN_COST || field == Field.INET_UP_COST) {
            return plain(number.divide(GIGABYTES_IN_TERABYTE, new MathContext(6)));
        }
        return plain(number) + (field == Field.DURATION ? "s" : "");
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
