package io.github.vastwatch.offer;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells a whole GPU from a slice that is offered under the same name, by its memory. */
public final class GpuSlices {
    private static final double MEGABYTES = 1024;
    /** With error correction on, an RTX A2000 of 6 GB reports 5754 MB: the most that a whole card lacks. */
    private static final double TOLERANCE = 0.9;

    /** @param isSliceable whether the maker lets it be offered in slices */
    private record Model(String name, int gigabytes, boolean isSliceable) {
        boolean isWhole(double megabytes) {
            return megabytes >= gigabytes * MEGABYTES * TOLERANCE;
        }

        /** The least that a query can ask for without losing whole ones, in its GB. */
        int queryGigabytes() {
            return gigabytes * 9 / 10;
        }

        String withArticle() {
            // An H200, an RTX 4090, an A40, an L4; a B200, a GH200, a Tesla T4.
            return ("AHLR".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
        }
    }

    private static final Map<String, Model> MODELS = new HashMap<>();

    static {
        GpuNames.MODELS.forEach((name, memory) -> {
            List<String> words = List.of(memory.split(" "));
            if (!memory.isEmpty()) {
                MODELS.put(name, new Model(name, Integer.parseInt(words.get(0)), words.contains("mig")));
            }
        });
    }

    private GpuSlices() {}

    /** As {@code 18 GB: a slice of an H200}; empty for a whole GPU and for an unknown model. */
    public static Optional<String> describe(Offer offer) {
        return offer.text(Field.GPU_NAME)
                .flatMap(name -> Optional.ofNullable(MODELS.get(name)))
                .flatMap(model -> offer.number(Field.GPU_RAM)
                        .filter(megabytes -> megabytes > 0 && !model.isWhole(megabytes))
                        .map(megabytes -> Math.max(1, Math.round(megabytes / MEGABYTES)) + " GB: a slice of "
                                + model.withArticle()));
    }

    /** A warning about a query that slices of a GPU satisfy. */
    public static Optional<InvalidInput> warning(Query query) {
        return sliceable(query)
                .map(model -> new InvalidInput(
                        model.withArticle() + " can be offered in slices, with less memory and at a lower price",
                        "to exclude them add gpu_ram>=" + model.queryGigabytes()));
    }

    /** The query with a clause that excludes slices of the GPU that it names; the query itself where there are none. */
    public static Query excludedFrom(Query query) {
        return sliceable(query)
                .map(model -> query.with(new Clause(
                        Field.GPU_RAM,
                        Operator.GTE,
                        List.of(Value.of(model.queryGigabytes() * (double) Field.GPU_RAM.multiplier())))))
                .orElse(query);
    }

    /** The smallest GPU that the query names and that can be offered in slices, so that a bound on its memory loses none. */
    private static Optional<Model> sliceable(Query query) {
        if (query.clauses().stream()
                .anyMatch(clause -> clause.field() == Field.GPU_RAM || clause.field() == Field.GPU_TOTAL_RAM)) {
            return Optional.empty();
        }
        return query.clauses().stream()
                .filter(clause -> clause.field() == Field.GPU_NAME
                        && (clause.operator() == Operator.EQ || clause.operator() == Operator.IN))
                .flatMap(clause -> clause.operands().stream())
                .flatMap(name -> Optional.ofNullable(MODELS.get(name.toString())).stream())
                .filter(Model::isSliceable)
                .min(Comparator.comparingInt(Model::gigabytes));
    }
}
