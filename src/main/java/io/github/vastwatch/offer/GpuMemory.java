package io.github.vastwatch.offer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/** The memory of GPU models, to distinguish whole GPUs from slices that are offered under the same name. */
public final class GpuMemory {
    private static final double MEGABYTES = 1024;
    /** With ECC, an RTX A2000 of 6 GB reports 5754 MB, the largest shortfall of a whole card. */
    private static final double TOLERANCE = 0.9;

    /** @param canBeCut whether it can be offered in slices */
    private record Model(int gigabytes, boolean canBeCut) {}

    private static final Map<String, Model> MODELS = read();

    private GpuMemory() {}

    private static Map<String, Model> read() {
        Properties lines = new Properties();
        try (InputStream in = Objects.requireNonNull(
                GpuMemory.class.getResourceAsStream("gpu-memory.properties"), "gpu-memory.properties")) {
            lines.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("gpu-memory.properties is part of the program", e);
        }
        Map<String, Model> models = new HashMap<>();
        lines.forEach((name, text) -> {
            List<String> words = List.of(text.toString().strip().split(" "));
            models.put(name.toString(), new Model(Integer.parseInt(words.get(0)), words.contains("mig")));
        });
        return Map.copyOf(models);
    }

    /** {@code 18 GB: a slice of an H200}; empty for a whole or unknown GPU. */
    public static Optional<String> slice(Offer offer) {
        return offer.text(Field.GPU_NAME)
                .flatMap(name -> Optional.ofNullable(MODELS.get(name))
                        .flatMap(model -> offer.number(Field.GPU_RAM)
                                .filter(megabytes -> megabytes > 0 && isSlice(model, megabytes))
                                .map(megabytes -> Math.max(1, Math.round(megabytes / MEGABYTES)) + " GB: a slice of "
                                        + (isSpokenWithAVowel(name) ? "an " : "a ") + name)));
    }

    private static boolean isSlice(Model model, double megabytes) {
        return megabytes < model.gigabytes() * MEGABYTES * TOLERANCE;
    }

    /** A warning about a query that slices match; empty if none can. */
    public static Optional<InvalidInput> sliceWarning(Query query) {
        return sliceable(query)
                .map(name -> new InvalidInput(
                        (isSpokenWithAVowel(name) ? "an " : "a ") + name
                                + " can be offered in slices, with less memory and at a lower price",
                        "to leave them out add gpu_ram>=" + least(name)));
    }

    /** The query with a clause that excludes slices, if its GPU can be sliced. */
    public static Query withoutSlices(Query query) {
        return sliceable(query)
                .map(name -> Query.parseWithoutDefaults("gpu_ram>=" + least(name))
                        .clauses()
                        .get(0))
                .map(query::with)
                .orElse(query);
    }

    /** The GPU that the query names and that can be offered in slices. */
    private static Optional<String> sliceable(Query query) {
        if (query.clauses().stream()
                .anyMatch(clause -> clause.field() == Field.GPU_RAM || clause.field() == Field.GPU_TOTAL_RAM)) {
            return Optional.empty();
        }
        return query.clauses().stream()
                .filter(clause -> clause.field() == Field.GPU_NAME
                        && (clause.operator() == Operator.EQ || clause.operator() == Operator.IN))
                .flatMap(clause -> clause.operands().stream())
                .map(Value::toString)
                .filter(name -> Optional.ofNullable(MODELS.get(name))
                        .map(Model::canBeCut)
                        .orElse(false))
                // The smallest of several, so that none is lost.
                .min((left, right) -> Integer.compare(gigabytes(left), gigabytes(right)));
    }

    /** In GB, as a query counts them. */
    private static int least(String name) {
        return Math.floorDiv(gigabytes(name) * 9, 10);
    }

    private static int gigabytes(String name) {
        return Objects.requireNonNull(MODELS.get(name)).gigabytes();
    }

    /** An H200, an RTX 4090, an A40, an L4; a B200, a GH200, a Tesla T4. */
    private static boolean isSpokenWithAVowel(String name) {
        return "AHLR".indexOf(name.charAt(0)) >= 0;
    }
}
