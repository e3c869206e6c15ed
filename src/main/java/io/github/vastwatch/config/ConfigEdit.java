package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.FileErrors;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Adds a watch to a config file, and leaves every other byte of it as it is. */
public final class ConfigEdit {
    private static final String BY_HAND = "import prints the lines: put them below watches: by hand";

    private ConfigEdit() {}

    /**
     * Adds a watch behind the last one of the file. The file is replaced in one step, keeps its owner and rights, and is
     * found through links; nothing is written unless the whole config is right with it.
     *
     * @param watch its lines, the first with {@code - name:}, as they stand two blanks below {@code watches:}
     * @return the config with it
     * @throws BadConfig when the config is wrong as it is, or would be with the watch
     * @throws InvalidInput if there is no place for it
     */
    public static Config add(ConfigSource source, List<String> watch) throws BadConfig, IOException {
        Config before = source.read();
        Path file = source.file().toRealPath();
        String text = Files.readString(file);
        Path folder = Objects.requireNonNull(file.getParent(), "a file is in a folder");
        String changed = with(text, watch);
        Path draft = drafted(folder, file);
        try {
            write(draft, changed, file);
            Config after = checked(source, draft);
            if (after.watches().size() != before.watches().size() + 1
                    || !after.watches().containsAll(before.watches())) {
                throw new InvalidInput("the place for another watch in " + source.file() + " is not clear", BY_HAND);
            }
            keepRights(file, draft);
            if (!Files.readString(file).equals(text)) {
                throw new InvalidInput(
                        source.file() + " was changed in the meantime; nothing was written", "try again");
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return after;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static Path drafted(Path folder, Path file) throws IOException {
        try {
            return Files.createTempFile(folder, ".vastwatch", ".tmp");
        } catch (IOException e) {
            throw unchangeable(file, e);
        }
    }

    private static void write(Path draft, String text, Path file) throws IOException {
        try {
            Files.writeString(draft, text);
        } catch (IOException e) {
            throw unchangeable(file, e);
        }
    }

    /** The name of the draft would mean nothing to the user. */
    private static IOException unchangeable(Path file, IOException failure) {
        return new IOException(
                file + " cannot be changed: " + file.getParent() + ": " + FileErrors.of(failure), failure);
    }

    /** What is wrong stands in the file, as far as its reader is concerned. */
    private static Config checked(ConfigSource source, Path draft) throws BadConfig {
        try {
            return new ConfigSource(draft, source.environment()).read();
        } catch (BadConfig e) {
            throw e.in(draft.toString(), source.file().toString());
        }
    }

    private static void keepRights(Path file, Path draft) throws IOException {
        @Nullable PosixFileAttributeView old = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        @Nullable
        PosixFileAttributeView fresh =
                Files.getFileAttributeView(draft, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (old == null || fresh == null) {
            return;
        }
        PosixFileAttributes wanted = old.readAttributes();
        PosixFileAttributes given = fresh.readAttributes();
        if (!wanted.group().equals(given.group())) {
            fresh.setGroup(wanted.group());
        }
        if (!wanted.owner().equals(given.owner())) {
            fresh.setOwner(wanted.owner());
        }
        fresh.setPermissions(wanted.permissions());
    }

    /** The text with one more watch. */
    static String with(String text, List<String> watch) {
        String mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
        String plain = text.substring(mark.length());
        String end = plain.contains("\r\n") ? "\r\n" : "\n";
        @Nullable Node root = new Yaml().compose(new StringReader(plain));
        Optional<NodeTuple> watches = root instanceof MappingNode top
                ? top.getValue().stream()
                        .filter(each -> each.getKeyNode() instanceof ScalarNode key
                                && key.getValue().equals("watches"))
                        .findFirst()
                : Optional.empty();
        if (watches.isEmpty()) {
            String before = plain.isEmpty() || plain.endsWith("\n") ? plain : plain + end;
            return mark + before + end + "watches:" + end + joined(watch, 2, end);
        }
        // What an alias stands for is elsewhere.
        if (!(watches.get().getValueNode() instanceof SequenceNode sequence)
                || sequence.getStartMark().getIndex()
                        < watches.get().getKeyNode().getEndMark().getIndex()) {
            throw new InvalidInput("watches: is not a list here", BY_HAND);
        }
        return mark
                + (sequence.getFlowStyle() == FlowStyle.FLOW
                        ? inBrackets(plain, sequence, watch, end)
                        : inLines(plain, sequence, watch, end));
    }

    /** Behind the last line of the list that holds something, and the comments that belong to it. */
    private static String inLines(String text, SequenceNode sequence, List<String> watch, String end) {
        int column = sequence.getStartMark().getColumn();
        List<String> lines = Arrays.asList(text.split("(?<=\n)"));
        int first = sequence.getValue()
                .get(sequence.getValue().size() - 1)
                .getStartMark()
                .getLine();
        int last = Math.min(sequence.getEndMark().getLine(), lines.size() - 1);
        // The end is where the next token begins, in its first column; or in the last line of a file without an end.
        while (last > first
                && (isOutside(lines.get(last), column) || lines.get(last).isBlank())) {
            last--;
        }
        while (last > first && lines.get(last).strip().startsWith("#") && indent(lines.get(last)) <= column) {
            last--;
        }
        String before = String.join("", lines.subList(0, last + 1));
        return (before.endsWith("\n") ? before : before + end)
                + joined(watch, column, end)
                + String.join("", lines.subList(last + 1, lines.size()));
    }

    private static boolean isOutside(String line, int column) {
        int indent = indent(line);
        return !line.isBlank()
                && (indent < column || (indent == column && !line.strip().startsWith("-")));
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static String joined(List<String> watch, int column, String end) {
        return watch.stream()
                .map(line -> " ".repeat(column) + line.substring(2) + end)
                .collect(Collectors.joining());
    }

    private static String inBrackets(String text, SequenceNode sequence, List<String> watch, String end) {
        String entry = watch.stream()
                .map(line -> line.replaceFirst("^ *(- )?", ""))
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(": ", 2))
                .map(pair -> pair[0] + ": " + inBrackets(pair[1]))
                .collect(Collectors.joining(", ", "{", "}"));
        List<Node> values = sequence.getValue();
        if (values.isEmpty()) {
            int at = text.offsetByCodePoints(0, sequence.getStartMark().getIndex() + 1);
            return text.substring(0, at) + entry + text.substring(at);
        }
        Node last = values.get(values.size() - 1);
        int at = text.offsetByCodePoints(0, last.getEndMark().getIndex());
        return text.substring(0, at) + "," + end
                + " ".repeat(last.getStartMark().getColumn()) + entry + text.substring(at);
    }

    private static String inBrackets(String value) {
        return value.matches("[A-Za-z0-9_.-]+|\".*\"|\\[.*]")
                ? value
                : TextNode.valueOf(value).toString();
    }
}
