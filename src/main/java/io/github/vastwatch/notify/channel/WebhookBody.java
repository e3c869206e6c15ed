package io.github.vastwatch.notify.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.notify.message.RentCommand;
import io.github.vastwatch.notify.message.Severity;
import io.github.vastwatch.notify.message.Title;
import io.github.vastwatch.vast.OfferJson;
import java.nio.charset.StandardCharsets;

/** The JSON of a webhook; its keys are stable. */
public final class WebhookBody {
    private WebhookBody() {}

    /** As many offers as fit into the limit, best first. */
    static String fitting(Alert alert, int maxBody) {
        int fit = alert.matches().size();
        String body = of(alert, fit).toString();
        // Offers have about the same length, so this ends after a few rounds.
        for (int size; fit > 0 && (size = body.getBytes(StandardCharsets.UTF_8).length) > maxBody; ) {
            fit = Math.max(0, Math.min(fit - 1, (int) ((long) fit * maxBody / size)));
            body = of(alert, fit).toString();
        }
        return body;
    }

    public static ObjectNode of(Alert alert, int most) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("type", alert.alertKind().wire());
        body.put("timestamp", alert.at().toString());
        ObjectNode data = body.putObject("data");
        data.put("alert_id", alert.id());
        alert.watch().ifPresent(watch -> data.put("watch", watch));
        data.put("severity", Severity.of(alert).wire());
        data.put("title", Title.of(alert));
        alert.facts().forEach(data::put);
        if (!alert.sentences().isEmpty()) {
            data.put("text", String.join("\n", alert.sentences()));
        }
        alert.terms().ifPresent(watchTerms -> {
            data.put("threshold", watchTerms.threshold().toString());
            data.put("disk_gb", watchTerms.diskGb());
            watchTerms.sla().ifPresent(sla -> data.put("target_reliability", sla.reliability()));
            data.putArray("offers");
            alert.matches().stream()
                    .limit(most)
                    .forEach(match -> write(data.withArray("offers").addObject(), watchTerms, match));
            data.put("matching", alert.matching());
            data.put("left_out", alert.count() - Math.min(most, alert.matches().size()));
        });
        return body;
    }

    private static void write(ObjectNode json, WatchTerms watchTerms, Match match) {
        match.reason().event().ifPresent(event -> json.put("event", event.wire()));
        json.put("reason", match.reason().words());
        json.put("key", match.key().toString());
        match.previous().ifPresentOrElse(previous -> json.put("previous", previous), () -> json.putNull("previous"));
        if (!match.sizes().isEmpty()) {
            match.sizes().forEach(json.putArray("sizes")::add);
        }
        match.update().ifPresent(offerUpdate -> {
            ObjectNode node = json.putObject("since");
            node.put("gone", offerUpdate.isGone());
            offerUpdate.value().ifPresent(value -> node.put("value", value));
            node.put("seen_at", offerUpdate.seenAt().toString());
        });
        json.set("offer", OfferJson.write(match.offer()));
        RentCommand.of(watchTerms.rent(), watchTerms.diskGb(), match.offer())
                .filter(command -> match.isToRent())
                .ifPresentOrElse(command -> json.putObject("rent").put("command", command), () -> json.putNull("rent"));
    }
}
