package io.github.vastwatch.offer;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The GPU models that offers were seen with, as Vast.ai spells them. New models appear: an unknown name is a reason to
 * warn, not to refuse.
 */
public final class GpuNames {
    /** What is known of each model's memory, by its name. */
    static final Map<String, String> MODELS = DataFile.read("gpus.txt");

    private GpuNames() {}

    /** The one model that a name can mean as people write it, {@code 4090} or {@code rtx_4090}; empty for none or several. */
    public static Optional<String> resolve(String name) {
        List<String> models = candidates(name);
        return models.size() == 1 ? Optional.of(models.get(0)) : Optional.empty();
    }

    /** The models that a name can mean as people write it: an exact match, else those that end with it, else those that begin with it. */
    static List<String> candidates(String name) {
        String wanted = normalized(name);
        return Stream.<Predicate<String>>of(
                        model -> normalized(model).equals(wanted),
                        model -> endsWith(model, wanted),
                        model -> beginsWith(model, wanted))
                .map(matches -> MODELS.keySet().stream().filter(matches).toList())
                .filter(models -> !models.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Whether the first words of a model are these and contain a digit: {@code H100}, but not {@code RTX}. */
    private static boolean beginsWith(String model, String wanted) {
        int blank = model.lastIndexOf(' ');
        return blank > 0
                && wanted.matches(".*\\d.*")
                && (normalized(model.substring(0, blank)).equals(wanted)
                        || beginsWith(model.substring(0, blank), wanted));
    }

    private static boolean endsWith(String model, String wanted) {
        return normalized(model).equals(wanted)
                || (model.contains(" ") && endsWith(model.substring(model.indexOf(' ') + 1), wanted));
    }

    /** A warning about a name that is not a known model's. */
    public static Optional<InvalidInput> warning(String name) {
        if (MODELS.containsKey(name)) {
            return Optional.empty();
        }
        String[] several = name.split("\\s*[,|/;]\\s*|\\s+(?i:or)\\s+");
        String advice = several.length > 1
                ? "for several write gpu_name in [" + String.join(",", several).replace(' ', '_') + "]"
                : suggestion(name).orElse("fine if it is a new model");
        return Optional.of(new InvalidInput("unknown GPU '" + name + "'", advice));
    }

    private static Optional<String> suggestion(String name) {
        String wanted = normalized(name);
        List<String> containing = MODELS.keySet().stream()
                .filter(model -> normalized(model).contains(wanted))
                .limit(4)
                .toList();
        return !containing.isEmpty() && wanted.length() > 1
                ? Optional.of("did you mean " + containing.stream().collect(Collectors.joining("', '", "'", "'")) + "?")
                : Spelling.didYouMean(name, MODELS.keySet());
    }

    /** Letters and digits alone, as people write names: {@code rtx4090}. */
    private static String normalized(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
