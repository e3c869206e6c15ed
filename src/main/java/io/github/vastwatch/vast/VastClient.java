package io.github.vastwatch.vast;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Question;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** Asks Vast.ai's search, within the budget of requests. */
public final class VastClient implements AutoCloseable {
    /** Five times the largest answer that was ever seen (about 27 MB for 20,000 rows). */
    static final long MOST_BYTES = 128L * 1024 * 1024;
    /** Caps that others met; an answer of exactly so many rows may lack the rest. */
    private static final Set<Integer> SUSPECT = Set.of(64, 512);

    private static final MediaType JSON = MediaType.get("application/json");

    private final VastSettings settings;
    private final Clock clock;
    private final Budget budget;
    private final OkHttpClient http;

    public VastClient(VastSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.budget = new Budget(settings.requestsPerMinute(), System::nanoTime);
        this.http = new OkHttpClient.Builder()
                .connectTimeout(Duration.ofSeconds(10))
                .readTimeout(Duration.ofSeconds(60))
                .callTimeout(Duration.ofSeconds(120))
                // A redirect would carry the key to wherever it points.
                .followRedirects(false)
                .retryOnConnectionFailure(true)
                .build();
    }

    /** Asks once, waiting for the budget first. */
    public SearchResult search(Question question) throws InterruptedException {
        budget.take();
        try (Response response = http.newCall(request(question)).execute()) {
            return read(question, response);
        } catch (InterruptedIOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("asked to stop while waiting for Vast.ai");
            }
            return new SearchResult.Failed("no answer in time");
        } catch (IOException e) {
            return new SearchResult.Failed(Refusals.network(e, settings.url().host()));
        }
    }

    private Request request(Question question) {
        Request.Builder request = new Request.Builder()
                .url(settings.url()
                        .newBuilder()
                        .addPathSegments(settings.protocol().path())
                        .build())
                .header("accept", "application/json")
                .header("user-agent", "vastwatch")
                .method(
                        settings.protocol().method(),
                        RequestBody.create(settings.protocol().body(question).toString(), JSON));
        settings.apiKey().ifPresent(key -> request.header("authorization", "Bearer " + key.reveal()));
        return request.build();
    }

    private SearchResult read(Question question, Response response) throws IOException {
        ResponseBody body = response.body();
        if (response.code() != 200) {
            return Refusals.of(response, settings.apiKey());
        }
        @Nullable MediaType type = body.contentType();
        if (type == null || !type.subtype().contains("json")) {
            return new SearchResult.Failed(
                    "HTTP 200 with " + (type == null ? "no content type" : type) + " where JSON was expected");
        }
        Rows.Answer answer = Rows.read(new Bounded(body.byteStream()), question.type(), clock.instant());
        if (answer.refused() || answer.offers().isEmpty()) {
            String said = answer.message().isEmpty() ? "no offers in the answer" : answer.message();
            return new SearchResult.Failed("HTTP 200, but " + Refusals.masked(said, settings.apiKey()));
        }
        List<Offer> offers = answer.offers().get();
        boolean whole = offers.size() < question.limit() && !SUSPECT.contains(offers.size());
        return new SearchResult.Found(offers, whole && answer.dropped() == 0, answer.dropped());
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    /** A body that ends with an error where it grows too large. */
    private static final class Bounded extends FilterInputStream {
        private long left = MOST_BYTES;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return count(super.read(), 1);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            return count(read, Math.max(0, read));
        }

        private int count(int result, int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new IOException("the answer is larger than 128 MB");
            }
            return result;
        }
    }
}
