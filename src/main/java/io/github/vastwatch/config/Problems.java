package io.github.vastwatch.config;

import io.github.vastwatch.offer.Mistake;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** What is wrong with one file, gathered while it is read; also what stands for its variables. */
final class Problems {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final String file;
    private final Function<String, @Nullable String> environment;
    private final List<Problem> found = new ArrayList<>();
    private final List<Problem> doubts = new ArrayList<>();

    Problems(String file, Function<String, @Nullable String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /** How many were found so far. */
    int count() {
        return found.size();
    }

    /** What can be meant, but hardly is. */
    void doubt(Node node, Mistake doubt) {
        int offset = node instanceof ScalarNode scalar ? offset(scalar, doubt) : 0;
        doubts.add(problem(node.getStartMark(), offset, doubt.getMessage(), doubt.advice()));
    }

    /** The doubts in the order of the file. */
    List<Problem> doubts() {
        return sorted(doubts);
    }

    void at(Node node, String message, String advice) {
        at(node.getStartMark(), 0, message, advice);
    }

    void in(ScalarNode node, Mistake mistake) {
        at(node.getStartMark(), offset(node, mistake), mistake.getMessage(), mistake.advice());
    }

    /** Inside quotes the text begins one column later; folded text has no columns to speak of. */
    private static int offset(ScalarNode node, Mistake mistake) {
        boolean oneLine = node.getStartMark().getLine() == node.getEndMark().getLine();
        return oneLine ? mistake.at() + (node.isPlain() ? 0 : 1) : 0;
    }

    void at(@Nullable Mark mark, int offset, String message, String advice) {
        found.add(problem(mark, offset, message, advice));
    }

    private Problem problem(@Nullable Mark mark, int offset, String message, String advice) {
        int line = mark == null ? 1 : mark.getLine() + 1;
        int column = mark == null ? 1 : mark.getColumn() + 1 + offset;
        return new Problem(file, line, column, message, advice);
    }

    String substituted(String text) {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            @Nullable String value = environment.apply(matcher.group(1));
            if (value == null) {
                throw new Mistake(
                        "the environment has no " + matcher.group(1), matcher.start(), "export it, or write the value");
            }
            matcher.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(out).toString();
    }

    void throwIfAny() throws BadConfig {
        if (!found.isEmpty()) {
            throw new BadConfig(sorted(found));
        }
    }

    /** A default is read once for each watch that takes it; what is wrong with it is one problem. */
    private static List<Problem> sorted(List<Problem> problems) {
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }
}
