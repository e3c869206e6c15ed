package io.github.vastwatch.daemon;

import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.config.ConfigFingerprint;
import io.github.vastwatch.config.ConfigSource;

/** Notices that the config on disk changed and is no longer being written. */
final class Reloader {
    private final ConfigSource source;
    private ConfigFingerprint configFingerprint = new ConfigFingerprint();
    private String tried = "";
    private String seen = "";

    Reloader(ConfigSource source) {
        this.source = source;
    }

    /** Whether the files differ from what was last tried, and are unchanged since the last check. */
    boolean isChanged() {
        String now = configFingerprint.fingerprint();
        // It may still be being written.
        boolean isStill = now.equals(seen);
        seen = now;
        return isStill && !now.equals(tried);
    }

    /** Reads it; the same contents do not count as changed again. */
    Config read() throws BadConfig {
        try {
            Config config = source.readToDeliver();
            configFingerprint = config.configFingerprint();
            return config;
        } catch (BadConfig e) {
            configFingerprint = e.configFingerprint();
            throw e;
        } finally {
            // From before the files were read: a write since then is noticed at the next check.
            tried = configFingerprint.fingerprintAtFirst();
            seen = tried;
        }
    }

    /** The config could not be applied for an external reason; it counts as changed. */
    void retry() {
        tried = "";
    }
}
