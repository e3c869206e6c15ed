package io.github.vastwatch.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with a config, and doubtful in it, gathered while its files are read. */
final class Problems {
    private record Finding(Source source, int offset, String message, String advice) {}

    private final List<Finding> found = new ArrayList<>();
    private final List<Finding> doubts = new ArrayList<>();
    private final Touched touched = new Touched();

    /** What was looked at on disk so far. */
    Touched touched() {
        return touched;
    }

    /** How many were found so far. */
    int count() {
        return found.size();
    }

    void add(Source source, int offset, String message, String advice) {
        found.add(new Finding(source, offset, message, advice));
    }

    void doubt(Source source, int offset, String message, String advice) {
        doubts.add(new Finding(source, offset, message, advice));
    }

    /** The doubts, file by file from the top. */
    List<Problem> doubts() {
        return sorted(doubts);
    }

    void throwIfAny() throws BadConfig {
        if (!found.isEmpty()) {
            throw new BadConfig(sorted(found), sorted(doubts), touched);
        }
    }

    /**
     * A default, or a value behind an alias, is read once for each watch that takes it; what is wrong with it is one
     * problem. Excerpts are cut only now, when it is known which values are secret.
     */
    private static List<Problem> sorted(List<Finding> findings) {
        Set<Finding> seen = new HashSet<>();
        return findings.stream()
                .filter(seen::add)
                .sorted(Comparator.comparingInt(
                                (Finding finding) -> finding.source().order())
                        .thenComparingInt(Finding::offset))
                .map(finding -> finding.source().problem(finding.offset(), finding.message(), finding.advice()))
                .toList();
    }
}
