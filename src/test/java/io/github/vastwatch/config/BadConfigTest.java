package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each wrong config beside what is said of it. A folder is a config of several files, of which {@code main.yaml} is read.
 * {@code -Dgolden=write} writes what is said now; read it aloud before you commit it.
 */
class BadConfigTest {
    static final Path FOLDER = Path.of("src", "test", "resources", "config-bad");
    static final Map<String, String> ENVIRONMENT = Map.of("WORD", "no number at all", "EMPTY", "");

    /** The files to read; what they include stands in folders. */
    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER, 2)) {
            return files
                    .filter(file -> FOLDER.equals(file.getParent())
                            ? file.toString().endsWith(".yaml")
                            : file.endsWith("main.yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void saysWhatIsWrongWhereAndWhatToDo(Path file) throws IOException {
        Path golden = Path.of(file.toString().replace(".yaml", ".txt"));

        BadConfig failure = catchThrowableOfType(BadConfig.class, () -> Config.read(file, ENVIRONMENT::get));

        assertThat(failure).as("%s was read without a problem", file).isNotNull();
        String said =
                failure.getMessage().replace(FOLDER.toAbsolutePath() + "/", "").replace(FOLDER + "/", "") + "\n";
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(golden, said);
        }
        assertThat(said).isEqualTo(Files.readString(golden));
    }
}
