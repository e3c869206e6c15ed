package io.github.vastwatch.config;

/**
 * One thing wrong with the config, or doubtful in it: where, what, and what to do about it.
 *
 * @param line from 1
 * @param column from 1, in characters
 * @param excerpt the line itself with secrets as stars, and below it a caret; empty where there is no line
 */
public record Problem(String file, int line, int column, String message, String advice, String excerpt) {

    /** As editors and scripts read it. */
    @Override
    public String toString() {
        return place() + message + (advice.isEmpty() ? "" : "\n    " + advice);
    }

    /** As a person reads it: with the line, and a caret below the place. */
    public String pointed() {
        return place()
                + message
                + (excerpt.isEmpty() ? "" : "\n" + excerpt.indent(4).stripTrailing())
                + (advice.isEmpty() ? "" : "\n    " + advice);
    }

    /** As a log has it: in one line. */
    public String oneLine() {
        return place() + message + (advice.isEmpty() ? "" : "; " + advice);
    }

    /** The same of a file that goes by another name. */
    Problem in(String name, String other) {
        return file.equals(name) ? new Problem(other, line, column, message, advice, excerpt) : this;
    }

    private String place() {
        return file + ":" + line + ":" + column + ": ";
    }
}
