package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.offer.InvalidInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigEditTest {
    private static final List<String> WATCH = List.of(
            "  - name: new", "    query: gpu_name=L4 num_gpus=1", "    threshold: dph_total <= 1", "    notify: [ops]");

    private static final String TOP = "channels: {ops: {type: webhook, url: \"http://127.0.0.1:9/h\"}}\n";
    private static final String OLD = "{name: old, query: num_gpus=1, threshold: dph_total <= 1, notify: ops}";

    @TempDir
    Path folder;

    @Test
    void aWatchStandsBehindTheLastAndEveryOtherByteStays() {
        assertThat(ConfigEdit.with("""
                watches: # mine

                    - name: old
                      query: >
                        num_gpus=1

                      # a comment of the old one
                # of what follows

                alive: daily 09:00   # 漢字 😀
                """, WATCH)).isEqualTo("""
                watches: # mine

                    - name: old
                      query: >
                        num_gpus=1

                      # a comment of the old one
                    - name: new
                      query: gpu_name=L4 num_gpus=1
                      threshold: dph_total <= 1
                      notify: [ops]
                # of what follows

                alive: daily 09:00   # 漢字 😀
                """);
    }

    @Test
    void aListAtTheMarginAndTheEndOfAFileWithoutAnEndAreFound() {
        assertThat(ConfigEdit.with("watches:\r\n- name: old", List.of("  - name: new", "    disk: 5GB")))
                .isEqualTo("watches:\r\n- name: old\r\n- name: new\r\n  disk: 5GB\r\n");
        assertThat(ConfigEdit.with("include: w.d/*.yaml", WATCH.subList(0, 1)))
                .isEqualTo("include: w.d/*.yaml\n\nwatches:\n  - name: new\n");
        assertThat(ConfigEdit.with("watches:\n- name: old\nstate: memory\n", WATCH.subList(0, 1)))
                .isEqualTo("watches:\n- name: old\n- name: new\nstate: memory\n");
    }

    @Test
    void aListInBracketsGetsOneMoreInBrackets() {
        assertThat(ConfigEdit.with("x: 😀\nwatches: [{name: old}] # mine\n", WATCH))
                .isEqualTo("""
                x: 😀
                watches: [{name: old},
                          {name: new, query: "gpu_name=L4 num_gpus=1", threshold: "dph_total <= 1", notify: [ops]}] # mine
                """);
    }

    @Test
    void theFileKeepsItsRightsAndIsFoundThroughALink() throws Exception {
        Path file = Files.writeString(folder.resolve("real.yaml"), TOP + "watches:\n  - " + OLD + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), file);

        Config config = ConfigEdit.add(new ConfigSource(link, name -> null), WATCH);

        assertThat(config.watch("new").channels()).containsExactly("ops");
        assertThat(link).isSymbolicLink();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("real.yaml", "link.yaml");
    }

    @Test
    void whatWouldNotPassTheCheckIsNotWritten() throws Exception {
        String text = TOP + "watches:\n  - " + OLD.replace("name: old", "name: new") + "\n";
        Path file = Files.writeString(folder.resolve("c.yaml"), text);

        assertThatThrownBy(() -> ConfigEdit.add(new ConfigSource(file, name -> null), WATCH))
                .isInstanceOf(BadConfig.class)
                .hasMessageStartingWith(file + ":4:11: ");
        assertThat(file).content().isEqualTo(text);
        assertThat(folder.toFile().list()).containsExactly("c.yaml");
    }

    @Test
    void aDraftThatCannotBeWrittenIsRemovedAndTheFileIsNamed() throws Exception {
        String text = TOP + "watches:\n  - " + OLD + "\n";
        Path file = Files.writeString(folder.resolve("c.yaml"), text);

        assertThatThrownBy(() -> ConfigEdit.add(
                        new ConfigSource(file, name -> null), List.of("  - name: half of a character \uD83D")))
                .hasMessageStartingWith(file.toRealPath() + " cannot be changed: " + folder.toRealPath() + ": ");
        assertThat(file).content().isEqualTo(text);
        assertThat(folder.toFile().list()).containsExactly("c.yaml");
    }

    @Test
    void aPlaceThatIsNotClearIsNotGuessed() {
        assertThatThrownBy(() -> ConfigEdit.with("x-all: &all [{name: old}]\nwatches: *all\n", WATCH))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("watches: is not a list here");
    }

    @Test
    void withNoConfigAtAllItIsReportedHowToCreateOne() {
        BadConfig none =
                BadConfig.none(List.of(Path.of("config/vastwatch.yaml"), Path.of("/etc/vastwatch/vastwatch.yaml")));

        assertThat(none).hasMessage("""
                No config found. Looked for config/vastwatch.yaml and /etc/vastwatch/vastwatch.yaml.
                    Create one with: vastwatch init""");
        assertThat(none.pointed()).isEqualTo(none.getMessage());
    }
}
