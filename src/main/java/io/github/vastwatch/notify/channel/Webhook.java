package io.github.vastwatch.notify.channel;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
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
        return template.body(alert, maxBody, now).orElseGet(() -> WebhookBody.fitting(alert, maxBody));
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
}
