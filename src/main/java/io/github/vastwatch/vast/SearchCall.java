package io.github.vastwatch.vast;

import io.github.vastwatch.http.RequestProgress;
import io.github.vastwatch.http.RetryAfter;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.vast.ErrorResponses.Reply;
import io.github.vastwatch.vast.ResponseReader.ParsedResponse;
import io.github.vastwatch.vast.SearchResult.Cause;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** One question and its answer over HTTP: every outcome becomes a result. */
final class SearchCall {
    /**
     * Row caps that others met (64, 512), and likely ones. An answer with exactly this many rows may be truncated if it
     * does not say whether it is; a wrong guess costs two requests.
     */
    private static final Set<Integer> LIKELY_CAPS = Set.of(64, 100, 128, 256, 500, 512, 1000, 1024, 2000, 5000);

    private static final MediaType JSON = MediaType.get("application/json");

    private final VastSettings settings;
    private final OkHttpClient http;
    private final Clock clock;
    private final Redactor redactor;
    private final ErrorResponses errorResponses;
    private final SharedTexts texts = new SharedTexts();
    private Consumer<Transfer> meter = transfer -> {};

    SearchCall(VastSettings settings, OkHttpClient http, Clock clock) {
        this.settings = settings;
        this.http = http;
        this.clock = clock;
        this.redactor = new Redactor(settings.apiKey());
        this.errorResponses = new ErrorResponses(settings.apiKey(), settings.transport(), clock);
    }

    /** Has each answer measured from now on. */
    void measure(Consumer<Transfer> by) {
        meter = by;
    }

    /** @param deadline the time until the end of the answer, after which the call is cancelled */
    Reply send(Protocol protocol, Question question, Duration deadline) {
        RequestProgress progress = settings.transport().progress(settings.url());
        long began = System.nanoTime();
        Reply reply = send(protocol, question, deadline, progress);
        if (progress.received() > 0) {
            boolean isTruncated = reply.result() instanceof SearchResult.Found found && found.truncated();
            meter.accept(new Transfer(Duration.ofNanos(System.nanoTime() - began), progress.received(), isTruncated));
        }
        return reply;
    }

    private Reply send(Protocol protocol, Question question, Duration deadline, RequestProgress progress) {
        OkHttpClient timed = http.callTimeoutMillis() <= deadline.toMillis()
                ? http
                : http.newBuilder().callTimeout(deadline).build();
        try (Response response = timed.newCall(progress.on(request(settings, protocol, question)))
                .execute()) {
            return response.code() == 200 ? new Reply(read(question, response), false) : errorResponses.of(response);
        } catch (IOException e) {
            Cause cause = e instanceof InterruptedIOException && progress.isSent() ? Cause.TOO_SLOW : Cause.UNAVAILABLE;
            return failed(cause, progress.words(e, timed));
        } catch (RuntimeException e) {
            // A malformed header passes OkHttp's own checks and throws.
            return failed(Cause.BAD_ANSWER, "the answer violates HTTP (" + e.getMessage() + ")");
        }
    }

    private Reply failed(Cause cause, String reason) {
        return new Reply(new SearchResult.Failed(cause, redactor.redact(reason)), false);
    }

