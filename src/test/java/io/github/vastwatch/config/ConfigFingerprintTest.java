package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a change of a config on disk. */
class ConfigFingerprintTest {
    private static final String WATCH = """
            watches:
              - {name: %s, query: gpu_name=RTX_4090, threshold: dph_total <= 0.40, notify: hook}
            """;

    @TempDir
    Path folder;

    private Path main;

    @BeforeEach
    void write() throws Exception {
        main = folder.resolve("vastwatch.yaml");
        Files.createDirectory(folder.resolve("watches.d"));
        Files.writeString(folder.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Files.writeString(folder.resolve("watches.d/a.yaml"), WATCH.formatted("a"));
        Files.writeString(main, """
                include: watches.d/*.yaml
                channels:
                  hook: {type: webhook, url: "http://127.0.0.1:9/hook", secret_file: %s}
                """.formatted(folder.resolve("secret")));
    }

    @Test
    void theSameContentsAreNoChangeThoughTheFileIsAnother() throws Exception {
        ConfigFingerprint configFingerprint = read().configFingerprint();
        String before = configFingerprint.fingerprint();
        Path copy = Files.copy(main, folder.resolve("copy"));
        Files.move(copy, main, StandardCopyOption.REPLACE_EXISTING);

        assertThat(configFingerprint.fingerprint()).isEqualTo(before);
        assertThat(read().configFingerprint().fingerprint()).isEqualTo(before);
    }

    @Test
    void anEditThatReplacesTheFileIsAChange() throws Exception {
        ConfigFingerprint configFingerprint = read().configFingerprint();
        String before = configFingerprint.fingerprint();
        Path other = Files.writeString(folder.resolve("other"), Files.readString(main) + "# edited\n");
        Files.move(other, main, StandardCopyOption.REPLACE_EXISTING);

        assertThat(configFingerprint.fingerprint()).isNotEqualTo(before);
    }

    @Test
    void aLinkThatPointsElsewhereIsAChange() throws Exception {
        Path one = Files.move(main, folder.resolve("one"));
        Path two = Files.writeString(folder.resolve("two"), Files.readString(one) + "# two\n");
        Files.createSymbolicLink(main, one);
        ConfigFingerprint configFingerprint = read().configFingerprint();
        String before = configFingerprint.fingerprint();
        Files.createSymbolicLink(folder.resolve("link"), two);
        Files.move(folder.resolve("link"), main, StandardCopyOption.REPLACE_EXISTING);

        assertThat(configFingerprint.fingerprint()).isNotEqualTo(before);
    }

    @Test
    void whatIsIncludedCountsAndSoDoesAFileThatIsNew() throws Exception {
        ConfigFingerprint configFingerprint = read().configFingerprint();
        String before = configFingerprint.fingerprint();
        Files.writeString(folder.resolve("watches.d/b.yaml"), WATCH.formatted("b"));
        String added = configFingerprint.fingerprint();
        Files.writeString(folder.resolve("watches.d/a.yaml"), WATCH.formatted("c"));

        assertThat(added).isNotEqualTo(before);
        assertThat(configFingerprint.fingerprint()).isNotEqualTo(added);
    }

    @Test
    void aSecretInAFileOfItsOwnCounts() throws Exception {
        ConfigFingerprint configFingerprint = read().configFingerprint();
        String before = configFingerprint.fingerprint();
        Files.writeString(folder.resolve("secret"), "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

        assertThat(configFingerprint.fingerprint()).isNotEqualTo(before);
    }

    @Test
    void aTemplateInAFileOfItsOwnCountsAlsoWhenItIsWrong() throws Exception {
        Files.writeString(main, """
                include: watches.d/*.yaml
                channels:
                  hook: {type: webhook, url: "http://127.0.0.1:9/hook", template: {body_file: body.peb}}
                """);
        Files.writeString(folder.resolve("body.peb"), "\"{{ title }}\"");
        ConfigFingerprint configFingerprint = read().configFingerprint();
        String before = configFingerprint.fingerprint();
        Files.writeString(folder.resolve("body.peb"), "{{ titel }}");

        assertThat(configFingerprint.fingerprint()).isNotEqualTo(before);
        BadConfig wrong = catchThrowableOfType(BadConfig.class, this::read);
        assertThat(wrong.getMessage())
                .startsWith(folder.resolve("body.peb") + ":1:4: unknown variable 'titel'\n    did you mean 'title'?");
        String bad = wrong.configFingerprint().fingerprint();
        Files.delete(folder.resolve("body.peb"));
        assertThat(wrong.configFingerprint().fingerprint()).isNotEqualTo(bad);
    }

    @Test
    void aBadConfigKnowsItsFilesToo() throws Exception {
        Files.writeString(folder.resolve("watches.d/b.yaml"), "watches: [{name: b}]");

        ConfigFingerprint configFingerprint =
                catchThrowableOfType(BadConfig.class, this::read).configFingerprint();
        String before = configFingerprint.fingerprint();
        Files.writeString(folder.resolve("watches.d/b.yaml"), WATCH.formatted("b"));

        assertThat(configFingerprint.fingerprint()).isNotEqualTo(before);
    }

    private Config read() throws BadConfig {
        return new ConfigSource(main, Map.<String, String>of()::get).read();
    }
}
