package io.github.vastwatch.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads of a server whose watches were polled and whose alerts were delivered. */
class MetricsPageTest {
    private static final Optional<String> TOKEN = Optional.of(PolledSite.TOKEN);
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `((?:vastwatch|jvm|process)_\\w+)` \\| (\\w+) \\| ([^|]*) \\|");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-z_0-9]+)(?:\\{((?:\\w+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)+)\\})? ([-+.E0-9a-zA-Z]+)");

    @TempDir
    Path folder;

    private PolledSite site;

    @BeforeEach
    void start() throws Exception {
        site = new PolledSite(folder, false);
        site.poll();
        site.deliver();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    /** A metric, as its text describes it. */
    private record Family(String type, Map<String, Double> samples) {
        Set<String> labels() {
            return samples.keySet().stream()
                    .flatMap(each -> Pattern.compile("(\\w+)=\"").matcher(each).results())
                    .map(label -> label.group(1))
                    .filter(label -> !label.equals("le"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private Map<String, Family> families() throws Exception {
        String text = site.text("/metrics", TOKEN);
        assertThat(text).startsWith("200 ").endsWith("\n");
        Map<String, Family> families = new TreeMap<>();
        String described = "";
        String name = "";
        Map<String, Double> samples = new TreeMap<>();
        for (String line : text.substring(4).split("\n")) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                described = words[2];
                assertThat(words[3]).as("help of " + described).isNotBlank();
            } else if (line.startsWith("# TYPE ")) {
                name = words[2];
                assertThat(name).isEqualTo(described).isNotIn(families.keySet());
                samples = new TreeMap<>();
                families.put(name, new Family(words[3], samples));
            } else {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(sample.group(1)).matches(name + "(_bucket|_sum|_count)?");
                String series = sample.group(1)
                        + Optional.ofNullable(sample.group(2))
                                .map(labels -> "{" + labels + "}")
                                .orElse("");
                assertThat(samples.put(series, number(sample.group(3))))
                        .as("another " + series)
                        .isNull();
            }
        }
        return families;
    }

    private static double number(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    private Map<String, Double> samples() throws Exception {
        return families().values().stream()
                .flatMap(family -> family.samples().entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    void onlyThoseWhoMayReadGetIt() throws Exception {
        assertThat(site.text("/metrics", Optional.empty()))
                .isEqualTo("401 sign in, or send the token as Authorization: Bearer TOKEN\n");
        assertThat(site.text("/metrics", Optional.of("another-token-of-a-page")))
                .startsWith("401 ");
        try (Response response = site.get("/metrics", TOKEN)) {
            assertThat(response.header("content-type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
            // OkHttp asks for it and unpacks it.
            assertThat(response.networkResponse().header("content-encoding")).isEqualTo("gzip");
        }
    }

    @Test
    void theDocsTheRulesAndTheDashboardNameWhatThereIs() throws Exception {
        Map<String, Family> families = families();
        Map<String, String> described = new TreeMap<>();
        families.forEach((name, family) -> described.put(name, family.type()));
        Map<String, String> documented = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        ROW.matcher(file("docs/monitoring.md")).results().forEach(row -> {
            documented.put(row.group(1), row.group(2));
            labels.put(
                    row.group(1),
                    Stream.of(row.group(3).split(", "))
                            .map(label -> label.replace("`", "").strip())
                            .filter(label -> !label.isEmpty())
                            .collect(Collectors.toCollection(TreeSet::new)));
        });

        assertThat(documented).isEqualTo(described);
        families.forEach((name, family) -> {
            if (!family.samples().isEmpty()) {
                assertThat(labels.get(name)).as(name).isEqualTo(family.labels());
            }
        });
        assertThat(families.keySet()).containsAll(named(file("docs/prometheus/alerts.yml")));
        JsonNode dashboard = new ObjectMapper().readTree(file("docs/prometheus/dashboard.json"));
        assertThat(families.keySet()).containsAll(named(dashboard.toString()));
        assertThat(dashboard.path("panels")).hasSizeGreaterThan(10);
    }

    private static Set<String> named(String text) {
        Set<String> names = Pattern.compile("\\b(?:vastwatch|jvm|process)_\\w+")
                .matcher(text)
                .results()
                .map(name -> name.group().replaceFirst("_(bucket|sum|count)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names).isNotEmpty();
        return names;
    }

    private static String file(String name) throws Exception {
        return Files.readString(Path.of(name));
    }

    @Test
    void aPollIsCountedAndTheMarketIsMeasured() throws Exception {
        Map<String, Double> samples = samples();

        assertThat(samples)
                .containsEntry("vastwatch_polls_total{reason=\"\",result=\"complete\"}", 2.0)
                .containsEntry("vastwatch_searches_total", 2.0)
                .containsEntry("vastwatch_answer_seconds_count", 2.0)
                .containsEntry("vastwatch_answer_seconds_bucket{le=\"+Inf\"}", 2.0)
                .containsEntry("vastwatch_answers_truncated_total", 0.0)
                .containsEntry("vastwatch_rows_read_total", 13.0)
                .containsEntry("vastwatch_rows_limit", 20_000.0)
                .containsEntry("vastwatch_watch_matches{watch=\"cheap\"}", 10.0)
                .containsEntry("vastwatch_watch_matches{watch=\"cheaper\"}", 3.0)
                .containsEntry("vastwatch_watch_offers{watch=\"cheap\"}", 10.0)
                .containsEntry("vastwatch_watch_threshold{metric=\"dph_total\",watch=\"cheaper\"}", 0.33)
                .containsEntry("vastwatch_watch_best{metric=\"dph_total\",watch=\"cheap\"}", 0.31)
                .containsEntry("vastwatch_watch_p10{metric=\"dph_total\",watch=\"cheap\"}", 0.31)
                .containsEntry("vastwatch_watch_median{metric=\"dph_total\",watch=\"cheap\"}", 0.35)
                .containsEntry("vastwatch_watch_p90{metric=\"dph_total\",watch=\"cheap\"}", 0.39)
                .containsEntry(
                        "vastwatch_watch_complete_timestamp_seconds{watch=\"cheap\"}", site.now.toEpochMilli() / 1e3)
                .containsEntry("vastwatch_ready", 1.0)
                .containsEntry(
                        "vastwatch_build_info{java=\"" + System.getProperty("java.version") + "\",version=\"1.2.3\"}",
                        1.0);
        assertThat(samples.get("vastwatch_answer_bytes_total")).isBetween(1_000.0, 10_000.0);
        assertThat(samples.get("process_cpu_seconds_total")).isPositive();
    }

    @Test
    void whatIsSentAndWhatWaitsIsCountedForEachChannel() throws Exception {
        site.now = site.now.plusSeconds(90);

        assertThat(samples())
                .containsEntry("vastwatch_alerts_total{kind=\"offers.matched\",watch=\"cheap\"}", 1.0)
                .containsEntry("vastwatch_offers_sent_total{reason=\"already_there\",watch=\"cheap\"}", 10.0)
                .containsEntry("vastwatch_offers_sent_total{reason=\"already_there\",watch=\"cheaper\"}", 3.0)
                .containsEntry("vastwatch_deliveries_total{channel=\"hook\",outcome=\"delivered\"}", 2.0)
                .containsEntry("vastwatch_deliveries_total{channel=\"dead\",outcome=\"delivered\"}", 0.0)
                .containsEntry("vastwatch_dead_letters_total{channel=\"dead\"}", 0.0)
                .containsEntry("vastwatch_outbox_deliveries{channel=\"hook\"}", 0.0)
                .containsEntry("vastwatch_outbox_deliveries{channel=\"dead\"}", 2.0)
                .containsEntry("vastwatch_outbox_oldest_age_seconds{channel=\"hook\"}", 0.0)
                .containsEntry("vastwatch_outbox_oldest_age_seconds{channel=\"dead\"}", 90.0)
                .containsEntry("vastwatch_channel_failing{channel=\"hook\"}", 0.0)
                .containsEntry("vastwatch_channel_failing{channel=\"dead\"}", 1.0);
    }

    @Test
    void whatLeavesTheConfigLeavesTheMetrics() throws Exception {
        assertThat(samples().keySet())
                .anyMatch(name -> name.contains("cheaper"))
                .anyMatch(name -> name.contains("dead"));

        site.shrink();

        assertThat(samples().keySet())
                .noneMatch(name -> name.contains("cheaper") || name.contains("\"dead\""))
                .contains("vastwatch_alerts_total{kind=\"offers.matched\",watch=\"cheap\"}");
    }

    @Test
    void aRefusedKeyIsCountedByItsReason() throws Exception {
        site.refuseKey();

        assertThat(samples())
                .containsEntry("vastwatch_polls_total{reason=\"key_refused\",result=\"failed\"}", 1.0)
                .containsEntry("vastwatch_ready", 0.0);
    }

    @Test
    void noSecretIsShown() throws Exception {
        site.refuseKey();

        for (String path : List.of("/metrics", "/healthz", "/readyz")) {
            assertThat(site.text(path, TOKEN))
                    .doesNotContain(PolledSite.TOKEN, PolledSite.KEY, "secret-path", folder.toString());
        }
    }
}