    /** The request of {@link #send} with the key masked: a line with method and URL, the headers, the body. */
    static String format(VastSettings settings, Protocol protocol, Question question) {
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

    /** The result of a response with status 200. */
    private SearchResult read(Question question, Response response) {
        Optional<Duration> after = RetryAfter.of(response, clock.instant());
        @Nullable MediaType type = response.body().contentType();
        if (type == null || !type.subtype().contains("json")) {
            String reason = type != null && type.subtype().contains("html")
                    ? IoFailures.HTML_PAGE
                    : "HTTP 200 with " + (type == null ? "no content type" : redactor.redact(type.toString()))
                            + " where JSON was expected";
            String body = ErrorResponses.body(response);
            return ErrorResponses.isThrottling(body)
                    ? ErrorResponses.throttled(reason, body, after)
                    : new SearchResult.Failed(Cause.BAD_ANSWER, reason, after);
        }
        ParsedResponse parsed =
                ResponseReader.read(response.body().byteStream(), question.type(), clock.instant(), texts);
        String message = redactor.redact(parsed.message());
        boolean hasOffers = !parsed.offers().isEmpty();
        if (!hasOffers && ErrorResponses.isThrottling(parsed.code() + " " + parsed.message())) {
            return ErrorResponses.throttled("HTTP 200: " + message, parsed.code(), after);
        }
        if (!hasOffers && parsed.failure().isPresent()) {
            IOException failure = parsed.failure().get();
            return new SearchResult.Failed(
                    failure instanceof InterruptedIOException ? Cause.TOO_SLOW : Cause.BAD_ANSWER,
                    IoFailures.describe(failure, isCompressed(response)),
                    after);
        }
        // An empty list beside an error does not prove that there are no offers.
        boolean isRefused =
                !parsed.success() || (!hasOffers && !parsed.message().isEmpty());
        if (isRefused || parsed.noList().isPresent()) {
            String problem = parsed.noList().orElse("it reports a failure");
            String reason = "HTTP 200, but " + (message.isEmpty() ? problem : message);
            return ErrorResponses.isAboutKey(message)
                    ? errorResponses.keyRefused(reason, after)
                    : new SearchResult.Failed(Cause.BAD_ANSWER, reason, after);
        }
        return found(question, parsed, response);
    }

    private SearchResult.Found found(Question question, ParsedResponse parsed, Response response) {
        Map<String, Integer> dropped = new TreeMap<>(parsed.dropped());
        parsed.failure().ifPresent(failure -> dropped.put(IoFailures.phrase(failure, isCompressed(response)), 1));
        Map<Field, Integer> disagreed = new EnumMap<>(Field.class);
        List<Clause> filters = Stream.concat(question.query().clauses().stream(), Stream.of(question.diskClause()))
                .filter(clause -> clause.field().isFilteredByServer())
                .toList();
        List<Offer> priced = new ArrayList<>(parsed.offers().size());
        int mismatches = 0;
        int computed = 0;
        for (Offer offer : parsed.offers()) {
            // By the server's own price, which is what it filtered by.
            Set<Field> failing = failing(filters, offer);
            failing.forEach(field -> disagreed.merge(field, 1, Integer::sum));
            mismatches += failing.isEmpty() ? 0 : 1;
            Pricing pricing = Pricing.of(offer, question);
            priced.add(pricing.offer());
            computed += pricing.outcome() == Pricing.Outcome.COMPUTED ? 1 : 0;
            if (pricing.outcome() == Pricing.Outcome.REJECTED) {
                dropped.merge("implausible price", 1, Integer::sum);
            }
        }
        // If most rows fail the question, the server answered another one.
        boolean isAnswer = mismatches * 2 <= parsed.offers().size();
        boolean isCapped =
                parsed.truncated().orElse(parsed.rows() >= question.limit() || LIKELY_CAPS.contains(parsed.rows()));
        return new SearchResult.Found(
                priced,
                parsed.complete() && isAnswer && !isCapped,
                isCapped,
                parsed.rows(),
                dropped,
                disagreed,
                computed);
    }

    /** The fields of the filters that an offer fails. */
    private static Set<Field> failing(List<Clause> filters, Offer offer) {
        Set<Field> failing = Set.of();
        for (Clause filter : filters) {
            if (filter.evaluate(offer) == Clause.Verdict.FAILS) {
                failing = failing.isEmpty() ? EnumSet.noneOf(Field.class) : failing;
                failing.add(filter.field());
            }
        }
        return failing;
    }

    private static boolean isCompressed(Response response) {
        @Nullable Response network = response.networkResponse();
        return network != null && "gzip".equalsIgnoreCase(network.header("content-encoding"));
    }
}
