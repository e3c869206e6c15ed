package io.github.vastwatch.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.WatchRevision;
import io.github.vastwatch.alert.WatchStarted;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.alert.WatchState.DigestSummary;
import io.github.vastwatch.alert.WatchState.SentAlert;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.watch.Grouping;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The statements about what is remembered of watches as a whole, each as one JSON text. */
final class WatchStates {
    private static final ObjectMapper JSON = new ObjectMapper();

    private WatchStates() {}

    static Optional<WatchState> of(Handle handle, String watch) {
        return handle.createQuery("select body from standing where watch = :watch")
                .bind("watch", watch)
                .mapTo(String.class)
                .findOne()
                .map(WatchStates::read);
    }

    static void write(Handle handle, String watch, WatchState watchState) {
        handle.execute("insert or replace into standing values (?, ?)", watch, text(watchState));
    }

    static List<String> answered(Handle handle) {
        return handle.createQuery("select watch from standing")
                .mapTo(String.class)
                .list();
    }

    static List<WatchStarted> hellos(Handle handle) {
        return handle.createQuery("select * from hello order by watch")
                .map((row, context) -> new WatchStarted(
                        row.getString("watch"), Instant.ofEpochMilli(row.getLong("at")), row.getString("sentence")))
                .list();
    }

    private static String text(WatchState watchState) {
        ObjectNode json = JSON.createObjectNode();
        json.put("created", watchState.created().toEpochMilli());
        watchState.lastMatch().ifPresent(at -> json.put("last_match", at.toEpochMilli()));
        json.put("alerts", watchState.alerts());
        json.put("count_told", watchState.reported().contains(AlertKind.WATCH_COUNT));
        json.put("absent_told", watchState.reported().contains(AlertKind.WATCH_ABSENT));
        json.put("done_told", watchState.reported().contains(AlertKind.WATCH_DONE));
        watchState.sent().forEach(each -> {
            ObjectNode sent =
                    json.withArray("sent").addObject().put("at", each.at().toEpochMilli());
            each.best().ifPresent(best -> sent.put("best", best.toPlainString()));
            sent.put("news", each.isNew());
        });
        WatchRevision watchRevision = watchState.revision();
        ObjectNode terms = json.putObject("edition")
                .put("number", watchRevision.number())
                .put("query", watchRevision.query())
                .put("threshold", watchRevision.threshold())
                .put("disk_gb", watchRevision.diskGb())
                .put("type", watchRevision.type())
                .put("per", watchRevision.grouping().wire())
                .put("selection", watchRevision.selection());
        watchRevision.sla().ifPresent(sla -> terms.put("target_reliability", sla.toString()));
        watchState.summaries().forEach((channel, digestSummary) -> {
            ObjectNode node = json.withObjectProperty("summaries").putObject(channel);
            node.put("since", digestSummary.since().toEpochMilli());
            digestSummary
                    .best()
                    .ifPresent(best -> node.put("key", best.key().toString())
                            .put("value", best.value().toPlainString())
                            .put("at", best.at().toEpochMilli()));
        });
        return json.toString();
    }

    static WatchState read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            List<SentAlert> sent = new ArrayList<>();
            json.path("sent")
                    .forEach(each -> sent.add(new SentAlert(
                            instant(each.get("at")),
                            Optional.ofNullable(each.get("best")).map(best -> new BigDecimal(best.asText())),
                            // An older state does not say it.
                            each.path("news").asBoolean(true))));
            Map<String, DigestSummary> summaries = new HashMap<>();
            json.path("summaries")
                    .properties()
                    .forEach(each -> summaries.put(each.getKey(), digestSummary(each.getValue())));
            JsonNode edition = json.get("edition");
            return new WatchState(
                    instant(json.get("created")),
                    Optional.ofNullable(json.get("last_match")).map(WatchStates::instant),
                    sent,
                    json.get("alerts").asInt(),
                    reported(json),
                    new WatchRevision(
                            edition.get("number").asInt(),
                            edition.get("query").asText(),
                            edition.get("threshold").asText(),
                            edition.get("disk_gb").asInt(),
                            Optional.ofNullable(edition.get("target_reliability"))
                                    .map(sla -> Sla.parse(sla.asText())),
                            edition.get("type").asText(),
                            Grouping.parse(edition.get("per").asText()),
                            edition.get("selection").asText()),
                    summaries);
        } catch (JsonProcessingException e) {
            throw new StoreFailure("what is remembered of a watch cannot be read", e);
        }
    }

    private static Set<AlertKind> reported(JsonNode json) {
        return Map.of(
                        "count_told", AlertKind.WATCH_COUNT,
                        "absent_told", AlertKind.WATCH_ABSENT,
                        "done_told", AlertKind.WATCH_DONE)
                .entrySet()
                .stream()
                .filter(each -> json.get(each.getKey()).asBoolean())
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
    }

    private static DigestSummary digestSummary(JsonNode json) {
        return new DigestSummary(
                instant(json.get("since")),
                Optional.ofNullable(json.get("key"))
                        .map(key -> new DigestSummary.Best(
                                OfferKey.parse(key.asText()),
                                new BigDecimal(json.get("value").asText()),
                                instant(json.get("at")))));
    }

    private static Instant instant(JsonNode json) {
        return Instant.ofEpochMilli(json.asLong());
    }
}
