package io.github.vastwatch.config;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A config that cannot be used, with everything that is wrong with it. */
public final class BadConfig extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;
    private final transient List<Problem> warnings;
    private final transient ConfigFingerprint configFingerprint;

    BadConfig(List<Problem> problems, List<Problem> doubts, ConfigFingerprint configFingerprint) {
        super(joined(problems, Problem::toString));
        this.problems = List.copyOf(problems);
        this.warnings = List.copyOf(doubts);
        this.configFingerprint = configFingerprint;
    }

    private BadConfig(String message) {
        super(message);
        this.problems = List.of();
        this.warnings = List.of();
        this.configFingerprint = new ConfigFingerprint();
    }

    /** There is none where one was looked for. */
    public static BadConfig none(List<Path> places) {
        return new BadConfig("No config found. Looked for "
                + places.stream().map(Path::toString).collect(Collectors.joining(" and "))
                + ".\n    Create one with: vastwatch init");
    }

    /** The same of a file that goes by another name. */
    BadConfig in(String file, String other) {
        return new BadConfig(
                problems.stream().map(each -> each.in(file, other)).toList(),
                warnings.stream().map(each -> each.in(file, other)).toList(),
                configFingerprint);
    }

    /** What is wrong, file by file from the top; empty where there is no file. */
    public List<Problem> problems() {
        return problems;
    }

    /** What is doubtful beside it. */
    public List<Problem> warnings() {
        return warnings;
    }

    /** What was looked at on disk, as far as it was read. */
    public ConfigFingerprint configFingerprint() {
        return configFingerprint;
    }

    /** The message for a person at a terminal: with each line, and a caret below the place. */
    public String pointed() {
        return problems.isEmpty() ? getMessage() : joined(problems, Problem::pointed);
    }

    private static String joined(List<Problem> problems, Function<Problem, String> shown) {
        return problems.stream().map(shown).collect(Collectors.joining("\n")) + "\n" + problems.size()
                + (problems.size() == 1 ? " problem" : " problems") + "; nothing was started";
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
