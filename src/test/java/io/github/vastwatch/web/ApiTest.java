package io.github.vastwatch.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.web.Site.Answer;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API, and the file that describes it. */
class ApiTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path folder;

    /** A site that has something of everything. */
    private Site full() throws Exception {
        Site site = Site.withToken(folder);
        site.kill(site.alert("4b7b9a2e-3f7d-4c11-8e3c-0d6f2c1f5a10", "msg_1"), "HTTP 400");
        site.alert("4b7b9a2e-3f7d-4c11-8e3c-0d6f2c1f5a11", "msg_2");
        site.suppress("cheap-4090");
        site.store
                .daemon()
                .refuse(new io.github.vastwatch.store.DaemonStatus.Refusal(
                        io.github.vastwatch.Fixtures.NOON, "5:5: unknown key"));
        return site;
    }

    private static JsonNode description() throws Exception {
        try (InputStream in = Api.class.getResourceAsStream("openapi.json")) {
            return MAPPER.readTree(in);
        }
    }

    /** The paths and methods of the file, as {@code GET /api/v1/status}. */
    private static Set<String> described() throws Exception {
        Set<String> described = new TreeSet<>();
        description()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method ->
                                described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
        return described;
    }

    @Test
    void theDescriptionHasEveryRouteAndNoOther() throws Exception {
        try (Site site = Site.withToken(folder)) {
            Set<String> served = new TreeSet<>();
            site.routes().stream()
                    .filter(route -> route.path().pattern().startsWith(Route.API))
                    .forEach(route -> served.add(route.method() + " "
                            + route.path()
                                    .pattern()
                                    .replace("deliveries/" + Route.NAME, "deliveries/{id}")
                                    .replace("alerts/" + Route.NAME, "alerts/{id}")
                                    .replace(Route.NAME, "{name}")
                                    .replace("\\", "")));

            assertThat(described()).isEqualTo(served);
        }
    }

    @Test
    void everyAnswerIsAsDescribed() throws Exception {
        try (Site site = full()) {
            Map<String, String> paths = new LinkedHashMap<>();
            for (String each : described()) {
                paths.put(
                        each,
                        each.substring(each.indexOf(' ') + 1)
                                .replace("alerts/{id}", "alerts/4b7b9a2e-3f7d-4c11-8e3c-0d6f2c1f5a10")
                                .replace("{id}", "msg_1")
                                .replace("channels/{name}", "channels/hook")
                                .replace("{name}", "cheap-4090"));
            }
            // Nothing is read after it was changed.
            paths.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(each -> check(site, each));
        }
    }

    private static void check(Site site, Map.Entry<String, String> described) {
        try {
            String[] operation = described.getKey().split(" ");
            boolean isRead = operation[0].equals("GET");
            Answer answer = isRead ? site.get(described.getValue()) : site.post(described.getValue(), "for", "1h");

            assertThat(answer.status()).as(described.getKey() + answer.body()).isIn(200, 409);
            assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
            assertThat(problems(operation, answer)).as(described.getKey()).isEmpty();
        } catch (Exception e) {
            throw new AssertionError(described.getKey(), e);
        }
    }

    /** What the schema of an answer finds; a member that it does not name counts too. */
    private static List<String> problems(String[] operation, Answer answer) throws Exception {
        JsonNode file = description();
        JsonNode responses = file.get("paths")
                .get(operation[1])
                .get(operation[0].toLowerCase(java.util.Locale.ROOT))
                .get("responses");
        JsonNode response = responses.has(String.valueOf(answer.status()))
                ? responses.get(String.valueOf(answer.status()))
                : responses.get("default");
        JsonNode schema = response.at("/content/application~1json/schema");
        if (schema.isMissingNode()) {
            return List.of();
        }
        ObjectNode whole = MAPPER.createObjectNode();
        whole.setAll((ObjectNode) schema);
        whole.set("components", file.get("components"));
        close(whole);
        JsonSchema checked = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(whole);
        return checked.validate(MAPPER.readTree(answer.body())).stream()
                .map(String::valueOf)
                .toList();
    }

    private static void close(JsonNode node) {
        if (node.has("properties") && node.get("properties").isObject()) {
            ((ObjectNode) node).put("additionalProperties", false);
        }
        node.forEach(ApiTest::close);
    }

    @Test
    void alertsComeInPartsTheNewestFirst() throws Exception {
        try (Site site = Site.withToken(folder)) {
            IntStream.range(0, 7).forEach(i -> site.alert("alert-" + i, "msg_" + i));
            List<String> ids = new ArrayList<>();
            String before = "";
            while (before != null) {
                JsonNode part = MAPPER.readTree(
                        site.get("/api/v1/alerts?limit=3" + before).body());
                part.get("alerts").forEach(each -> ids.add(each.get("id").asText()));
                before = part.get("next").isNull()
                        ? null
                        : "&before=" + part.get("next").asText();
            }

            assertThat(ids)
                    .containsExactly("alert-6", "alert-5", "alert-4", "alert-3", "alert-2", "alert-1", "alert-0");
        }
    }

    @Test
    void alertsAreFilteredByWatchKindAndTime() throws Exception {
        try (Site site = Site.withToken(folder)) {
            site.alert("offers", "msg_1");
            site.add(
                    Alert.notice(
                            "trouble",
                            AlertKind.INCIDENT_STARTED,
                            Optional.empty(),
                            io.github.vastwatch.Fixtures.NOON,
                            List.of("channel 'me' fails"),
                            Map.of()),
                    "msg_2");

            assertThat(ids(site, "")).containsExactly("trouble", "offers");
            assertThat(ids(site, "?watch=cheap-4090")).containsExactly("offers");
            assertThat(ids(site, "?kind=incident.started")).containsExactly("trouble");
            assertThat(ids(site, "?watch=nix")).isEmpty();

            site.pass(Duration.ofHours(2));

            assertThat(ids(site, "?since=1h")).isEmpty();
            assertThat(ids(site, "?since=3h")).hasSize(2);
        }
    }

    private static List<String> ids(Site site, String query) throws Exception {
        List<String> ids = new ArrayList<>();
        MAPPER.readTree(site.get("/api/v1/alerts" + query).body())
                .get("alerts")
                .forEach(each -> ids.add(each.get("id").asText()));
        return ids;
    }

    @Test
    void deliveriesAreFilteredByStateAndChannel() throws Exception {
        try (Site site = full()) {
            assertThat(site.get("/api/v1/deliveries?state=dead").body())
                    .contains("msg_1")
                    .doesNotContain("msg_2");
            assertThat(site.get("/api/v1/deliveries?state=open&limit=1").body())
                    .contains("msg_2", "\"next\":\"msg_2\"")
                    .doesNotContain("msg_1");
            assertThat(site.get("/api/v1/deliveries?channel=nix").body())
                    .isEqualTo("{\"deliveries\":[],\"next\":null}");
        }
    }

    @Test
    void aWrongParameterIsRefused() throws Exception {
        try (Site site = Site.withToken(folder)) {
            assertThat(site.get("/api/v1/alerts?limit=0").body())
                    .isEqualTo("{\"error\":\"limit must be a whole number from 1 to 500: 0\"}");
            assertThat(site.get("/api/v1/alerts?since=soon").body())
                    .isEqualTo("{\"error\":\"not a duration: 'soon'\"}");
            assertThat(site.get("/api/v1/deliveries?state=lost").body())
                    .isEqualTo("{\"error\":\"unknown state 'lost'; write open, all or one of pending, dead, delivered,"
                            + " dropped, superseded\"}");
            assertThat(site.get("/api/v1/alerts?limit=501").status()).isEqualTo(400);
            assertThat(site.get("/api/v1/alerts/nix").status()).isEqualTo(404);
            assertThat(site.get("/api/v1/watches/nix").body()).isEqualTo("{\"error\":\"no watch is called 'nix'\"}");
        }
    }
}
