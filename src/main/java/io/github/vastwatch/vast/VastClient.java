package io.github.vastwatch.vast;

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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends searches to Vast.ai, within the limit of requests, by the protocol that the server understands. */
public final class VastClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VastClient.class);

    /** A whole market arrives in three seconds; the other watches wait as long as one search does. */
    public static final Duration MAX_DURATION = Duration.ofSeconds(30);

    /** How soon it is tried again to count searches in a ledger that cannot be written. */
    private static final Duration UNCOUNTED = Duration.ofSeconds(5);

    /** A longer wait is a pause, during which the caller does other things. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private static final String RETRY_AFTER = "retry-after";

    private final VastSettings settings;
    private final OkHttpClient http;
    private final SearchCall searchCall;
    private final RateLimiter rateLimiter;
    private final Backoff backoff;
    private final RowCount rows;
    private final Clock clock;
    private volatile Optional<SearchLedger> ledger = Optional.empty();
    /** Until when the ledger permits no search. */
    private volatile Instant heldUntil = Instant.MIN;

    /** In the order in which they are tried: the one that was understood last comes first. */
    private List<Protocol> protocols;
    /** The defects of answers that the log contains already. */
    private final Set<Object> logged = new HashSet<>();

    public VastClient(VastSettings settings, Clock clock) {
        this(
                settings,
                clock,
                http(settings),
                rateLimiter(settings),
                new Backoff(clock, () -> ThreadLocalRandom.current().nextDouble(-1, 1)));
    }

    VastClient(VastSettings settings, Clock clock, OkHttpClient http, RateLimiter rateLimiter, Backoff backoff) {
        this.settings = settings;
        this.http = http;
        this.searchCall = new SearchCall(settings, http, clock);
        this.rateLimiter = rateLimiter;
        this.backoff = backoff;
        this.rows = new RowCount(settings.account(), clock);
        this.clock = clock;
        this.protocols = settings.protocols();
    }

    /** An HTTP client for Vast.ai; TLS is set up only where it is used, because reading the certificates takes time. */
    static OkHttpClient http(VastSettings settings) {
        OkHttpClient.Builder client = settings.transport().into(new OkHttpClient.Builder());
        if (!settings.url().isHttps()) {
            client.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
        }
        return client.connectTimeout(Duration.ofSeconds(10))
                .readTimeout(MAX_DURATION)
                .callTimeout(MAX_DURATION)
                // A redirect would carry the key to another server.
                .followRedirects(false)
                .retryOnConnectionFailure(true)
                .addNetworkInterceptor(chain -> withoutRepeat(chain.proceed(chain.request())))
                .build();
    }

    /** OkHttp repeats a request by itself after a 408, and after a 503 without a wait: no limit would count it. */
    private static Response withoutRepeat(Response response) {
        boolean isRepeated = response.code() == 408 || response.code() == 503;
        return isRepeated && response.header(RETRY_AFTER, "0").strip().equals("0")
                ? response.newBuilder()
                        .header(RETRY_AFTER, String.valueOf(Backoff.AFTER_FAILURE.toSeconds()))
                        .build()
                : response;
    }

    private static RateLimiter rateLimiter(VastSettings settings) {
        return new RateLimiter(settings.requestsPerMinute(), System::nanoTime);
    }

    /** A client with other settings, which continues the backoff of this one for the same server and key. */
    public VastClient withSettings(VastSettings next, Clock clock) {
        boolean isSame = next.url().equals(settings.url()) && next.apiKey().equals(settings.apiKey());
        return isSame
                ? new VastClient(next, clock, http(next), rateLimiter(next), backoff)
                : new VastClient(next, clock);
    }

    /** How long ago the last request was permitted to be sent; empty if none was. */
    public Optional<Duration> sinceLastRequest() {
        return rateLimiter.sinceLast();
    }

    /**
     * Searches once, by each protocol until one is understood; waits for the limit of requests before each attempt. Sends
     * nothing during a pause for the quota of rows. Counts the rows of the answer.
     */
    public SearchResult search(Question question) throws InterruptedException {
        return search(question, MAX_DURATION);
    }

    /**
     * Searches with a deadline of its own.
     *
     * @param deadline how long each request may take, with its whole answer; at most {@link #MAX_DURATION}
     */
    public SearchResult search(Question question, Duration deadline) throws InterruptedException {
        Optional<Instant> quota = rows.pause();
        if (quota.isPresent()) {
            return SearchResult.NotAsked.quota(quota.get());
        }
        SearchResult result = tryProtocols(question, deadline);
        backoff.observe(result).forEach(LOG::warn);
        if (result instanceof SearchResult.Found found) {
            rows.read(found.rows());
            logDefects(question, found);
        } else if (result instanceof SearchResult.Throttled throttled && throttled.isQuota()) {
            rows.refused(backoff.nextAttempt());
            // The row count keeps this pause, and can end it.
            backoff.release();
        }
        Duration pause = Duration.between(clock.instant(), backoff.nextAttempt());
        if (pause.compareTo(Duration.ZERO) > 0 && isForAll(result)) {
            ledger.ifPresent(each -> each.pause(settings.account(), pause));
        }
        return result;
    }

    /** Whether the server itself refused: that this program does not reach it says nothing of others. */
    private static boolean isForAll(SearchResult result) {
        return result instanceof SearchResult.Throttled
                || (result instanceof SearchResult.Failed failed
                        && (failed.cause() == Cause.KEY_REFUSED
                                || failed.after().isPresent()));
    }

    private SearchResult tryProtocols(Question question, Duration deadline) throws InterruptedException {
        List<SearchResult> refusals = new ArrayList<>();
        for (Protocol protocol : protocols) {
            rateLimiter.take();
            Optional<SearchResult> held = count();
            if (held.isPresent()) {
                return held.get();
            }
            Reply reply = searchCall.send(protocol, question, deadline);
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped while waiting for Vast.ai");
            }
            if (!reply.isProtocolRefused()) {
                if (!refusals.isEmpty() && reply.result() instanceof SearchResult.Found) {
                    switchTo(protocol, refusals.get(0));
                }
                return reply.result();
            }
            refusals.add(reply.result());
        }
        return allRefused(refusals.get(0), refusals.size());
    }

    /** Counts a search in the ledger, after the wait that it asks for; returns why it may not be sent, if so. */
    private Optional<SearchResult> count() throws InterruptedException {
        if (ledger.isEmpty()) {
            return Optional.empty();
        }
        while (true) {
            Optional<Duration> wait =
                    ledger.get().take(settings.account(), rateLimiter.perMinute(), rateLimiter.interval());
            if (wait.isEmpty()) {
                return held(UNCOUNTED, "searches cannot be counted, because the state cannot be written");
            }
            if (wait.get().isZero()) {
                return Optional.empty();
            }
            if (wait.get().compareTo(LONGEST_WAIT) > 0) {
                return held(wait.get(), "Vast.ai asked another daemon to wait");
            }
            TimeUnit.NANOSECONDS.sleep(wait.get().toNanos());
        }
    }

    private Optional<SearchResult> held(Duration wait, String reason) {
        heldUntil = clock.instant().plus(wait);
        return Optional.of(new SearchResult.NotAsked(heldUntil, reason));
    }

    private void switchTo(Protocol protocol, SearchResult refusal) {
        if (refusal instanceof SearchResult.Failed failed) {
            LOG.warn(
                    "protocol {} is {} ({}); using {} from now on",
                    protocols.get(0).wire(),
                    failed.cause() == Cause.PROTOCOL_REFUSED ? "gone" : "not understood",
                    failed.reason(),
                    protocol.wire());
        }
        List<Protocol> order = new ArrayList<>(protocols);
        order.remove(protocol);
        order.add(0, protocol);
        protocols = List.copyOf(order);
    }

    private static SearchResult allRefused(SearchResult first, int count) {
        if (!(first instanceof SearchResult.Failed failed)) {
            return first;
        }
        String others = count > 1
                ? "; the server does not understand the other protocols either"
                : failed.cause() == Cause.PROTOCOL_REFUSED ? "; protocol auto tries the others" : "";
        return new SearchResult.Failed(failed.cause(), failed.reason() + others, failed.after());
    }

    /** Logs each kind of defect in answers once; the metrics count all. */
    private void logDefects(Question question, SearchResult.Found found) {
        String dropped = found.dropped().entrySet().stream()
                .filter(entry -> logged.add(entry.getKey()))
                .map(entry -> entry.getKey() + " (" + entry.getValue() + "×)")
                .sorted()
                .collect(Collectors.joining(", "));
        if (!dropped.isEmpty()) {
            LOG.warn("Vast.ai's answer is partly unusable: {}; using the rest", dropped);
        }
        found.disagreed().forEach((field, count) -> {
            if (logged.add(field)) {
                LOG.warn("Vast.ai returned {} offers that fail the query's {}; ignoring them", count, field);
            }
        });
        if (found.computed() > 0 && logged.add(Pricing.Outcome.COMPUTED)) {
            LOG.warn(
                    "dph_total is not dph_base + storage_cost × {} GB / {}{} in {} rows of Vast.ai; using the sum in such"
                            + " rows",
                    question.diskGb(),
                    Pricing.HOURS_PER_MONTH,
                    question.sla().isPresent() ? " + slaPremiumPerHour" : "",
                    found.computed());
        }
    }

    /** The time of the next permitted search; past if it is permitted now. */
    public Instant nextAttempt() {
        Instant next = backoff.nextAttempt();
        Instant held = heldUntil;
        return rows.pause().filter(next::isBefore).orElse(held.isAfter(next) ? held : next);
    }

    /** The last period in which every search failed; empty if none has failed yet. */
    public Optional<Outage> outage() {
        return backoff.outage();
    }

    /** Until when nothing is sent because the quota of rows is used up; empty if it is not. */
    public Optional<Instant> quotaPause() {
        return rows.pause();
    }

    /** Counts rows in a ledger from now on, together with other programs, and keeps to the pause that it contains. */
    public void shareRowCount(RowUsage.Ledger ledger) {
        rows.share(ledger);
    }

    /** Counts searches in a ledger from now on, together with other programs, and keeps to the pause that it contains. */
    public void shareSearches(SearchLedger shared) {
        ledger = Optional.of(shared);
        heldUntil = clock.instant().plus(shared.pause(settings.account()));
    }

    /** Has each answer measured from now on. */
    public void measure(Consumer<Transfer> meter) {
        searchCall.measure(meter);
    }

    /** The rows that this account has read today, also through other programs that share the ledger. */
    public RowUsage rowUsage() {
        return rows.usage();
    }

    /** The first request of a search as text: method and URL, headers with the key masked, body. */
    public static String request(VastSettings settings, Question question) {
        return SearchCall.format(settings, settings.protocols().get(0), question);
    }

    /** The account whose rows are counted: a fingerprint of the key, never the key. */
    public String account() {
        return settings.account();
    }

    public RowUsage.Limit rowLimit() {
        return settings.rowLimit();
    }

    /** The maximum number of requests in any minute. */
    public int requestsPerMinute() {
        return settings.requestsPerMinute();
    }

    /** Whether there is no key, so that an answer has at most 64 rows, and not the best ones. */
    public boolean isAnonymous() {
        return settings.apiKey().isEmpty();
    }

    @Override
    public void close() {
        // A request without an answer would delay the shutdown.
        http.dispatcher().cancelAll();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
