package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Operator;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the schema, the reader and the commented example together: reader and schema come from the same table of keys. */
class SchemaTest {
    private static final Path EXAMPLE = Path.of("config", "vastwatch.yaml");
    private static final Path DESCRIPTIONS = Path.of("src/main/resources/io/github/vastwatch/config/keys.properties");

    /** What no schema sees: the grammar of YAML and of queries, names, other files, the environment, and sense. */
    private static final Set<String> NOT_STRUCTURAL = Set.of(
            "alerts-better-by-dollars",
            "alive-unknown-channel",
            "heartbeat-no-url",
            "history-too-small",
            "heartbeat-too-often",
            "alerts-quiet-bad-day",
            "alerts-quiet-never-ends",
            "alerts-urgent",
            "bad-op",
            "bad-yaml",
            "include-bad-pattern",
            "include-itself",
            "include-missing",
            "mail-login",
            "no-variable",
            "state-of-another-user",
            "state-password-in-url",
            "state-password-of-a-file",
            "state-url-parameter",
            "template-mistakes",
            "threshold-follows-lowest",
            "threshold-follows-too-long",
            "threshold-follows-with-fee",
            "threshold-percent",
            "threshold-reliability",
            "threshold-until-other-metric",
            "twice",
            "unknown-channel",
            "unknown-field",
            "unquoted-star",
            "unreadable-secret",
            "rent-shell",
            "variable-empty",
            "variable-is-no-number",
            "variable-malformed",
            "vast-requests-octal",
            "watch-bad-cron",
            "watch-cron-never-comes",
            "watch-disk-too-small",
            "watch-duplicate-key",
            "watch-notify-items",
            "watch-timezone",
            "workload-none");

    /** Those of the above by their names: what is wrong with the YAML, and within a query's string. */
    private static boolean isStructural(String name) {
        boolean isInString = name.startsWith("query-") && !name.startsWith("query-mapping-");
        return !name.startsWith("yaml-") && !isInString && !NOT_STRUCTURAL.contains(name);
    }

    /** When this fails: {@code vastwatch schema > config/vastwatch.schema.json}. */
    @Test
    void theCommittedSchemaIsTheOneOfTheProgram() throws Exception {
        assertThat(Files.readString(Path.of("config", "vastwatch.schema.json"))).isEqualTo(JsonSchema.text());
    }

    @Test
    void theExampleNamesTheSchema() throws Exception {
        assertThat(Files.readString(EXAMPLE)).startsWith("# yaml-language-server: $schema=vastwatch.schema.json\n");
    }

    @Test
    void everyFileUnderConfigIsValid() throws Exception {
        try (Stream<Path> files = Files.list(EXAMPLE.toAbsolutePath().getParent())) {
            assertThat(files.filter(file -> file.toString().endsWith(".yaml")).toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(problems(Files.readString(file)))
                            .as(file.toString())
                            .isEmpty());
        }
    }

    static Stream<Path> structurallyBadConfigs() throws IOException {
        return BadConfigTest.files()
                .filter(file -> BadConfigTest.FOLDER.equals(file.getParent()))
                .filter(file -> isStructural(nameOf(file)));
    }

    @ParameterizedTest
    @MethodSource("structurallyBadConfigs")
    void rejectsWhatIsStructurallyWrong(Path file) throws Exception {
        assertThat(problems(Files.readString(file)))
                .as("the schema accepts %s", file)
                .isNotEmpty();
    }

    /** So that the list of exceptions stays as short as it can be. */
    @Test
    void acceptsWhatOnlyTheReaderCanKnow() {
        assertThat(NOT_STRUCTURAL).allSatisfy(name -> {
            String yaml = Files.readString(BadConfigTest.FOLDER.resolve(name + ".yaml"));
            assertThat(isYaml(yaml) ? problems(yaml) : Set.of()).as(name).isEmpty();
        });
    }

    @Test
    void acceptsEachWayToWriteAQuery() throws Exception {
        assertThat(problems("""
                channels: {hook: {type: webhook, url: "${URL:-x}"}}
                x-mine: {anything: 1}
                defaults:
                watches:
                  - name: w
                    threshold: ${PRICE}
                    notify: hook
                    enabled: off
                    query:
                      gpu_name: [RTX_4090, "RTX 5090"]
                      num_gpus: {">=": 2, lte: "8"}
                      cpu_ram: {gte: 0.5TB}
                      geolocation: {in: [EU, NO, SAU], notin: DE}
                      static_ip: yes
                      has_avx: true
                      verified: any
                      cluster_id: null
                      external: ~
                      driver_version: {gte: 550.54.15}
                      ubuntu_version: "22.04"
                      duration: {gte: 1d12h}
                      dph: {lte: "${PRICE}"}
                      order: dph_total,reliability-
                      limit: 500
                      extra: {gpu_ram_free_min: {gte: 20000}, host: {eq: x}}
                """)).isEmpty();
    }

