package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The documented way to run two daemons on one PostgreSQL. */
class ComposeTest {
    private static final Path FILE = Path.of("docs/compose.yaml");

    @TempDir
    Path folder;

    private JsonNode compose = new ObjectMapper().missingNode();

    @BeforeEach
    void read() throws Exception {
        // Jackson's own parser knows no merge key.
        Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(FILE));
        compose = new ObjectMapper().valueToTree(yaml);
    }

    @Test
    void bothDaemonsAreEqualExceptForTheirNames() {
        ObjectNode one = compose.at("/services/one").deepCopy();
        ObjectNode two = compose.at("/services/two").deepCopy();

        assertThat(one.remove("hostname").asText()).isEqualTo("one");
        assertThat(two.remove("hostname").asText()).isEqualTo("two");
        assertThat(two).isEqualTo(one);
    }

    @Test
    void aDaemonStartsOnceTheDatabaseAnswers() {
        assertThat(compose.at("/services/one/depends_on/postgres/condition").asText())
                .isEqualTo("service_healthy");
        assertThat(compose.at("/services/postgres/healthcheck/test/1").asText()).isEqualTo("pg_isready");
    }

    @Test
    void everySecretIsDefinedAndUsed() {
        List<String> used = compose.at("/services/one/secrets")
                .valueStream()
                .map(JsonNode::asText)
                .toList();

        assertThat(compose.at("/secrets").properties())
                .extracting(Map.Entry::getKey)
                .hasSameElementsAs(used);
        assertThat(compose.at("/services/postgres/secrets"))
                .extracting(JsonNode::asText)
                .isSubsetOf(used)
                .isNotEmpty();
    }

    @Test
    void theImageIsBuiltFromItsContainerfile() {
        JsonNode build = compose.at("/services/one/build");

        assertThat(FILE.resolveSibling(build.path("context").asText())
                        .resolve(build.path("dockerfile").asText())
                        .normalize())
                .isEqualTo(Path.of("src/package/Containerfile"))
                .exists();
    }

    @Test
    void theConfigIsRead() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "whsec_aGVsbG8=");
        String yaml = compose.at("/configs/config/content")
                .asText()
                .replace("/run/secrets/webhook_secret", secret.toString());

        Config config = Config.read(
                Files.writeString(folder.resolve("vastwatch.yaml"), yaml), Map.of("VAST_API_KEY", "key")::get);

        assertThat(config.state()).hasToString("postgresql://vastwatch@postgres/vastwatch?sslmode=disable");
        assertThat(config.web()).isPresent();
        assertThat(config.warnings()).singleElement().asString().contains("hooks.example.org, an example host");
    }
}
