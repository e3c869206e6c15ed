package io.github.vastwatch.vast;

/** A value that must never be shown: it prints as stars. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
