package io.github.vastwatch.poll;

import static io.github.vastwatch.poll.Surroundings.PASSWORD;
import static io.github.vastwatch.poll.Surroundings.TOKEN;
import static io.github.vastwatch.poll.Surroundings.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.notify.mail.ScriptedSmtpServer;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.vast.Bench;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An offer appears while something fails: the alert arrives once on each channel when it is over, under one
 * id; nothing counts as gone, and no secret is kept or logged. Another fault is another line.
 */
@Execution(ExecutionMode.CONCURRENT)
class FaultMatrixTest {
    private static final int OLD = 5;
    private static final int NEW = 3;
    private static final SocketEffect CLOSE = new SocketEffect.CloseSocket();
    private static final String QUOTA =
            "{\"error\":\"search_quota_exceeded\",\"msg\":\"Daily search row quota exhausted\"}";
    private static final String DAMAGED = "insert or replace into watch_state values ('cheap-4090', '{')";

    @TempDir
    Path folder;

    static Stream<Row> faults() {
        return Stream.of(
                market("500", () -> answer(500, "text/html", "<html>down</html>")),
                market("502 that repeats the key", () -> answer(502, "text/plain", "no: " + Bench.KEY)),
                market("a page in place of JSON", () -> answer(200, "text/html", "<html>log in</html>")),
                market("JSON that is cut off", () -> json("{\"success\":true,\"offers\":[{\"id\":1")),
                market(
                        "no offers at all, truncated",
                        edit(all -> all.put("truncated", true).putArray("offers"))),
                market(
                        "success that is false",
                        edit(all -> all.put("success", false).putArray("offers"))),
                market("429", () -> answer(429, "text/plain", "API requests too frequent")),
                market(
                        "429 with Retry-After",
                        () -> answer(429, "text/plain", "").setHeader("retry-after", "120")),
                market("the quota of rows is used up", () -> answer(429, "application/json", QUOTA)),
                market("an answer that drips", all -> dripping(json(all.toString()))),
                market("no answer", () -> new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE)),
                market("rows without machine_id", eachRow(row -> row.remove("machine_id"))),
                market("rows without an id", eachRow(row -> row.remove("id"))),
                market("rows that cost nothing", eachRow(row -> row.put("dph_total", 0))),
                market("rows whose price is null", eachRow(row -> row.putNull("dph_total"))),
                market("a connection that closes", () -> new MockResponse.Builder().onResponseStart(CLOSE)),
                market("a body that breaks off", all -> json(all.toString()).onResponseBody(CLOSE)),
                new Row("mail: refused connection", Surroundings::noMailServer),
                mail("421 as its greeting", "GREETING", "421 too busy"),
                mail("closes at once", "GREETING", ScriptedSmtpServer.HANG_UP),
                mail("a greeting without an end", "GREETING", "220-" + "x".repeat(300_000)),
                mail("535 that repeats the password", "AUTH", "535 5.7.8 wrong password " + PASSWORD),
                mail("550 for the recipient", "RCPT", "550 5.1.1 no such user"),
                mail("451 for the recipient", "RCPT", "451 4.7.1 greylisted"),
                mail("closes after the mail", "END", ScriptedSmtpServer.HANG_UP),
                mail("452 after the mail", "END", "452 4.3.1 no room"),
                webhook("500", () -> new MockResponse.Builder().code(500)),
                webhook(
                        "303 that repeats the token",
                        () -> answer(303, "text/plain", "").setHeader("location", "/?" + TOKEN)),
                new Row("webhook: 410", Surroundings::receiverIsGone),
                webhook(
                        "429 with Retry-After",
                        () -> new MockResponse.Builder().code(429).setHeader("retry-after", 90)),
                webhook("403 that repeats the token", () -> answer(403, "text/plain", "bad token " + TOKEN)),
                webhook("hangs up after the body", () -> new MockResponse.Builder().onResponseStart(CLOSE)),
                webhook(
                        "a bad content length",
                        () -> answer(500, "text/plain", "x")
                                .setHeader("content-length", "x")
                                .onResponseEnd(CLOSE)),
                new Row("state: held by another for a moment", Surroundings::held),
                new Row("state: a damaged standing", all -> all.damage(DAMAGED)),
                new Row("state: a damaged memory", all -> all.damage("update tracked_offer set value = '0.x'")),
                new Row("state: moved away and back", Surroundings::moved),
                new Row("disk: no room for deliveries", all -> all.full("insert on delivery")),
                new Row("disk: no room for alerts", all -> all.full("insert on alert")),
                new Row("disk: no room for what was seen", all -> all.full("insert on tracked_offer")),
                new Row("disk: no room for attempts", all -> all.full("update on delivery")),
                new Row("clock: an hour ahead", all -> all.jump(Duration.ofHours(1))),
                new Row("clock: an hour back", all -> all.jump(Duration.ofHours(-1))),
                new Row("clock: a week back", all -> all.jump(Duration.ofDays(-7))),
                new Row("clock: stopped for nine hours", all -> all.jump(Duration.ofHours(9))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void theAlertArrivesOnceWhenItIsOver(Row row) throws Exception {
        try (Surroundings all = new Surroundings(folder)) {
            all.offer(OLD);
            all.rounds(3, 1);
            assertThat(all.entries()).hasSize(2).allMatch(FaultMatrixTest::isDelivered);

            Surroundings.Ending ending = row.fault().begin(all);
            all.offer(NEW);
            all.rounds(3, 1);
            ending.end();
            assertThat(all.struck()).as("the fault was met").isPositive();
            for (int round = 0; round < 10 && !isAllDelivered(all.entries()); round++) {
                all.rounds(1, 20);
            }
            all.rounds(3, 1);

            List<OutboxEntry> entries = all.entries();
            assertThat(entries).as("%s", entries).hasSize(4).allMatch(FaultMatrixTest::isDelivered);
            List<Surroundings.Hook> taken =
                    all.hooks().stream().filter(Surroundings.Hook::isTaken).toList();
            assertThat(taken).hasSize(2);
            assertThat(taken.get(0).body()).contains("/" + OLD + "/").doesNotContain("/" + NEW + "/");
            assertThat(taken.get(1).body()).contains("/" + NEW + "/").doesNotContain("/" + OLD + "/");
            assertThat(all.hooks().stream().map(hook -> hook.id() + hook.body()).distinct())
                    .as("a repeat has the id and the bytes of the first")
                    .hasSize(2);
            assertThat(all.takenMails()).isEqualTo(2);
            assertThat(all.mailIds().stream().distinct()).hasSize(2);
            assertThat(Stream.of(PASSWORD, TOKEN, Bench.KEY).filter(all.traces()::contains))
                    .as("secrets in the state or the log")
                    .isEmpty();
        }
    }

    /** What tells that the table would notice: the same answer without the fault. */
    @Test
    void anOfferThatIsMissingFromCompleteAnswersIsSentAsGone() throws Exception {
        try (Surroundings all = new Surroundings(folder)) {
            all.offer(OLD);
            all.rounds(3, 1);
            all.market(edit(answer -> answer.putArray("offers")));

            all.rounds(3, 1);

            assertThat(all.hooks()).hasSize(2);
            assertThat(all.hooks().get(1).body()).contains("GONE: ");
        }
    }

    private static boolean isAllDelivered(List<OutboxEntry> entries) {
        return entries.size() == 4 && entries.stream().allMatch(FaultMatrixTest::isDelivered);
    }

    private static boolean isDelivered(OutboxEntry outboxEntry) {
        return outboxEntry.state().equals("delivered");
    }

    /** Begins a fault; what is returned ends it. */
    private interface Fault {
        Surroundings.Ending begin(Surroundings all) throws Exception;
    }

    private record Row(String name, Fault fault) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row market(String name, Supplier<MockResponse.Builder> answer) {
        return market(name, all -> answer.get());
    }

    private static Row market(String name, Function<ObjectNode, MockResponse.Builder> answer) {
        return new Row("market: " + name, all -> all.market(answer));
    }

    private static Row mail(String name, String command, String answer) {
        return new Row("mail: " + name, all -> all.mail(command, answer));
    }

    private static Row webhook(String name, Supplier<MockResponse.Builder> answer) {
        return new Row("webhook: " + name, all -> all.receiver(answer));
    }

    private static MockResponse.Builder answer(int status, String type, String body) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader("content-type", type)
                .body(body);
    }

    private static Function<ObjectNode, MockResponse.Builder> edit(Consumer<ObjectNode> change) {
        return all -> {
            change.accept(all);
            return json(all.toString());
        };
    }

    private static Function<ObjectNode, MockResponse.Builder> eachRow(Consumer<ObjectNode> change) {
        return edit(all -> all.path("offers").forEach(row -> change.accept((ObjectNode) row)));
    }

    private static MockResponse.Builder dripping(MockResponse.Builder answer) {
        return answer.throttleBody(1, 100, TimeUnit.MILLISECONDS);
    }
}
