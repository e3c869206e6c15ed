package io.github.vastwatch.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.OfferUpdate;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.Revalidation;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.vast.OfferJson;
import io.github.vastwatch.watch.NotifyRules;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How an alert waits in the outbox: as JSON that reads back to the same alert. */
final class AlertJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AlertJson() {}

    static String write(Alert alert) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", alert.id());
        json.put("kind", alert.alertKind().wire());
        alert.watch().ifPresent(watch -> json.put("watch", watch));
        json.put("at", alert.at().toString());
        alert.terms().ifPresent(watchTerms -> {
            json.put("threshold", watchTerms.threshold().toString());
            json.put("disk_gb", watchTerms.diskGb());
            watchTerms.sla().ifPresent(sla -> json.put("target_reliability", sla.toString()));
            json.put("top", watchTerms.top());
            watchTerms.urgent().ifPresent(urgent -> json.put("urgent", urgent.toString()));
            json.putObject("rent")
                    .put("image", watchTerms.rent().image())
                    .put("options", watchTerms.rent().options())
                    .put("bid_above", watchTerms.rent().bidAbove().toPlainString());
        });
        json.put("count", alert.count());
        json.put("matching", alert.matching());
        json.putArray("matches");
        json.putArray("sentences");
        alert.sentences().forEach(json.withArray("sentences")::add);
        json.putObject("facts");
        alert.facts().forEach(json.withObjectProperty("facts")::put);
        alert.matches().forEach(match -> write(json.withArray("matches").addObject(), match));
        return json.toString();
    }

    private static void write(ObjectNode json, Match match) {
        json.put("reason", match.reason().name());
        json.put("key", match.key().toString());
        json.put("value", match.value().toPlainString());
        match.previous().ifPresent(previous -> json.put("previous", previous.toPlainString()));
        match.sizes().forEach(json.withArray("sizes")::add);
        json.put("seen_at", match.offer().seenAt().toString());
        json.set("row", OfferJson.write(match.offer()));
    }

    static Alert read(String text) {
        try {
            JsonNode json = bounded(text);
            List<Match> matches = new ArrayList<>();
            json.path("matches").forEach(match -> matches.add(match(match)));
            List<String> sentences = new ArrayList<>();
            json.path("sentences").forEach(sentence -> sentences.add(sentence.asText()));
            Map<String, String> facts = new LinkedHashMap<>();
            json.path("facts")
                    .properties()
                    .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
            return new Alert(
                    json.get("id").asText(),
                    // The first rows of an outbox that is older than the kinds tell matches.
                    AlertKind.of(json.path("kind").asText(AlertKind.OFFERS_MATCHED.wire())),
                    Optional.ofNullable(json.get("watch")).map(JsonNode::asText),
                    Instant.parse(json.get("at").asText()),
                    Optional.ofNullable(json.get("rent")).map(rent -> watchTerms(json, rent)),
                    matches,
                    json.path("count").asInt(matches.size()),
                    json.path("matching").asInt(matches.size()),
                    sentences,
                    facts);
        } catch (IOException e) {
            throw new StoreFailure("an alert in the outbox cannot be read", e);
        }
    }

    /** An alert without the matches beyond {@link Alert#MOST}: a state that is older than the limit holds thousands. */
    private static ObjectNode bounded(String text) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (!name.equals("matches")) {
                    json.set(name, JSON.readTree(parser));
                    continue;
                }
                ArrayNode matches = json.putArray(name);
                int count = 0;
                for (; parser.nextToken() != JsonToken.END_ARRAY; count++) {
                    if (count < Alert.MOST) {
                        matches.add((JsonNode) JSON.readTree(parser));
                    } else {
                        parser.skipChildren();
                    }
                }
                if (!json.has("count")) {
                    json.put("count", count);
                }
            }
        }
        return json;
    }

    static String write(Revalidation revalidation) {
        ObjectNode json = JSON.createObjectNode();
        json.put("matching", revalidation.matching());
        ObjectNode all = json.putObject("since");
        revalidation.since().forEach((key, offerUpdate) -> {
            ObjectNode node = all.putObject(key.toString());
            node.put("seen_at", offerUpdate.seenAt().toEpochMilli());
            offerUpdate.value().ifPresent(value -> node.put("value", value.toPlainString()));
        });
        return json.toString();
    }

    static Revalidation revalidation(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            Map<OfferKey, OfferUpdate> since = new LinkedHashMap<>();
            json.get("since")
                    .properties()
                    .forEach(each -> since.put(
                            OfferKey.parse(each.getKey()),
                            new OfferUpdate(
                                    Optional.ofNullable(each.getValue().get("value"))
                                            .map(value -> new BigDecimal(value.asText())),
                                    Instant.ofEpochMilli(
                                            each.getValue().get("seen_at").asLong()))));
            return new Revalidation(json.get("matching").asInt(), since);
        } catch (JsonProcessingException e) {
            throw new StoreFailure("what became of a late alert cannot be read", e);
        }
    }

    static String write(Map<Field, Value> row) {
        return row.isEmpty() ? "" : OfferJson.write(row).toString();
    }

    /** What {@link #write(Map)} wrote; nothing of a state that is older than what it tells. */
    static Map<Field, Value> row(String text) {
        try {
            return text.isEmpty() ? Map.of() : OfferJson.row(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new StoreFailure("what was told of an offer cannot be read", e);
        }
    }

    private static WatchTerms watchTerms(JsonNode json, JsonNode rent) {
        return new WatchTerms(
                Threshold.parse(json.get("threshold").asText()),
                json.get("disk_gb").asInt(),
                Optional.ofNullable(json.get("target_reliability")).map(sla -> Sla.parse(sla.asText())),
                new Rent(
                        rent.get("image").asText(),
                        rent.get("options").asText(),
                        new BigDecimal(rent.get("bid_above").asText())),
                json.path("top").asInt(NotifyRules.TOP),
                Optional.ofNullable(json.get("urgent")).map(urgent -> Threshold.parse(urgent.asText())));
    }

    private static Match match(JsonNode json) {
        OfferKey key = OfferKey.parse(json.get("key").asText());
        List<Integer> sizes = new ArrayList<>();
        json.path("sizes").forEach(size -> sizes.add(size.asInt()));
        return new Match(
                Reason.valueOf(json.get("reason").asText()),
                key,
                OfferJson.read(
                        json.get("row"),
                        key.type(),
                        Instant.parse(json.get("seen_at").asText())),
                new BigDecimal(json.get("value").asText()),
                Optional.ofNullable(json.get("previous")).map(previous -> new BigDecimal(previous.asText())),
                sizes);
    }
}
