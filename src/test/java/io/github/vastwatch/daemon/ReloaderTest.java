package io.github.vastwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.ConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloaderTest {
    private static final String CONFIG = """
            channels:
              hook: {type: webhook, url: "http://127.0.0.1:9/${HOOK}"}
            watches:
              - {name: a, query: num_gpus=1, threshold: dph_total <= 1, notify: [hook]}
            """;

    @TempDir
    Path folder;

    private final AtomicInteger reads = new AtomicInteger();
    private Path main;

    @BeforeEach
    void write() throws Exception {
        main = Files.writeString(folder.resolve("vastwatch.yaml"), CONFIG);
    }

    @Test
    void readsAConfigOnce() throws Exception {
        source("").readToDeliver();
        int once = reads.getAndSet(0);

        reloader("").read();

        assertThat(reads).hasValue(once);
    }

    @Test
    void whatItReadIsNoChange() throws Exception {
        Reloader reloader = reloader("");
        reloader.read();

        assertThat(reloader.isChanged()).isFalse();
        assertThat(reloader.isChanged()).isFalse();
    }

    @Test
    void aWriteWhileItReadsIsAChange() throws Exception {
        Reloader reloader = reloader("# changed\n");
        reloader.read();

        assertThat(reloader.isChanged()).as("may still be being written").isFalse();
        assertThat(reloader.isChanged()).isTrue();
    }

    @Test
    void aConfigThatWasRefusedIsNoChangeUntilItIsTriedAgain() throws Exception {
        Files.writeString(main, CONFIG + "surplus: 1\n");
        Reloader reloader = reloader("");

        assertThatThrownBy(reloader::read).isInstanceOf(BadConfig.class);
        assertThat(reloader.isChanged()).isFalse();
        reloader.retry();
        assertThat(reloader.isChanged()).isTrue();
    }

    private Reloader reloader(String written) {
        return new Reloader(source(written));
    }

    /** @param written to the end of the file while it is being read */
    private ConfigSource source(String written) {
        return new ConfigSource(main, variable -> {
            reads.incrementAndGet();
            append(written);
            return variable.equals("HOOK") ? "hook" : null;
        });
    }

    private void append(String text) {
        try {
            Files.writeString(main, Files.readString(main) + text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
