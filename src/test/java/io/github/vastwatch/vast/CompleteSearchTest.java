package io.github.vastwatch.vast;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Searches a real server whose answers are thinned to 64 rows, as Vast.ai's are without a key. */
class CompleteSearchTest {
    private static final int MANY = 1_000;
    private static final Watch BY_PRICE = watch("price", "gpu_ram>=16 verified=any", "dph_total <= 0.17");
    private static final Watch BY_VALUE = watch("value", "gpu_ram>=8 num_gpus<=4", "dlperf_per_dphtotal >= 330");
    private static final Watch PER_GPU =
            watch("per-gpu", "gpu_name in [RTX_4090,RTX_5090] verified=any", "dph_per_gpu <= 0.31");

    /** What one search came to, against the market's truth. */
    private record Outcome(int truth, int missed, boolean complete, int requests) {}

    @Test
    void findsEveryOfferUnderTheThresholdInOneRoundThough64ThinnedRowsAreAllAnAnswerHolds() throws Exception {
        List<Outcome> outcomes = markets(3);

        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.truth()).isGreaterThan(64);
            assertThat(outcome.missed()).isZero();
            assertThat(outcome.complete()).isTrue();
        });
    }

    @Test
    @Tag("slow")
    void findsThemIn99Of100Markets() throws Exception {
        List<Outcome> outcomes = markets(100);

        long complete = outcomes.stream()
                .filter(each -> each.missed() == 0 && each.complete())
                .count();
        System.out.println("looks " + outcomes.size() + ", complete and known to be complete " + complete
                + ", offers under a threshold "
                + outcomes.stream().mapToInt(Outcome::truth).summaryStatistics() + ", requests a progress "
                + outcomes.stream().mapToInt(Outcome::requests).summaryStatistics());
        assertThat(complete).isGreaterThanOrEqualTo(outcomes.size() * 99 / 100);
    }

    private static List<Outcome> markets(int number) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        for (int seed = 1; seed <= number; seed++) {
            List<ObjectNode> market = market(seed);
            for (Watch watch : List.of(BY_PRICE, BY_VALUE, PER_GPU)) {
                outcomes.add(progress(market, watch));
            }
        }
        return outcomes;
    }

    private static Outcome progress(List<ObjectNode> market, Watch watch) throws Exception {
        Set<Long> truth = market.stream()
                .filter(row -> row.path("disk_space").asDouble() >= watch.diskGb())
                .filter(row -> watch.matches(offer(row), watch.question()))
                .map(row -> row.path("id").asLong())
                .collect(Collectors.toSet());
        try (FaultyMarket server = FaultyMarket.start((type, disk, now) -> new ArrayList<>(market), () -> NOON);
                VastClient vast = client(server, Optional.empty())) {
            Question asked = narrowed(watch);
            CompleteSearch.Progress progress = CompleteSearch.run(vast, asked, watch.reach()::narrow, MANY);
            Set<Long> found = matches(watch, progress);
            assertThat(truth).containsAll(found);
            return new Outcome(
                    truth.size(), truth.size() - found.size(), isComplete(watch, progress), progress.requests());
        }
    }

    private static Set<Long> matches(Watch watch, CompleteSearch.Progress progress) {
        return ((SearchResult.Found) progress.result())
                .offers().stream()
                        .filter(offer -> watch.matches(offer, progress.question()))
                        .map(offer -> offer.id().orElseThrow())
                        .collect(Collectors.toSet());
    }

    @Test
    void aMarketThatTrulyHas64MatchesIsSeenToBeWholeAtOnceWhereTheServerSaysSoAndElseInParts() throws Exception {
        List<ObjectNode> market = market(1);
        double price = market.stream()
                .filter(row -> BY_PRICE.query().matches(offer(row), BY_PRICE.query())
                        && row.path("disk_space").asDouble() >= 20)
                .mapToDouble(row -> row.path("dph_total").asDouble())
                .sorted()
                .skip(63)
                .findFirst()
                .orElseThrow();
        // Just so that the slack lets no further one through.
        Watch sixtyFour = watch("64", "gpu_ram>=16 verified=any dph_total<=" + price, "dph_total <= 9");
        try (FaultyMarket server = FaultyMarket.start((type, disk, now) -> new ArrayList<>(market), () -> NOON);
                MockWebServer older = older(server);
                VastClient plain = client(server, Optional.empty());
                VastClient vast = client(older.url("/").toString(), Optional.empty());
                VastClient keyed = client(older.url("/").toString(), Optional.of(new Secret("key")))) {
            CompleteSearch.Progress said = CompleteSearch.run(plain, narrowed(sixtyFour), sixtyFour.reach()::narrow, 3);

            assertThat(matches(sixtyFour, said)).hasSize(64);
            assertThat(said.isComplete()).isTrue();
            assertThat(said.requests()).isEqualTo(1);

            for (VastClient each : List.of(vast, keyed)) {
                Question asked = each.isAnonymous() ? narrowed(sixtyFour) : sixtyFour.question();
                CompleteSearch.Progress progress = CompleteSearch.run(each, asked, sixtyFour.reach()::narrow, 3);

                assertThat(matches(sixtyFour, progress)).hasSize(64);
                assertThat(progress.isComplete()).isTrue();
                assertThat(isComplete(sixtyFour, progress)).isTrue();
                assertThat(progress.requests()).isEqualTo(progress.question().equals(asked) ? 3 : 4);
            }
        }
    }

    @Test
    void whereTheAllowanceDoesNotSufficeTheCheapestAreSeenAndTheMarketOnlyInPart() throws Exception {
        List<ObjectNode> market = market(1);
        try (FaultyMarket server = FaultyMarket.start((type, disk, now) -> new ArrayList<>(market), () -> NOON);
                VastClient vast = client(server, Optional.empty())) {
            Question asked = narrowed(BY_PRICE);

            CompleteSearch.Progress progress = CompleteSearch.run(vast, asked, BY_PRICE.reach()::narrow, 4);
            CompleteSearch.Progress once = CompleteSearch.run(vast, asked, BY_PRICE.reach()::narrow, 0);

            assertThat(progress.requests()).isEqualTo(5);
            assertThat(progress.isComplete()).isFalse();
            assertThat(progress.stopReason()).isEqualTo("its share of the budget is spent");
            assertThat(matches(BY_PRICE, progress)).hasSizeGreaterThan(64);
            assertThat(once.requests()).isEqualTo(1);
            assertThat(once.isComplete()).isFalse();
            assertThat(((SearchResult.Found) once.result()).offers()).hasSize(64);
        }
    }

    @Test
    void noSearchReadsMoreThanItsShareOfTheRowsOfADay() throws Exception {
        List<ObjectNode> market = market(1);
        MarketLimits marketLimits = new MarketLimits(MarketLimits.UNLIMITED, MarketLimits.UNLIMITED, 64);
        try (FaultyMarket server =
                        FaultyMarket.start((type, disk, now) -> new ArrayList<>(market), () -> NOON, marketLimits);
                VastClient vast = Bench.client(
                        server.url(),
                        Clock.fixed(NOON, ZoneOffset.UTC),
                        Duration.ofSeconds(30),
                        600,
                        RowUsage.Limit.parse("4_000"))) {
            CompleteSearch.Progress progress =
                    CompleteSearch.run(vast, narrowed(BY_PRICE), BY_PRICE.reach()::narrow, MANY);

            // A twentieth of 3,960 rows, and the answer that goes beyond it.
            assertThat(((SearchResult.Found) progress.result()).rows()).isEqualTo(4 * 64);
            assertThat(progress.stopReason()).isEqualTo("its share of the budget is spent");
            assertThat(progress.isComplete()).isFalse();
        }
    }

    /** A market of 5,000 offers in which time stands still, made once. */
    private static List<ObjectNode> market(long seed) {
        return Market.generated(seed, 5_000, NOON, 0).rows("on-demand", 20, NOON);
    }

    @Test
    void whatStopsOnePartStopsTheRestAndWhatWasSeenCounts() throws Exception {
        List<ObjectNode> market = market(1);
        int[] requests = {0};
        try (FaultyMarket server = FaultyMarket.start((type, disk, now) -> new ArrayList<>(market), () -> NOON);
                VastClient vast = client(server, Optional.empty())) {
            server.faults(() -> requests[0]++ < 2
                    ? Optional.empty()
                    : Optional.of(new FaultyMarket.Fault(429, "text/plain", "API requests too frequent")));
            Question asked = narrowed(BY_PRICE);

            CompleteSearch.Progress progress = CompleteSearch.run(vast, asked, BY_PRICE.reach()::narrow, MANY);

            assertThat(progress.requests()).isEqualTo(3);
            assertThat(progress.isComplete()).isFalse();
            assertThat(progress.stopReason()).isEqualTo("HTTP 429: API requests too frequent");
            assertThat(matches(BY_PRICE, progress)).isNotEmpty();
            assertThat(vast.nextAttempt()).isAfter(NOON);
        }
    }

    private static Question narrowed(Watch watch) {
        return watch.reach().narrow(watch.question());
    }

    private static boolean isComplete(Watch watch, CompleteSearch.Progress progress) {
        return Snapshot.of(watch, progress.question(), NOON, progress.isComplete(), List.of())
                .isComplete();
    }

    /** The same as a server that does not say whether an answer is truncated, as none did before November 2026. */
    private static MockWebServer older(FaultyMarket server) throws IOException {
        OkHttpClient http = new OkHttpClient();
        MockWebServer older = new MockWebServer();
        older.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                Request.Builder passed = new Request.Builder()
                        .url(server.url() + request.getUrl().encodedPath())
                        .method(request.getMethod(), RequestBody.create(request.getBody(), null));
                Optional.ofNullable(request.getHeaders().get("authorization"))
                        .ifPresent(key -> passed.header("authorization", key));
                try (Response response = http.newCall(passed.build()).execute()) {
                    String body = response.body().string();
                    return new MockResponse.Builder()
                            .setHeader("content-type", "application/json")
                            .body(body.replaceAll(",\"truncated\":(true|false)}$", "}"))
                            .build();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        older.start();
        return older;
    }

    private static VastClient client(FaultyMarket server, Optional<Secret> key) {
        return client(server.url(), key);
    }

    private static VastClient client(String url, Optional<Secret> key) {
        // The budget is not what is tried here.
        return new VastClient(
                new VastSettings(VastSettings.parseUrl(url), key, List.of(Protocol.ASKS), 600),
                Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private static Offer offer(ObjectNode row) {
        return Fixtures.offer(row, RentalType.ON_DEMAND, NOON);
    }
}
