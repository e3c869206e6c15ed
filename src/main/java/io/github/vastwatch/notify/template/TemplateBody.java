package io.github.vastwatch.notify.template;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.offer.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The body of a request in the words of a user's template. */
public final class TemplateBody {
    private TemplateBody() {}

    /**
     * Of as many offers as fit into so many bytes, best first; {@code more} counts the others.
     *
     * @throws Mistake where the template cannot be filled, or even without offers makes more
     */
    public static String fitting(Template template, Alert alert, int maxBody, Instant now) {
        int fit = alert.matches().size();
        while (true) {
            String body = template.filled(MessagePart.BODY, TemplateContext.of(alert, now, template.zone(), fit))
                    .orElseThrow();
            int size = body.getBytes(StandardCharsets.UTF_8).length;
            if (size <= maxBody) {
                return body;
            }
            if (fit == 0) {
                throw new InvalidInput(
                        "the body has " + size + " bytes even without offers, and max_body is " + maxBody);
            }
            fit = Math.max(0, Math.min(fit - 1, (int) ((long) fit * maxBody / size)));
        }
    }
}
