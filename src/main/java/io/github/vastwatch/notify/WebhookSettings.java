package io.github.vastwatch.notify;

import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.vast.Secret;
import java.util.Base64;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Where a webhook goes. The URL is a secret too: many services put a token into it. */
public record WebhookSettings(HttpUrl url, Optional<Secret> secret) {
    private static final String PREFIX = "whsec_";

    public WebhookSettings {
        secret.ifPresent(WebhookSettings::key);
    }

    public static HttpUrl parseUrl(String text) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            throw new Mistake("not a URL", "write it as https://example.org/hook");
        }
        return url;
    }

    /** The bytes that sign, as Standard Webhooks encodes them. */
    static byte[] key(Secret secret) {
        String text = secret.reveal();
        if (!text.startsWith(PREFIX)) {
            throw new Mistake("a webhook secret begins with whsec_", "make one: echo whsec_$(openssl rand -base64 24)");
        }
        try {
            return Base64.getDecoder().decode(text.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw new Mistake("what follows whsec_ is no base64", "make one: echo whsec_$(openssl rand -base64 24)");
        }
    }

    @Override
    public String toString() {
        return "webhook to " + url.scheme() + "://" + url.host() + (secret.isPresent() ? ", signed" : "");
    }
}
