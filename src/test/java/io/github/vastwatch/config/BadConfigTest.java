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

class BadConfigTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "config-bad");

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void saysWhatIsWrongWhereAndWhatToDo(Path file) throws IOException {
        Path golden = Path.of(file.toString().replace(".yaml", ".txt"));

        BadConfig failure =
                catchThrowableOfType(BadConfig.class, () -> Config.read(file, Map.<String, String>of()::get));

        assertThat(failure).as("%s was read without a problem", file).isNotNull();
        assertThat(failure.getMessage().replace(FOLDER + "/", "") + "\n").isEqualTo(Files.readString(golden));
    }
}
