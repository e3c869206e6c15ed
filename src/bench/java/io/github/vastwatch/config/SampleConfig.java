package io.github.vastwatch.config;

import io.github.vastwatch.bench.SampleMarket;
import io.github.vastwatch.bench.SampleWatches;
import io.github.vastwatch.watch.Watch;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Sample watches as the config reads them. */
public final class SampleConfig {
    private SampleConfig() {}

    /** This many watches over a market. */
    public static List<Watch> watches(SampleMarket market, int size) {
        try {
            Path folder = Files.createTempDirectory("vastwatch-bench");
            try {
                new SampleWatches(market, 1, size).writeConfig(folder, "http://127.0.0.1:9", "1s");
                return Config.read(folder.resolve("vastwatch.yaml"), name -> null)
                        .watches();
            } finally {
                delete(folder);
            }
        } catch (IOException | BadConfig e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes a folder with everything in it. */
    public static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
