package io.github.vastwatch.config;

import java.util.List;
import java.util.stream.Collectors;

/** A config that cannot be used, with everything that is wrong with it. */
public final class BadConfig extends Exception {
    private static final long serialVersionUID = 1L;

    BadConfig(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")) + "\n" + problems.size()
                + (problems.size() == 1 ? " problem" : " problems") + "; nothing was started");
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
