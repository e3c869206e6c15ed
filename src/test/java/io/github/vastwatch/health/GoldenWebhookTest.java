package io.github.vastwatch.health;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.alert.AlertScenario.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Activity;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.AlertScenario;
import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreRows;
import io.github.vastwatch.watch.Watch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The body of each kind of webhook and of each event, as the policy makes it from answers: a promise to receivers. {@code
 * -Dgolden=write} writes what is said now; look at what has changed before you commit it.
 */
class GoldenWebhookTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden-webhooks");
    private static final Webhook WEBHOOK = new Webhook(HttpUrl.get("https://example.org/"), List.of(), 20_000);

    @TempDir
    Path folder;

    @Test
    void matchesThatAreThereNewBetterBackAndStillThere() throws Exception {
        AlertScenario alertScenario =
                alertScenario("events: [new, better, back]", "remind: 6h", "gone_after: {answers: 1, time: 0m}");

        check("matched-already-there", alertScenario, at(1, 0.38));
        check("matched-better", alertScenario, at(1, 0.35));
        check("matched-new", alertScenario, at(1, 0.35), at(2, 0.39));
        alertScenario.completeAnswer(at(2, 0.39));
        check("matched-back", alertScenario, at(1, 0.35), at(2, 0.39));
        alertScenario.during(Duration.ofHours(2), at(1, 0.35));
        check("matched-returned", alertScenario, at(1, 0.35), at(2, 0.39));
        alertScenario.now = alertScenario.now.plus(Duration.ofHours(5));
        check("matched-reminder", alertScenario, at(1, 0.35), at(2, 0.39));
    }

    @Test
    void aMachineThatCanBeHadInSeveralSizes() throws Exception {
        AlertScenario alertScenario = alertScenario("per: machine", "query: gpu_name=RTX_4090 num_gpus=any");

        check("matched-machine", alertScenario, AlertScenario.sized(1, 1, 0.2), AlertScenario.sized(1, 2, 0.4));
    }

    @Test
    void whatLeftAndWhatIsWorse() throws Exception {
        AlertScenario alertScenario = alertScenario("events: [new, worse, gone]", "gone_after: {answers: 1, time: 0m}");
        alertScenario.prices(0.38, 0.39);

        check("left-gone-and-worse", alertScenario, at(2, 0.52));
    }

    @Test
    void whatAWatchSaysOfItself() throws Exception {
        check("count", alertScenario("events: []", "count: machines >= 2"), at(1, 0.38), at(2, 0.39));
        AlertScenario absent = alertScenario("absent: 6h");
        absent.completeAnswer();
        absent.now = absent.now.plus(Duration.ofHours(6));
        check("absent", absent);
        AlertScenario done = alertScenario("stop_after: 1");
        done.completeAnswer(at(1, 0.38));
        golden("done", done.alerts.get(1));
        AlertScenario digest = alertScenario("notify: [{to: hook, digest: daily 12:20, timezone: UTC}]");
        digest.completeAnswer(at(1, 0.30));
        digest.completeAnswer(at(1, 0.36), at(2, 0.39));
        digest.completeAnswer(at(1, 0.36), at(2, 0.39));
        check("digest", digest, at(1, 0.36), at(2, 0.39));
    }

    @Test
    void whatNewWatchesSee() throws Exception {
        AlertScenario one = alertScenario();
        one.completeAnswer(at(1, 0.412), at(2, 0.44));
        Watch watch = one.watch;
        try (Store store = Store.open(StateLocation.MEMORY)) {
            store.commit(new WatchUpdate(
                    watch.name(),
                    one.now,
                    List.of(),
                    List.of(),
                    one.last.state(),
                    List.of(),
                    List.of(),
                    one.last.started(),
                    Optional.empty(),
                    0,
                    0));
            new StartNotices(store, one.now).send(List.of(watch));
            golden("started", StoreRows.alerts(store, one.now).get(0).alert());
        }
    }

    @Test
    void troublesThatStartAndEnd() throws Exception {
        IncidentSource incidentSource = IncidentSource.watch("w");
        Health.Check wrong = new Health.Check(
                incidentSource,
                Optional.of(new Health.Check.Incident("watch 'w' has seen no whole answer for 15m", List.of("hook"))),
                false,
                "");
        Health.Check fine =
                new Health.Check(incidentSource, Optional.empty(), true, "watch 'w' sees the complete market again");
        IncidentReporter.IncidentNotices started =
                IncidentReporter.IncidentNotices.of(List.of(wrong), List.of(), Fixtures.NOON, () -> "alert-1");
        IncidentReporter.IncidentNotices ended = IncidentReporter.IncidentNotices.of(
                List.of(fine), started.open(), Fixtures.NOON.plusSeconds(3600), () -> "alert-2");

        golden("incident-started", started.deliveries().get(0).alert());
        golden("incident-resolved", ended.deliveries().get(0).alert());
    }

    @Test
    void aLineOfLife() throws Exception {
        golden(
                "alive",
                new Activity(NOON, 10_080, 4, 0, Duration.ofMinutes(6)).alert("life", NOON.plus(Duration.ofDays(7))));
    }

    @Test
    void everyKindHasItsBody() throws Exception {
        Set<AlertKind> kinds = EnumSet.noneOf(AlertKind.class);
        try (var files = Files.list(GOLDEN)) {
            for (Path file : files.toList()) {
                kinds.add(AlertKind.of(
                        new ObjectMapper().readTree(file.toFile()).path("type").asText()));
            }
        }

        assertThat(kinds).containsExactlyInAnyOrder(AlertKind.values());
    }

    private static void check(String name, AlertScenario alertScenario, Offer... offers) throws Exception {
        int before = alertScenario.alerts.size();
        List<Offer> whole = new ArrayList<>();
        for (Offer each : offers) {
            whole.add(Fixtures.with(each, Field.GPU_RAM, Value.of(24564)));
        }
        alertScenario.completeAnswer(whole.toArray(Offer[]::new));
        assertThat(alertScenario.alerts).as(name).hasSize(before + 1);
        golden(name, alertScenario.alerts.get(before));
    }

    private static void golden(String name, Alert alert) throws Exception {
        String body = new ObjectMapper()
                        .readTree(WEBHOOK.render(alert, Template.BUILT_IN, alert.at()))
                        .toPrettyString()
                        .replace(System.lineSeparator(), "\n")
                        // Where the daemon gives ids, they are another each time.
                        .replaceAll("\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"", "\"an-id\"")
                + "\n";
        Path golden = GOLDEN.resolve(name + ".json");
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, body);
        }
        assertThat(body).as(name).isEqualTo(Files.readString(golden));
    }

    private AlertScenario alertScenario(String... settings) throws Exception {
        String keys = String.join("\n    ", settings);
        String usual = (keys.contains("query:") ? "" : "    query: gpu_name=RTX_4090 num_gpus=1\n")
                + (keys.contains("notify:") ? "" : "    notify: hook\n");
        Path file = Files.writeString(
                folder.resolve("vastwatch.yaml"), """
                channels:
                  hook: {type: webhook, url: "http://127.0.0.1:9/"}
                watches:
                  - name: w
                    threshold: dph_total <= 0.40
                """ + usual + (keys.isEmpty() ? "" : "    " + keys + "\n"));
        return new AlertScenario(
                Config.read(file, Map.<String, String>of()::get).watches().get(0));
    }
}
