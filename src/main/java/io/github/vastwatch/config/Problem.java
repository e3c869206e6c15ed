package io.github.vastwatch.config;

/** One thing wrong with the config: where, what, and what to do about it. */
public record Problem(String file, int line, int column, String message, String advice) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message + (advice.isEmpty() ? "" : "\n    " + advice);
    }
}
