package io.github.vastwatch.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
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
        json.put("watch", alert.watch());
        json.put("at", alert.at().toString());
        json.put("threshold", alert.threshold().toString());
        json.put("disk_gb", alert.diskGb());
        json.putObject("rent")
                .put("image", alert.rent().image())
                .put("options", alert.rent().options())
                .put("bid_above", alert.rent().bidAbove().toPlainString());
        alert.matches().forEach(match -> write(json.withArray("matches").addObject(), match));
        return json.toString();
    }

    private static void write(ObjectNode json, Match match) {
        json.put("reason", match.reason().name());
        json.put("key", match.key().toString());
        json.put("value", match.value().toPlainString());
        match.previous().ifPresent(previous -> json.put("previous", previous.toPlainString()));
        json.put("seen_at", match.offer().seenAt().toString());
        ObjectNode row = json.putObject("row");
        match.offer().row().forEach((field, value) -> {
            if (value instanceof Value.Num num) {
                row.put(field.wire(), num.value());
            } else if (value instanceof Value.Flag flag) {
                row.put(field.wire(), flag.value());
            } else if (value instanceof Value.Text text) {
                row.put(field.wire(), text.value());
            } else {
                row.putNull(field.wire());
            }
        });
    }

    static Alert read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            JsonNode rent = json.get("rent");
            List<Match> matches = new ArrayList<>();
            json.get("matches").forEach(match -> matches.add(match(match)));
            return new Alert(
                    json.get("id").asText(),
                    json.get("watch").asText(),
                    Instant.parse(json.get("at").asText()),
                    Threshold.parse(json.get("threshold").asText()),
                    json.get("disk_gb").asInt(),
                    new Rent(
                            rent.get("image").asText(),
                            rent.get("options").asText(),
                            new BigDecimal(rent.get("bid_above").asText())),
                    matches);
        } catch (JsonProcessingException e) {
            throw new StoreFailure("an alert in the outbox cannot be read", e);
        }
    }

    private static Match match(JsonNode json) {
        OfferKey key = OfferKey.parse(json.get("key").asText());
        Map<Field, Value> row = new EnumMap<>(Field.class);
        json.get("row")
                .properties()
                .forEach(entry ->
                        Field.named(entry.getKey()).ifPresent(field -> row.put(field, value(entry.getValue()))));
        return new Match(
                Reason.valueOf(json.get("reason").asText()),
                key,
                new Offer(key.type(), Instant.parse(json.get("seen_at").asText()), row),
                new BigDecimal(json.get("value").asText()),
                Optional.ofNullable(json.get("previous")).map(previous -> new BigDecimal(previous.asText())));
    }

    private static Value value(JsonNode json) {
        return json.isNumber()
                ? Value.of(json.asDouble())
                : json.isBoolean()
                        ? Value.of(json.asBoolean())
                        : json.isTextual() ? Value.of(json.asText()) : Value.Null.NULL;
    }
}
