package io.github.vastwatch.vast;

/** A value that must never be shown: it prints as stars, and {@code reveal} returns it. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
