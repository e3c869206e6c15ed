package io.github.vastwatch.offer;

import io.github.vastwatch.text.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * The identity of an offer over time: rental type, machine, number of GPUs, GPU name. The IDs of offers do not serve,
 * because they rotate among the slots of a machine while nothing else changes.
 */
public record OfferKey(RentalType type, long machineId, int numGpus, String gpuName) {
    /** The number of GPUs in the key of a whole machine, however it is split into offers. */
    private static final int WHOLE_MACHINE = 0;

    private static final String ANY = "any";

    public OfferKey {
        gpuName = SafeText.line(gpuName);
    }

    /** The key of its machine. */
    public OfferKey ofMachine() {
        return new OfferKey(type, machineId, WHOLE_MACHINE, gpuName);
    }

    public boolean isMachine() {
        return numGpus == WHOLE_MACHINE;
    }

    // Explicit, because keys of thousands of offers are looked up for each answer: the derived ones take several times
    // as long.
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof OfferKey key
                        && machineId == key.machineId
                        && numGpus == key.numGpus
                        && type == key.type
                        && gpuName.equals(key.gpuName));
    }

    @Override
    public int hashCode() {
        return (Long.hashCode(machineId) * 31 + numGpus) * 31 + gpuName.hashCode();
    }

    /** Parses the form of {@link #toString}. */
    public static OfferKey parse(String text) {
        // Without an array of parts, because all keys of a long record are read.
        int machine = text.indexOf('/');
        int gpus = text.indexOf('/', machine + 1);
        int name = text.indexOf('/', gpus + 1);
        try {
            return new OfferKey(
                    RentalType.parse(machine < 0 ? text : text.substring(0, machine)),
                    Long.parseLong(text, machine + 1, gpus, 10),
                    text.startsWith(ANY + "/", gpus + 1) ? WHOLE_MACHINE : Integer.parseInt(text, gpus + 1, name, 10),
                    text.substring(name + 1));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new InvalidInput("not an offer key: '" + text + "'", "write it as on-demand/146113/1/RTX 4090");
        }
    }

    /** As {@code on-demand/146113/1/RTX 4090}; the key of a machine has {@code any} for the number. */
    @Override
    public String toString() {
        return type.wire() + "/" + machineId + "/" + (isMachine() ? ANY : numGpus) + "/" + gpuName;
    }
}