    @Test
    void noKeyLacksADescription() throws Exception {
        List<String> lacking = new ArrayList<>();

        describe(new ObjectMapper().readTree(JsonSchema.text()), "", lacking);

        assertThat(lacking).isEmpty();
    }

    @Test
    void noDescriptionIsUnused() throws Exception {
        Properties descriptions = new Properties();
        try (Reader text = Files.newBufferedReader(DESCRIPTIONS)) {
            descriptions.load(text);
        }

        List<String> described = new ObjectMapper().readTree(JsonSchema.text()).findValuesAsText("description");

        assertThat(described)
                .containsAll(descriptions.values().stream().map(String::valueOf).toList());
    }

    private static void describe(JsonNode schema, String path, List<String> lacking) {
        schema.path("properties").properties().forEach(entry -> {
            boolean isCondition =
                    path.contains("/if") || (path.contains("/then") && !schema.has("additionalProperties"));
            if (!isCondition && entry.getValue().path("description").asText().isBlank()) {
                lacking.add(path + "/" + entry.getKey());
            }
        });
        schema.properties().forEach(entry -> describe(entry.getValue(), path + "/" + entry.getKey(), lacking));
        schema.elements().forEachRemaining(each -> {
            if (!schema.isObject()) {
                describe(each, path, lacking);
            }
        });
    }

    @Test
    void theExampleShowsEveryKeyAndNoOther() throws Exception {
        JsonNode example = new YAMLMapper()
                .readTree(Files.readString(EXAMPLE)
                        .replaceAll("(?m)^( *)# ( *[a-z_]+:(?: (?:[^ ]+|weekly .+))?)$", "$1$2"));

        assertThat(keys(example))
                .containsAll(TopKeys.TOP.names())
                .hasSize(TopKeys.TOP.names().size());
        Map<Section, JsonNode> sections = Map.of(
                VastKeys.VAST,
                example.path("vast"),
                EmailKeys.EMAIL.keys(),
                example.path("channels").path("me"),
                EmailKeys.SMTP,
                example.path("channels").path("me").path("smtp"),
                EmailKeys.OAUTH,
                example.path("channels").path("me").path("smtp").path("oauth"),
                ServiceKeys.WEBHOOK.keys(),
                example.path("channels").path("hook"),
                WatchKeys.RENT,
                example.path("defaults").path("rent"));
        assertThat(sections)
                .allSatisfy(
                        (keys, section) -> assertThat(keys(section)).containsExactlyInAnyOrderElementsOf(keys.names()));
        Set<String> ofWatches = new TreeSet<>();
        example.path("watches").forEach(watch -> ofWatches.addAll(keys(watch)));
        assertThat(WatchKeys.DEFAULTS.names()).containsAll(keys(example.path("defaults")));
        ofWatches.addAll(keys(example.path("defaults")));
        assertThat(ofWatches).containsExactlyInAnyOrderElementsOf(WatchKeys.WATCH.names());
    }

    @Test
    void aQueryTakesTheFieldsThatCanBeSearched() throws Exception {
        JsonNode query =
                new ObjectMapper().readTree(JsonSchema.text()).path("$defs").path("query");

        Set<String> names = new TreeSet<>(List.of("order", "limit", "extra"));
        Arrays.stream(Field.values()).forEach(field -> {
            names.add(field.wire());
            names.addAll(field.aliases());
        });
        assertThat(keys(query.path("properties"))).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void anOperatorIsTakenInTheSpellingsOfTheReader() {
        assertThat(QueryCodec.QuerySchema.SPELLINGS)
                .allSatisfy(spelling -> assertThat(Operator.of(spelling)).isPresent());
        assertThat(QueryCodec.QuerySchema.SPELLINGS)
                .containsAll(Arrays.stream(Operator.values())
                        .flatMap(each -> Stream.of(each.wire(), each.symbol().strip()))
                        .toList());
    }

    private static Set<String> keys(JsonNode node) {
        Set<String> keys = new TreeSet<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName()).replace(".yaml", "");
    }

    private static boolean isYaml(String yaml) throws IOException {
        try {
            new YAMLMapper().readTree(yaml);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        } catch (org.yaml.snakeyaml.error.YAMLException e) {
            return false;
        }
    }

    private static Set<ValidationMessage> problems(String yaml) throws IOException {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(JsonSchema.text())
                .validate(new YAMLMapper().readTree(yaml));
    }
}
