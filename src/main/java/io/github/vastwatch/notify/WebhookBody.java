package io.github.vastwatch.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.vast.OfferJson;

/** The JSON that scripts get; its keys are a promise. */
final class WebhookBody {
    private WebhookBody() {}

    static ObjectNode of(Alert alert) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("type", "offers.matched");
        body.put("timestamp", alert.at().toString());
        ObjectNode data = body.putObject("data");
        data.put("alert_id", alert.id());
        data.put("watch", alert.watch());
        data.put("threshold", alert.threshold().toString());
        data.put("disk_gb", alert.diskGb());
        data.putArray("offers");
        alert.matches().forEach(match -> write(data.withArray("offers").addObject(), alert, match));
        data.put("left_out", 0);
        return body;
    }

    private static void write(ObjectNode json, Alert alert, Match match) {
        json.put("event", "new");
        json.put("reason", match.reason().words());
        json.put("key", match.key().toString());
        match.previous().ifPresentOrElse(previous -> json.put("previous", previous), () -> json.putNull("previous"));
        json.set("offer", OfferJson.write(match.offer()));
        RentCommand.of(alert.rent(), alert.diskGb(), match.offer())
                .ifPresentOrElse(command -> json.putObject("rent").put("command", command), () -> json.putNull("rent"));
    }
}
