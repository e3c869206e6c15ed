package io.github.vastwatch.notify.channel;

import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.http.RetryAfter;
import io.github.vastwatch.http.StatusText;
import io.github.vastwatch.text.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import okhttp3.Response;

/** The outcome of a request by its answer, by the rules of Standard Webhooks 1.0. */
final class HttpOutcomes {
    /** Enough for a sentence. */
    private static final int WORDS = 200;

    private HttpOutcomes() {}

    static Outcome of(HttpService httpService, HttpTarget settings, Response response, String body, Instant now) {
        int status = response.code();
        Optional<Outcome> own = httpService.specialOutcome(status);
        if (own.isPresent()) {
            return own.get();
        }
        // Before shortening, because half a secret is still secret.
        String words = SafeText.cut(settings.redact(SafeText.isolated(httpService.message(body))), WORDS);
        String said = StatusText.of(response, settings.transport());
        String answer = said + (words.isEmpty() ? "" : (said.contains(": ") ? "; " : ": ") + words);
        Optional<Duration> wait = RetryAfter.of(response, now).or(() -> httpService.retryAfter(body));
        if (status >= 200 && status < 300) {
            return new Outcome.Delivered("HTTP " + status);
        }
        return switch (status) {
            case 410 -> new Outcome.Rejected(answer, true);
            // 413 is not in the standard; the same body will be as large next time.
            case 400, 401, 403, 404, 405, 413, 422 -> new Outcome.Refused(answer);
            // The request was not processed.
            case 408, 429, 503 -> new Outcome.Deferred(answer, wait);
            // It may have been processed: a form answers an accepted request with a redirect.
            default -> new Outcome.Deferred(answer, wait, true, false, List.of());
        };
    }
}
