package io.github.vastwatch.daemon;

import java.util.Optional;

/** The version of the running program. */
final class Version {
    private Version() {}

    static String running() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(unpackaged)");
    }
}
