package io.github.vastwatch.vast;

import io.github.vastwatch.http.RequestProgress;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.vast.ErrorResponses.Reply;
import io.github.vastwatch.vast.SearchResult.Cause;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** One question and its answer over HTTP; every failure becomes a result. */
final class SearchCall {
    /**
     * Known caps (64, 512) and likely ones. An answer with exactly this number of rows that does not
     * say whether it is truncated may be; a false suspicion costs two questions.
     */
    private static final Set<Integer> SUSPECT = Set.of(64, 100, 128, 256, 500, 512, 1000, 1024, 2000, 5000);

    private static final MediaType JSON = MediaType.get("application/json");

    private final VastSettings settings;
    private final OkHttpClient http;
    private final Clock clock;
    private final Redactor redactor;
    private final ErrorResponses errorResponses;

    SearchCall(VastSettings settings, OkHttpClient http, Clock clock) {
        this.settings = settings;
        this.http = http;
        this.clock = clock;
        this.redactor = new Redactor(settings.apiKey());
        this.errorResponses = new ErrorResponses(settings.apiKey(), settings.transport(), clock);
    }

    /** @param deadline the time after which an answer is given up */
    Reply ask(Protocol protocol, Question question, Duration deadline) {
        RequestProgress requestProgress = new RequestProgress(settings.url(), settings.transport());
        OkHttpClient timed = http.callTimeoutMillis() <= deadline.toMillis()
                ? http
                : http.newBuilder().callTimeout(deadline).build();
        try (Response response = timed.newCall(requestProgress.on(request(settings, protocol, question)))
                .execute()) {
            return response.code() == 200 ? new Reply(read(question, response), false) : errorResponses.of(response);
        } catch (IOException e) {
            Cause cause = e instanceof InterruptedIOException && requestProgress.isSent()
                    ? Cause.TOO_SLOW
                    : Cause.UNAVAILABLE;
            return failed(cause, requestProgress.words(e, timed));
        } catch (RuntimeException e) {
            // A malformed header throws past OkHttp's own checks.
            return failed(Cause.BAD_ANSWER, "the answer violates HTTP (" + e.getMessage() + ")");
        }
    }

    private Reply failed(Cause cause, String reason) {
        return new Reply(new SearchResult.Failed(cause, redactor.redact(reason)), false);
    }

    /** The request that {@link #ask} makes, the key masked: a line with method and URL, the headers, the body. */
    static String shown(VastSettings settings, Protocol protocol, Question question) {
        Request request = request(settings, protocol, question);
        StringBuilder text = new StringBuilder(request.method() + " " + request.url() + "\n");
        request.headers()
                .forEach(header -> text.append(header.getFirst())
                        .append(": ")
                        .append(header.getFirst().equals("authorization") ? "Bearer ***" : header.getSecond())
                        .append('\n'));
        return text + "content-type: " + JSON + "\n\n" + protocol.body(question);
    }

    private static Request request(VastSettings settings, Protocol protocol, Question question) {
        Request.Builder request = new Request.Builder()
                .url(settings.url()
                        .newBuilder()
                        .addPathSegments(protocol.path())
                        .build())
                .header("accept", "application/json")
                .header("user-agent", "vastwatch")
                .method(
                        protocol.method(),
                        RequestBody.create(protocol.body(question).toString(), JSON));
        settings.apiKey().ifPresent(key -> request.header("authorization", "Bearer " + key.reveal()));
        return request.build();
    }

