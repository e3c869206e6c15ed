package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PackagedFilesTest {
    private static final List<CommandTree> COMMANDS = CommandTree.all();

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        PackagedFiles.write(folder, "1.2.3", "1.2.3-1", Instant.parse("2026-11-26T00:00:00Z"));
    }

    @Test
    void theManualPageDescribesEachCommandAndOption() {
        String page = text("vastwatch.1");

        assertThat(page).startsWith(".TH VASTWATCH 1 2026-11-26 \"vastwatch 1.2.3\"\n");
        assertThat(COMMANDS).allSatisfy(command -> {
            assertThat(page).contains(".SS " + command.words().replace("-", "\\-"));
            assertThat(command.options())
                    .allSatisfy(option -> assertThat(page)
                            .containsPattern(
                                    "(?m)^\\.B .*" + option.longestName().replace("-", "\\\\-") + "(=|$)"));
        });
        assertThat(page.lines().filter(line -> line.startsWith(".")))
                .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|PP|B|I|RI)( .*)?"));
    }

    @Test
    void eachShellCompletesEachCommandAndOption() {
        assertThat(List.of(
                        text("completion/bash-completion/completions/vastwatch"),
                        text("completion/zsh/vendor-completions/_vastwatch"),
                        text("completion/fish/vendor_completions.d/vastwatch.fish")))
                .allSatisfy(script -> assertThat(COMMANDS).allSatisfy(command -> {
                    assertThat(script).contains("\"" + (" " + command.words()).stripTrailing());
                    assertThat(command.options())
                            .allSatisfy(option -> assertThat(script)
                                    .containsPattern(
                                            "(--|-l )" + option.longestName().substring(2) + "\\b"));
                }));
    }

    @Test
    void whatACompletionIsForIsItsFirstSentenceWithoutTheDefault() {
        assertThat(text("completion/zsh/vendor-completions/_vastwatch"))
                .contains("'--config:The config file'", "'search:Searches once and prints the matches'");
        assertThat(text("completion/fish/vendor_completions.d/vastwatch.fish"))
                .contains("complete -c vastwatch -n '__vastwatch_at \" search\"' -l limit -r -d"
                        + " 'The most offers to request and to show'\n");
    }

    @Test
    void bashCompletesByWhatStandsBefore() throws Exception {
        assertThat(completed("sea")).containsExactly("search");
        assertThat(completed("outbox", "re")).containsExactly("retry");
        assertThat(completed("outbox", "retry", "--d")).containsExactly("--dead");
        assertThat(completed("-c", "my.yaml", "sta")).containsExactly("state", "status");
        assertThat(completed("search", "--format", "")).containsExactly("table", "wide", "json", "csv");
        assertThat(completed("search", "--config", "")).isEmpty();
    }

    private List<String> completed(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                "source \"$0\"; COMP_WORDS=(vastwatch \"$@\"); COMP_CWORD=$#; _vastwatch; echo \"${COMPREPLY[*]}\"",
                folder.resolve("completion/bash-completion/completions/vastwatch")
                        .toString()));
        command.addAll(List.of(words));
        Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).isZero();
        return Stream.of(said.strip().split(" "))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    @Test
    void theUnitStartsTheInstalledProgram() {
        assertThat(text("vastwatch.service"))
                .contains("ExecStart=/usr/bin/vastwatch run ")
                .doesNotContain("/usr/local/");
    }

    @Test
    void theChangelogsAreAsSmallAsDebianWants() throws IOException {
        assertThat(gunzipped("changelog.gz")).isEqualTo(Files.readString(Path.of("CHANGELOG.md")));
        assertThat(gunzipped("changelog.Debian.gz"))
                .startsWith("vastwatch (1.2.3-1) unstable; urgency=medium\n")
                .endsWith("  Thu, 26 Nov 2026 00:00:00 +0000\n");
        assertThat(gunzipped("vastwatch.1.gz")).isEqualTo(text("vastwatch.1"));
        // The header's place for "best compression".
        assertThat(Files.readAllBytes(folder.resolve("changelog.gz"))[8]).isEqualTo((byte) 2);
    }

    /** Those that libraries bring along are checked by src/package/try-deb. */
    @Test
    void theCopyrightNamesEachLibraryThatIsUsed() throws Exception {
        String copyright = Files.readString(Path.of("src/package/deb/copyright"));
        NodeList libraries = (NodeList) XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        "/*/*[local-name()='dependencies']/*[not(*[local-name()='scope'])]/*[local-name()='artifactId']",
                        new InputSource("pom.xml"),
                        XPathConstants.NODESET);

        assertThat(IntStream.range(0, libraries.getLength())
                        .mapToObj(i -> libraries.item(i).getTextContent()))
                .contains("picocli")
                .allSatisfy(name -> assertThat(copyright).containsPattern("(?m)(^Comment: |[, ])" + name + "(,|$)"));
    }

    private String text(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String gunzipped(String name) throws IOException {
        try (InputStream file = new GZIPInputStream(Files.newInputStream(folder.resolve(name)))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
