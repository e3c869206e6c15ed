package io.github.vastwatch.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Edition;
import io.github.vastwatch.alert.Hello;
import io.github.vastwatch.alert.Sent;
import io.github.vastwatch.alert.Standing;
import io.github.vastwatch.alert.Summary;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.watch.Per;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements about what is remembered of watches as a whole, each as one JSON text. */
final class Standings {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Standings() {}

    static Optional<Standing> of(Handle handle, String watch) {
        return handle.createQuery("select body from standing where watch = :watch")
                .bind("watch", watch)
                .mapTo(String.class)
                .findOne()
                .map(Standings::read);
    }

    static void write(Handle handle, String watch, Standing standing) {
        handle.execute("insert or replace into standing values (?, ?)", watch, text(standing));
    }

    static List<String> answered(Handle handle) {
        return handle.createQuery("select watch from standing")
                .mapTo(String.class)
                .list();
    }

    static List<Hello> hellos(Handle handle) {
        return handle.createQuery("select * from hello order by watch")
                .map((row, context) -> new Hello(
                        row.getString("watch"), Instant.ofEpochMilli(row.getLong("at")), row.getString("sentence")))
                .list();
    }

    private static String text(Standing standing) {
        ObjectNode json = JSON.createObjectNode();
        json.put("created", standing.created().toEpochMilli());
        standing.lastMatch().ifPresent(at -> json.put("last_match", at.toEpochMilli()));
        json.put("alerts", standing.alerts());
        json.put("count_told", standing.countTold());
        json.put("absent_told", standing.absentTold());
        json.put("done_told", standing.doneTold());
        standing.sent().forEach(each -> {
            ObjectNode sent =
                    json.withArray("sent").addObject().put("at", each.at().toEpochMilli());
            each.best().ifPresent(best -> sent.put("best", best.toPlainString()));
            sent.put("news", each.isNews());
        });
        Edition edition = standing.edition();
        ObjectNode terms = json.putObject("edition")
                .put("number", edition.number())
                .put("query", edition.query())
                .put("threshold", edition.threshold())
                .put("disk_gb", edition.diskGb())
                .put("type", edition.type())
                .put("per", edition.per().wire())
                .put("selection", edition.selection());
        edition.sla().ifPresent(sla -> terms.put("target_reliability", sla.toString()));
        standing.summaries().forEach((channel, summary) -> {
            ObjectNode node = json.withObjectProperty("summaries").putObject(channel);
            node.put("since", summary.since().toEpochMilli());
            summary.best()
                    .ifPresent(best -> node.put("key", best.key().toString())
                            .put("value", best.value().toPlainString())
                            .put("at", best.at().toEpochMilli()));
        });
        return json.toString();
    }

    static Standing read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            List<Sent> sent = new ArrayList<>();
            json.path("sent")
                    .forEach(each -> sent.add(new Sent(
                            instant(each.get("at")),
                            Optional.ofNullable(each.get("best")).map(best -> new BigDecimal(best.asText())),
                            // An older state does not say it.
                            each.path("news").asBoolean(true))));
            Map<String, Summary> summaries = new HashMap<>();
            json.path("summaries").properties().forEach(each -> summaries.put(each.getKey(), summary(each.getValue())));
            JsonNode edition = json.get("edition");
            return new Standing(
                    instant(json.get("created")),
                    Optional.ofNullable(json.get("last_match")).map(Standings::instant),
                    sent,
                    json.get("alerts").asInt(),
                    json.get("count_told").asBoolean(),
                    json.get("absent_told").asBoolean(),
                    json.get("done_told").asBoolean(),
                    new Edition(
                            edition.get("number").asInt(),
                            edition.get("query").asText(),
                            edition.get("threshold").asText(),
                            edition.get("disk_gb").asInt(),
                            Optional.ofNullable(edition.get("target_reliability"))
                                    .map(sla -> Sla.parse(sla.asText())),
                            edition.get("type").asText(),
                            Per.parse(edition.get("per").asText()),
                            edition.get("selection").asText()),
                    summaries);
        } catch (JsonProcessingException e) {
            throw new StoreFailure("what is remembered of a watch cannot be read", e);
        }
    }

    private static Summary summary(JsonNode json) {
        return new Summary(
                instant(json.get("since")),
                Optional.ofNullable(json.get("key"))
                        .map(key -> new Summary.Best(
                                OfferKey.parse(key.asText()),
                                new BigDecimal(json.get("value").asText()),
                                instant(json.get("at")))));
    }

    private static Instant instant(JsonNode json) {
        return Instant.ofEpochMilli(json.asLong());
    }
}