    private SearchResult read(Question question, Response response) {
        Optional<Duration> after = RetryAfter.of(response, clock);
        @Nullable MediaType type = response.body().contentType();
        if (type == null || !type.subtype().contains("json")) {
            String reason = type != null && type.subtype().contains("html")
                    ? IoFailures.PAGE
                    : "HTTP 200 with " + (type == null ? "no content type" : redactor.redact(type.toString()))
                            + " where JSON was expected";
            return ErrorResponses.isTooMany(ErrorResponses.body(response))
                    ? ErrorResponses.throttled(reason, ErrorResponses.body(response), after)
                    : new SearchResult.Failed(Cause.BAD_ANSWER, reason, after);
        }
        ResponseReader.ParsedResponse parsedResponse =
                ResponseReader.read(new BoundedBody(response.body().byteStream()), question.type(), clock.instant());
        String message = redactor.redact(parsedResponse.message());
        if (parsedResponse.offers().isEmpty()
                && ErrorResponses.isTooMany(parsedResponse.code() + " " + parsedResponse.message())) {
            return ErrorResponses.throttled("HTTP 200: " + message, parsedResponse.code(), after);
        }
        if (parsedResponse.offers().isEmpty() && parsedResponse.broken().isPresent()) {
            IOException broken = parsedResponse.broken().get();
            return new SearchResult.Failed(
                    broken instanceof InterruptedIOException ? Cause.TOO_SLOW : Cause.BAD_ANSWER,
                    IoFailures.describe(broken, isCompressed(response)),
                    after);
        }
        // An empty list beside an error is no evidence of absence.
        boolean refused = !parsedResponse.success()
                || (parsedResponse.offers().isEmpty()
                        && !parsedResponse.message().isEmpty());
        if (refused || parsedResponse.strange().isPresent()) {
            String strange = parsedResponse.strange().orElse("it reports a failure");
            String reason = "HTTP 200, but " + (message.isEmpty() ? strange : message);
            return ErrorResponses.isAboutKey(message)
                    ? errorResponses.keyRefused(reason, after)
                    : new SearchResult.Failed(Cause.BAD_ANSWER, reason, after);
        }
        return found(question, parsedResponse, response);
    }

    private SearchResult.Found found(
            Question question, ResponseReader.ParsedResponse parsedResponse, Response response) {
        Map<String, Integer> dropped = new TreeMap<>(parsedResponse.dropped());
        parsedResponse
                .broken()
                .ifPresent(failure -> dropped.put(IoFailures.phrase(failure, isCompressed(response)), 1));
        Map<Field, Integer> disagreed = new EnumMap<>(Field.class);
        List<Offer> priced = new ArrayList<>();
        int strangers = 0;
        int computed = 0;
        for (Offer offer : parsedResponse.offers()) {
            // By the server's own price, which it filtered by.
            List<Field> failing = Stream.concat(question.query().clauses().stream(), Stream.of(question.diskClause()))
                    .filter(clause -> clause.evaluate(offer) == Clause.Verdict.FAILS)
                    .map(Clause::field)
                    .filter(Field::isFilteredByServer)
                    .distinct()
                    .toList();
            failing.forEach(field -> disagreed.merge(field, 1, Integer::sum));
            strangers += failing.isEmpty() ? 0 : 1;
            Pricing pricing = Pricing.of(offer, question);
            priced.add(pricing.offer());
            computed += pricing.outcome() == Pricing.Outcome.COMPUTED ? 1 : 0;
            if (pricing.outcome() == Pricing.Outcome.NOT_BELIEVED) {
                dropped.merge("price that cannot be true", 1, Integer::sum);
            }
        }
        // A server that ignores the question answers another one.
        boolean answers = strangers * 2 <= parsedResponse.offers().size();
        boolean capped = parsedResponse
                .truncated()
                .orElse(parsedResponse.rows() >= question.limit() || SUSPECT.contains(parsedResponse.rows()));
        return new SearchResult.Found(
                priced,
                parsedResponse.whole() && answers && !capped,
                capped,
                parsedResponse.rows(),
                dropped,
                disagreed,
                computed);
    }

    private static boolean isCompressed(Response response) {
        @Nullable Response network = response.networkResponse();
        return network != null && "gzip".equalsIgnoreCase(network.header("content-encoding"));
    }
}
