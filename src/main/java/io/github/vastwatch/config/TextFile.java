package io.github.vastwatch.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of text that a config names: UTF-8, without the byte order mark that editors on Windows write. */
final class TextFile {
    private TextFile() {}

    /**
     * Its text.
     *
     * @param most bytes that it may have
     * @throws IOException with a reason for people where it has more, or is in another encoding
     */
    static String read(Path file, int most) throws IOException {
        byte[] bytes = bytes(file, most);
        if (bytes.length > most) {
            throw new IOException("it has more than " + most / 1000 + " kB");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw new IOException("it is not UTF-8 text");
            }
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IOException("it is not UTF-8 text", e);
        }
    }

    /** Its first bytes, one more than the most where it has more. A pipe or a device could keep its reader for ever. */
    static byte[] bytes(Path file, int most) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a folder");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("it is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most + 1);
        }
    }
}
