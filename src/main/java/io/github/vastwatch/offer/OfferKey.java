package io.github.vastwatch.offer;

import io.github.vastwatch.text.SafeText;

/**
 * The identity of an offer over time. Ids rotate among a machine's slots although nothing changed, so an offer is
 * identified by rental type, machine, number of GPUs and GPU name.
 */
public record OfferKey(RentalType type, long machineId, int numGpus, String gpuName) {
    /** The number of GPUs of a key for the whole machine. */
    private static final int WHOLE_MACHINE = 0;

    private static final String ANY = "any";

    public OfferKey {
        gpuName = SafeText.line(gpuName);
    }

    /** The key of its whole machine. */
    public OfferKey ofMachine() {
        return new OfferKey(type, machineId, WHOLE_MACHINE, gpuName);
    }

    public boolean isMachine() {
        return numGpus == WHOLE_MACHINE;
    }

    /** Reads what {@link #toString} wrote. */
    public static OfferKey parse(String text) {
        String[] parts = text.split("/", 4);
        if (parts.length != 4) {
            throw new InvalidInput("not an offer's key: '" + text + "'", "write it as on-demand/146113/1/RTX 4090");
        }
        try {
            return new OfferKey(
                    RentalType.parse(parts[0]),
                    Long.parseLong(parts[1]),
                    parts[2].equals(ANY) ? WHOLE_MACHINE : Integer.parseInt(parts[2]),
                    parts[3]);
        } catch (NumberFormatException e) {
            throw new InvalidInput("not an offer's key: '" + text + "'", "write it as on-demand/146113/1/RTX 4090");
        }
    }

    /** As {@code on-demand/146113/1/RTX 4090}; a machine as a whole has {@code any} for the number. */
    @Override
    public String toString() {
        return type.wire() + "/" + machineId + "/" + (isMachine() ? ANY : numGpus) + "/" + gpuName;
    }
}
