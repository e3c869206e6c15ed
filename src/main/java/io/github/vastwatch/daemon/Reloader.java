package io.github.vastwatch.daemon;

import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.config.Touched;

/** A config on disk, which is worth reading again when it has changed and nobody is still writing it. */
final class Reloader {
    private final ConfigSource source;
    private Touched touched = new Touched();
    private String tried = "";
    private String seen = "";

    Reloader(ConfigSource source) {
        this.source = source;
    }

    /** Whether what is on disk is other than what was last tried, and the same as at the last look. */
    boolean isChanged() {
        String now = touched.fingerprint();
        // Whoever is still writing has not said yet what he means.
        boolean isStill = now.equals(seen);
        seen = now;
        return isStill && !now.equals(tried);
    }

    /** Reads it; the same will not count as changed again. */
    Config read() throws BadConfig {
        try {
            touched = source.readToDeliver().touched();
        } catch (BadConfig e) {
            touched = e.touched();
        }
        tried = touched.fingerprint();
        seen = tried;
        // Only now for good: what is written after the fingerprint was taken is noticed at the next look.
        return source.readToDeliver();
    }

    /** What was read could not be taken, for a reason that is not its own: it counts as changed. */
    void retry() {
        tried = "";
    }
}
