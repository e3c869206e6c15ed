package io.github.vastwatch.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The arguments as the system passed them: the JVM replaces what the locale cannot represent by question marks. */
final class Arguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private Arguments() {}

    /** A message about an argument that was not understood; empty if all were, or if the system does not show them. */
    static Optional<String> problem(int count) {
        try {
            return problem(
                    Files.readAllBytes(COMMAND_LINE), count, Charset.forName(System.getProperty("sun.jnu.encoding")));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The same for a command line.
     *
     * @param commandLine its words, each with a zero byte behind it
     * @param count how many of them are ours, from the end
     */
    static Optional<String> problem(byte[] commandLine, int count, Charset locale) {
        // Byte by byte, so that the zeros are found in any encoding.
        List<String> words = List.of(new String(commandLine, StandardCharsets.ISO_8859_1).split("\0"));
        return words.subList(Math.max(0, words.size() - count), words.size()).stream()
                .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                .filter(word -> !isText(word, locale))
                .findFirst()
                .map(word -> "the argument '" + new String(word, StandardCharsets.UTF_8)
                        + "' contains characters that the locale cannot represent\n    set LANG=C.UTF-8");
    }

    private static boolean isText(byte[] word, Charset locale) {
        try {
            locale.newDecoder().decode(ByteBuffer.wrap(word));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
