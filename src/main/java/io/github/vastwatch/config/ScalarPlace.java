package io.github.vastwatch.config;

import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Finds where in a file a character of a scalar's value stands, whatever quotes, escapes, folding and indentation made of
 * it. The parser does not keep that, so the text is read along with the value.
 */
final class ScalarPlace {
    private final String file;
    private final String value;
    private final int end;
    private int at;

    private ScalarPlace(String file, ScalarNode node) {
        this.file = file;
        this.value = node.getValue();
        this.at = file.offsetByCodePoints(0, node.getStartMark().getIndex());
        this.end = file.offsetByCodePoints(0, node.getEndMark().getIndex());
    }

    /** The offset in {@code file} of the character at {@code place} of the node's value. */
    static int of(String file, ScalarNode node, int place) {
        ScalarPlace walk = new ScalarPlace(file, node);
        walk.skipProperties();
        ScalarStyle style = node.getScalarStyle();
        if (style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED) {
            walk.block(place);
        } else {
            walk.flow(style, place);
        }
        return walk.at;
    }

    /** An anchor or a tag before the value belongs to the node. */
    private void skipProperties() {
        while (at < end && (file.charAt(at) == '&' || file.charAt(at) == '!')) {
            while (at < end && !Character.isWhitespace(file.charAt(at))) {
                at++;
            }
            while (at < end && Character.isWhitespace(file.charAt(at))) {
                at++;
            }
        }
    }

    private void flow(ScalarStyle style, int place) {
        if (style != ScalarStyle.PLAIN) {
            at++;
        }
        int read = 0;
        while (read < place && at < end) {
            char next = file.charAt(at);
            if (style == ScalarStyle.DOUBLE_QUOTED && next == '\\') {
                read += escape();
            } else if (style == ScalarStyle.SINGLE_QUOTED && next == '\'') {
                at += 2;
                read++;
            } else if (breaksHere()) {
                read += fold();
            } else {
                at++;
                read++;
            }
        }
        while (style == ScalarStyle.DOUBLE_QUOTED
                && at + 1 < end
                && file.charAt(at) == '\\'
                && Lines.isBreak(file.charAt(at + 1))) {
            escape();
        }
    }

    /** Moves over an escape and returns how many characters it stands for. */
    private int escape() {
        char kind = file.charAt(at + 1);
        if (Lines.isBreak(kind)) {
            at++;
            fold();
            return 0;
        }
        int hex = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        int characters = hex == 8 ? Character.charCount(Integer.parseInt(file.substring(at + 2, at + 10), 16)) : 1;
        at += 2 + hex;
        return characters;
    }

    private boolean breaksHere() {
        int look = at;
        while (look < end && isBlank(file.charAt(look))) {
            look++;
        }
        return look < end && Lines.isBreak(file.charAt(look));
    }

    /** Moves over line ends and the blanks around them; one stands for a blank, each further one for a line end. */
    private int fold() {
        int breaks = 0;
        while (at < end && (isBlank(file.charAt(at)) || Lines.isBreak(file.charAt(at)))) {
            if (Lines.isBreak(file.charAt(at))) {
                breaks++;
                at = Lines.afterBreak(file, at);
            } else {
                at++;
            }
        }
        return Math.max(1, breaks - 1);
    }

    private void block(int place) {
        at = nextLine(at);
        int indent = indent();
        skipIndent(indent);
        for (int read = 0; read <= place && at < end; read++) {
            char wanted = read < value.length() ? value.charAt(read) : '\n';
            while (at < end && wanted != '\n' && wanted != ' ' && Lines.isBreak(file.charAt(at))) {
                at = Lines.afterBreak(file, at);
                skipIndent(indent);
            }
            if (read == place) {
                return;
            }
            if (at < end && Lines.isBreak(file.charAt(at))) {
                at = Lines.afterBreak(file, at);
                skipIndent(indent);
            } else {
                at++;
            }
        }
    }

    /** How far the block is indented: what its first line that is not empty has more of blanks than the value's. */
    private int indent() {
        int line = at;
        while (line < end && blanks(file, line) == nextBreak(line) - line) {
            line = nextLine(line);
        }
        int first = 0;
        while (first < value.length() && Lines.isBreak(value.charAt(first))) {
            first++;
        }
        return Math.max(0, blanks(file, line) - blanks(value, first));
    }

    private void skipIndent(int indent) {
        for (int i = 0; i < indent && at < end && file.charAt(at) == ' '; i++) {
            at++;
        }
    }

    private static int blanks(String text, int from) {
        int to = from;
        while (to < text.length() && text.charAt(to) == ' ') {
            to++;
        }
        return to - from;
    }

    private int nextBreak(int from) {
        int to = from;
        while (to < end && !Lines.isBreak(file.charAt(to))) {
            to++;
        }
        return to;
    }

    private int nextLine(int from) {
        int to = nextBreak(from);
        return to < end ? Lines.afterBreak(file, to) : to;
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\t';
    }
}
