package io.github.vastwatch.vast;

import io.github.vastwatch.http.Transport;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.vast.ErrorResponses.Reply;
import io.github.vastwatch.vast.SearchResult.Cause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client of Vast.ai's search, within the rate limit and the quota, by the protocol that the server understands. */
public final class VastClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VastClient.class);

    /** A whole market takes three seconds; all watches wait while a question runs. */
    public static final Duration MAX_DURATION = Duration.ofSeconds(30);

    private static final String RETRY_AFTER = "retry-after";

    private final VastSettings settings;
    private final OkHttpClient http;
    private final SearchCall searchCall;
    private final RateLimiter rateLimiter;
    private final Backoff backoff;
    private final RowCount rows;
    /** In the order of trial: the last one that was understood comes first. */
    private List<Protocol> protocols;

    private final Set<String> toldDropped = new HashSet<>();
    private final Set<Field> toldDisagreed = new HashSet<>();
    private boolean toldComputed;

    public VastClient(VastSettings settings, Clock clock) {
        this(
                settings,
                clock,
                http(settings.transport()),
                new RateLimiter(settings.requestsPerMinute(), System::nanoTime),
                () -> ThreadLocalRandom.current().nextDouble(-1, 1));
    }

    /** @param jitter from -1 to 1: the position of a pause in its range */
    VastClient(VastSettings settings, Clock clock, OkHttpClient http, RateLimiter rateLimiter, DoubleSupplier jitter) {
        this(settings, clock, http, rateLimiter, new Backoff(clock, jitter));
    }

    private VastClient(
            VastSettings settings, Clock clock, OkHttpClient http, RateLimiter rateLimiter, Backoff backoff) {
        this.settings = settings;
        this.http = http;
        this.searchCall = new SearchCall(settings, http, clock);
        this.rateLimiter = rateLimiter;
        this.backoff = backoff;
        this.rows = new RowCount(settings.account(), clock);
        this.protocols = settings.protocols();
    }

    /** An HTTP client without a proxy. */
    static OkHttpClient http() {
        return http(Transport.DIRECT);
    }

    private static OkHttpClient http(Transport transport) {
        return transport
                .into(new OkHttpClient.Builder())
                .connectTimeout(Duration.ofSeconds(10))
                .readTimeout(MAX_DURATION)
                .callTimeout(MAX_DURATION)
                // A redirect would carry the key to another host.
                .followRedirects(false)
                .retryOnConnectionFailure(true)
                .addNetworkInterceptor(chain -> once(chain.proceed(chain.request())))
                .build();
    }

    /** OkHttp repeats a request after a 408, and a 503 without a wait, which no budget would count. */
    private static Response once(Response response) {
        boolean isRepeated = response.code() == 408 || response.code() == 503;
        return isRepeated && response.header(RETRY_AFTER, "0").strip().equals("0")
                ? response.newBuilder()
                        .header(RETRY_AFTER, String.valueOf(Backoff.AFTER_FAILED.toSeconds()))
                        .build()
                : response;
    }

    /** A client with other settings, which keeps this one's pause if server and account are the same. */
    public VastClient withSettings(VastSettings next, Clock clock) {
        boolean isSame = next.url().equals(settings.url()) && next.apiKey().equals(settings.apiKey());
        return isSame
                ? new VastClient(
                        next,
                        clock,
                        http(next.transport()),
                        new RateLimiter(next.requestsPerMinute(), System::nanoTime),
                        backoff)
                : new VastClient(next, clock);
    }

    /**
     * Asks once, by each protocol until one is understood; waits for the budget before each request. In a pause for the
     * quota nothing is asked. The rows of the answer are counted.
     */
    public SearchResult search(Question question) throws InterruptedException {
        return search(question, MAX_DURATION);
    }

    /**
     * Asks with a deadline of its own.
     *
     * @param deadline the timeout of each request, including its whole answer; at most {@link #MAX_DURATION}
     */
    public SearchResult search(Question question, Duration deadline) throws InterruptedException {
        Optional<Instant> pause = rows.pause();
        if (pause.isPresent()) {
            return new SearchResult.NotAsked(pause.get());
        }
        SearchResult result = tried(question, deadline);
        backoff.observe(result).forEach(LOG::warn);
        if (result instanceof SearchResult.Found found) {
            rows.read(found.rows());
            tellOnce(question, found);
        } else if (result instanceof SearchResult.Throttled throttled && throttled.isQuota()) {
            rows.refused(backoff.nextAttempt());
            // The ledger keeps this pause and can end it.
            backoff.release();
        }
        return result;
    }

    /** When the next question may be asked; in the past if there is no pause. */
    public Instant nextAttempt() {
        Instant next = backoff.nextAttempt();
        return rows.pause().filter(next::isBefore).orElse(next);
    }

    /** The last period without an answered search; empty if no search failed yet. */
    public Optional<Outage> outage() {
        return backoff.outage();
    }

    /** When asking resumes after the quota was used up; empty if it is not. */
    public Optional<Instant> quotaPause() {
        return rows.pause();
    }

    /** Counts rows in a ledger from now on, with other programs, and keeps its pause. */
    public void shareRowCount(RowUsage.Ledger ledger) {
        rows.countIn(ledger);
    }

    /** The rows that this account has read today, including other programs with the same ledger. */
    public RowUsage rowUsage() {
        return rows.usage();
    }

    /** The first request of a search as text: method and URL, headers with the key masked, body. */
    public static String request(VastSettings settings, Question question) {
        return SearchCall.shown(settings, settings.protocols().get(0), question);
    }

    /** The account whose rows are counted: a fingerprint of the key, never the key. */
    public String account() {
        return settings.account();
    }

    public RowUsage.Limit limit() {
        return settings.rowLimit();
    }

    /** The most requests in any minute. */
    public int requestsPerMinute() {
        return settings.requestsPerMinute();
    }

    /** Whether there is no key, so that an answer has at most 64 rows, and not the best. */
    public boolean isAnonymous() {
        return settings.apiKey().isEmpty();
    }

    private SearchResult tried(Question question, Duration deadline) throws InterruptedException {
        List<SearchResult> refusals = new ArrayList<>();
        for (Protocol protocol : protocols) {
            rateLimiter.take();
            Reply reply = searchCall.ask(protocol, question, deadline);
            if (Thread.interrupted()) {
                throw new InterruptedException("asked to stop while waiting for Vast.ai");
            }
            if (!reply.elsewhere()) {
                if (!refusals.isEmpty() && reply.result() instanceof SearchResult.Found) {
                    change(protocol, refusals.get(0));
                }
                return reply.result();
            }
            refusals.add(reply.result());
        }
        return allRefused(refusals.get(0), refusals.size());
    }

    private static SearchResult allRefused(SearchResult first, int tried) {
        if (!(first instanceof SearchResult.Failed failed)) {
            return first;
        }
        String others = tried > 1
                ? "; no other protocol is understood either"
                : failed.cause() == Cause.PROTOCOL_REFUSED ? "; protocol auto tries the others" : "";
        return new SearchResult.Failed(failed.cause(), failed.reason() + others, failed.after());
    }

    private void change(Protocol to, SearchResult refusal) {
        if (refusal instanceof SearchResult.Failed failed) {
            LOG.warn(
                    "protocol {} is {} ({}); using {} from now on",
                    protocols.get(0).wire(),
                    failed.cause() == Cause.PROTOCOL_REFUSED ? "gone" : "not understood",
                    failed.reason(),
                    to.wire());
        }
        List<Protocol> order = new ArrayList<>(protocols);
        order.remove(to);
        order.add(0, to);
        protocols = List.copyOf(order);
    }

    /** Logs each kind of oddity once; the metrics count all. */
    private void tellOnce(Question question, SearchResult.Found found) {
        String dropped = found.dropped().entrySet().stream()
                .filter(entry -> toldDropped.add(entry.getKey()))
                .map(entry -> entry.getKey() + " (" + entry.getValue() + "×)")
                .sorted()
                .collect(Collectors.joining(", "));
        if (!dropped.isEmpty()) {
            LOG.warn("Vast.ai's answer is partly unusable: {}; using the rest", dropped);
        }
        found.disagreed().forEach((field, count) -> {
            if (toldDisagreed.add(field)) {
                LOG.warn("Vast.ai returned {} offers that fail the query's {}; ignoring them", count, field);
            }
        });
        if (found.computed() > 0 && !toldComputed) {
            toldComputed = true;
            LOG.warn(
                    "dph_total is not dph_base + storage_cost × {} GB / {}{} in {} rows of Vast.ai's; using the sum for"
                            + " such",
                    question.diskGb(),
                    Pricing.HOURS_A_MONTH,
                    question.sla().isPresent() ? " + slaPremiumPerHour" : "",
                    found.computed());
        }
    }

    @Override
    public void close() {
        // A hanging question would delay the shutdown.
        http.dispatcher().cancelAll();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
