package io.github.vastwatch.offer;

import io.github.vastwatch.text.SafeText;

/**
 * What makes two rows the same offer over time. Ids rotate among a machine's slots while nothing changed, so an offer is
 * (rental type, machine, number of GPUs, GPU name), whichever id stands for it today.
 */
public record OfferKey(RentalType type, long machineId, int numGpus, String gpuName) {
    /** The number of GPUs where the machine as a whole is meant, whatever it is cut into. */
    private static final int WHOLE_MACHINE = 0;

    private static final String ANY = "any";

    public OfferKey {
        gpuName = SafeText.line(gpuName);
    }

    /** The machine that it is a part of. */
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
