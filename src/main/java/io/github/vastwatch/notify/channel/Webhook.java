package io.github.vastwatch.notify.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.notify.message.RentCommand;
import io.github.vastwatch.notify.message.Severity;
import io.github.vastwatch.notify.message.Title;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.OfferJson;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.watch.Metric;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.HttpUrl;

/**
 * JSON for programs, with the headers of Standard Webhooks 1.0.
 *
 * @param secrets all sign each request, so that during a rotation the receiver can know either
 * @param maxBody the maximum bytes of a body; offers that do not fit are left out and counted
 */
public record Webhook(HttpUrl url, List<Secret> secrets, int maxBody) implements HttpService {
    /** Receivers commonly accept 1 MB, some far less; 200 offers with every field need about 250 kB. */
    public static final int DEFAULT_MAX_BODY = 256_000;

    /** How many are sent at the same time: programs take many, unlike services that count messages to people. */
    public static final int CONCURRENCY = 8;

    private static final String PREFIX = "whsec_";
    private static final String ADVICE = "make one: echo whsec_$(openssl rand -base64 24)";

    public Webhook {
        secrets = List.copyOf(secrets);
    }

    public static HttpUrl parseUrl(String text) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            throw new InvalidInput("not a URL", "write it as https://example.org/hook");
        }
        return url;
    }

    /** A secret that can sign. */
    public static Secret parseSecret(Secret secret) {
        key(secret);
        return secret;
    }

    /** The bytes that sign, as Standard Webhooks encodes them. */
    public static byte[] key(Secret secret) {
        String text = secret.reveal();
        if (!text.startsWith(PREFIX)) {
            throw new InvalidInput("a webhook secret begins with whsec_", ADVICE);
        }
        try {
            return Base64.getDecoder().decode(text.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("the part after whsec_ is not base64", ADVICE);
        }
    }

    @Override
    public String render(Alert alert, Template template, Instant now) {
        return template.body(alert, maxBody, now).orElseGet(() -> Body.fitting(alert, maxBody));
    }

    @Override
    public Map<String, String> headers(String id, byte[] body, Instant now) {
        String timestamp = String.valueOf(now.getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", timestamp);
        if (!secrets.isEmpty()) {
            headers.put(
                    "webhook-signature",
                    secrets.stream()
                            .map(secret -> signature(key(secret), id + "." + timestamp + ".", body))
                            .collect(Collectors.joining(" ")));
        }
        return headers;
    }

    /** {@code v1,} and the HMAC-SHA256 of id, timestamp and body, from the specification. */
    public static String signature(byte[] key, String prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(prefix.getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "webhook to " + url.scheme() + "://" + url.host() + (secrets.isEmpty() ? "" : ", signed");
    }

    /** The JSON of a webhook; its keys are stable. */
    public static final class Body {
        /** Without the noise of a division. */
        private static final MathContext TEN_DIGITS = new MathContext(10);

        private Body() {}

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
                watchTerms
                        .workload()
                        .ifPresent(job -> data.putObject("workload")
                                .put("hours", job.hours())
                                .put("download_gb", job.downloadGb())
                                .put("upload_gb", job.uploadGb()));
                data.putArray("offers");
                alert.matches().stream()
                        .limit(most)
                        .forEach(match -> write(data.withArray("offers").addObject(), watchTerms, match));
                data.put("matching", alert.matching());
                data.put(
                        "left_out",
                        alert.count() - Math.min(most, alert.matches().size()));
            });
            return body;
        }

        private static void write(ObjectNode json, WatchTerms watchTerms, Match match) {
            match.reason().event().ifPresent(event -> json.put("event", event.wire()));
            json.put("reason", match.reason().words());
            json.put("key", match.key().toString());
            match.previous()
                    .ifPresentOrElse(previous -> json.put("previous", previous), () -> json.putNull("previous"));
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
            ObjectNode metrics = json.putObject("metrics");
            Metric.figures(watchTerms.workload())
                    .forEach(metric -> metric.valueOf(match.offer())
                            .ifPresent(value -> metrics.put(
                                    metric.wire(), value.round(TEN_DIGITS).doubleValue())));
            RentCommand.of(watchTerms.rent(), watchTerms.diskGb(), match.offer())
                    .filter(command -> match.isToRent())
                    .ifPresentOrElse(
                            command -> json.putObject("rent").put("command", command), () -> json.putNull("rent"));
        }
    }
}
