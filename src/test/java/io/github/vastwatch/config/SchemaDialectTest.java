package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The schema as editors read it: their regular expressions are those of ECMA-262 in its Unicode mode. {@code npm install
 * --prefix target/ajv ajv@8} lets the second half run, with {@code node} on the path; {@code AJV} names another folder.
 */
class SchemaDialectTest {
    /** What both dialects share, token by token; no escape but of a class or a sign, no switch, nothing possessive. */
    private static final Pattern SHARED = Pattern.compile(
            "(?:\\\\[dDwWsSbB]|\\\\[$^.*+?()\\[\\]{}|/\\\\]|\\(\\?[:=!]|\\(\\?<[=!]|\\((?!\\?)|\\)"
                    + "|\\[\\^?(?:\\\\[dDwWsS\\]\\\\^-]|(?!&&)[^\\\\\\[\\]])+]|[^\\\\()\\[\\]{}*+?])(?:(?:[*+?]|\\{\\d+(?:,\\d*)?})\\??(?![*+?{]))?");

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void everyPatternIsOneOfEcma262() throws Exception {
        Set<String> patterns = patterns(JSON.readTree(JsonSchema.text()), new TreeSet<>());

        assertThat(patterns).hasSizeGreaterThan(20);
        assertThat(patterns).allSatisfy(pattern -> assertThat(pattern).matches("(?:" + SHARED + ")*"));
    }

    /** So that the test above is one. */
    @Test
    void whatEcma262LacksIsNoPattern() {
        assertThat(List.of("^(?i:a)$", "a++", "\\Aa\\z", "\\h", "[a&&b]", "(?<name>a)", "\\-", "\\Qa\\E", "(?>a)"))
                .allSatisfy(pattern -> assertThat(pattern).doesNotMatch("(?:" + SHARED + ")*"));
    }

    @Test
    void ajvTakesTheSchemaAndTheExampleAndListsTheTypes() throws Exception {
        Optional<Path> ajv = ajv();
        assumeThat(ajv)
                .as("node and ajv: npm install --prefix target/ajv ajv@8")
                .isPresent();
        ObjectNode work = JSON.createObjectNode();
        work.set("schema", JSON.readTree(JsonSchema.text()));
        ArrayNode configs = work.putArray("configs");
        configs.add(new YAMLMapper().readTree(Files.readString(Path.of("config", "vastwatch.yaml"))));
        configs.add(new YAMLMapper().readTree(Read.channel("{type: mail, to: a@example.org}")));
        configs.add(new YAMLMapper().readTree(Read.channel("{type: ntfy, topic: t, chat_id: 5}")));

        String said = node(ajv.get(), JSON.writeValueAsString(work));

        assertThat(said.lines())
                .containsExactly(
                        "",
                        "/channels/hook/type: email, webhook, telegram, ntfy, discord, slack, apprise",
                        "/channels/hook: chat_id");
    }

    private static Set<String> patterns(JsonNode node, Set<String> found) {
        if (node.path("pattern").isTextual()) {
            found.add(node.path("pattern").asText());
        }
        node.path("patternProperties").fieldNames().forEachRemaining(found::add);
        node.elements().forEachRemaining(each -> patterns(each, found));
        return found;
    }

    private static Optional<Path> ajv() {
        Path folder = Optional.ofNullable(System.getenv("AJV")).map(Path::of).orElse(Path.of("target", "ajv"));
        Path module = folder.resolve("node_modules/ajv/dist/2020.js").toAbsolutePath();
        try {
            return Files.exists(module)
                            && new ProcessBuilder("node", "--version").start().waitFor() == 0
                    ? Optional.of(module)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String node(Path ajv, String work) throws Exception {
        Path input = Files.writeString(folder.resolve("work.json"), work);
        Path script = Files.writeString(folder.resolve("check.js"), """
                const Ajv = require(process.argv[2]);
                const work = JSON.parse(require('fs').readFileSync(process.argv[3], 'utf8'));
                const validate = new Ajv({allErrors: true, strict: false, unicodeRegExp: true}).compile(work.schema);
                for (const config of work.configs) {
                  validate(config);
                  console.log((validate.errors || [])
                    .filter(e => e.keyword !== 'if')
                    .map(e => e.instancePath + ': '
                      + (e.params.allowedValues ? e.params.allowedValues.join(', ') : e.params.additionalProperty || e.message))
                    .join('; '));
                }
                """);
        Path said = folder.resolve("said");
        Process node = new ProcessBuilder("node", script.toString(), ajv.toString(), input.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(said, StandardCharsets.UTF_8);
    }
}
