package io.github.vastwatch.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes what only packages contain: the manual page, completion for shells, the unit and changelogs as Debian has them. */
final class PackagedFiles {
    /** The byte of a gzip header that tells how it was compressed, and its value for "as small as possible". */
    private static final int COMPRESSION = 8;

    private static final byte SMALLEST = 2;

    private PackagedFiles() {}

    /** Takes the folder to write to, the version, the version of the Debian package, and the time of the release. */
    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]), args[1], args[2], Instant.parse(args[3]));
    }

    static void write(Path folder, String version, String debianVersion, Instant released) throws IOException {
        Completion completion = new Completion();
        String manual = new ManualPage(version, day(released)).roff();
        text(folder, "vastwatch.1", manual);
        gzip(folder, "vastwatch.1.gz", manual);
        Path shells = folder.resolve("completion");
        text(shells, "bash-completion/completions/vastwatch", completion.bash());
        text(shells, "zsh/vendor-completions/_vastwatch", completion.zsh());
        text(shells, "fish/vendor_completions.d/vastwatch.fish", completion.fish());
        text(
                folder,
                "vastwatch.service",
                Files.readString(Path.of("systemd", "vastwatch.service")).replace("/usr/local/", "/usr/"));
        gzip(folder, "changelog.gz", Files.readString(Path.of("CHANGELOG.md")));
        gzip(folder, "changelog.Debian.gz", """
                vastwatch (%s) unstable; urgency=medium

                  * See changelog.gz.

                 -- The vastwatch developers <vastwatch@users.noreply.github.com>  %s
                """.formatted(debianVersion, time(released)));
    }

    private static String day(Instant released) {
        return DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC).format(released);
    }

    private static String time(Instant released) {
        return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC)
                .format(released);
    }

    private static void text(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void gzip(Path folder, String name, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        byte[] compressed = bytes.toByteArray();
        compressed[COMPRESSION] = SMALLEST;
        Files.write(folder.resolve(name), compressed);
    }
}
