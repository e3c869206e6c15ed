package io.github.vastwatch.vast;

/** A value that must never be seen: it prints as stars and is asked for by name. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
