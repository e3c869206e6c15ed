package io.github.vastwatch.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Terms;
import io.github.vastwatch.vast.OfferJson;

/** The JSON that scripts get; its keys are a promise. */
final class WebhookBody {
    private WebhookBody() {}

    static ObjectNode of(Alert alert) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("type", alert.kind().wire());
        body.put("timestamp", alert.at().toString());
        ObjectNode data = body.putObject("data");
        data.put("alert_id", alert.id());
        alert.watch().ifPresent(watch -> data.put("watch", watch));
        alert.facts().forEach(data::put);
        if (!alert.sentences().isEmpty()) {
            data.put("text", String.join("\n", alert.sentences()));
        }
        alert.terms().ifPresent(terms -> {
            data.put("threshold", terms.threshold().toString());
            data.put("disk_gb", terms.diskGb());
            data.putArray("offers");
            alert.matches().forEach(match -> write(data.withArray("offers").addObject(), terms, match));
            data.put("matching", alert.matching());
            data.put("left_out", 0);
        });
        return body;
    }

    private static void write(ObjectNode json, Terms terms, Match match) {
        match.reason().event().ifPresent(event -> json.put("event", event.wire()));
        json.put("reason", match.reason().words());
        json.put("key", match.key().toString());
        match.previous().ifPresentOrElse(previous -> json.put("previous", previous), () -> json.putNull("previous"));
        json.set("offer", OfferJson.write(match.offer()));
        RentCommand.of(terms.rent(), terms.diskGb(), match.offer())
                .ifPresentOrElse(command -> json.putObject("rent").put("command", command), () -> json.putNull("rent"));
    }
}
