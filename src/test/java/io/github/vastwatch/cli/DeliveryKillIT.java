package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.StateKind;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed at each step of a delivery to a webhook and to a mail server. */
class DeliveryKillIT {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Two channels that send two at once. */
    private static final int IN_FLIGHT = 4;

    @TempDir
    Path folder;

    /** The program loads SQLite's library before a test uses the driver alone: there must be one copy of it. */
    @BeforeAll
    static void loadLibrary() throws Exception {
        Store.open(StateLocation.MEMORY).close();
    }

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean isHeld;
    private StateKind kind = StateKind.FILE;
    private StateLocation state = StateLocation.MEMORY;
    private volatile Optional<Instant> frozen = Optional.empty();

    @Test
    void nothingIsLostAndEachRepeatIsTheSame() throws Exception {
        kill(StateKind.FILE, 10);
    }

    @Test
    @Tag("slow")
    void neitherOverTwoHundredKills() throws Exception {
        kill(StateKind.FILE, 200);
    }

    /** Another process takes the turn of one that was killed, and what it was sending, after about 10 s. */
    @Test
    void neitherIsItInAPostgresql() throws Exception {
        kill(StateKind.POSTGRESQL, 4);
    }

    private void kill(StateKind of, int kills) throws Exception {
        kind = of;
        state = of.empty(folder);
        Random random = new Random(12);
        long began = System.nanoTime();
        Market market = Market.generated(12, 1000, START, 0.12);
        try (MarketServer server = MarketServer.start(
                        (type, disk, now) -> market.rows(type, disk, frozen.orElse(now)),
                        0,
                        () -> START.plusNanos((System.nanoTime() - began) * 60),
                        // As Vast.ai rations, a second standing for a minute.
                        new MarketLimits(20_000, 10, MarketLimits.UNLIMITED));
                Receivers receivers = Receivers.start()) {
            receivers.answer(this::hook);
            Path config = config(server, receivers);
            for (int kill = 0; kill < kills; kill++) {
                isHeld = kill % 4 == 1;
                Process daemon = Jar.run(config, folder.resolve("log"));
                reach(kill % 4, server, receivers, random);
                daemon.destroyForcibly().waitFor();
                isHeld = false;
            }
            // From here on there is nothing new to tell.
            frozen = Optional.of(START.plusNanos((System.nanoTime() - began) * 60));
            int before = server.answered();
            Process last = Jar.run(config, folder.resolve("log"));
            await().atMost(PATIENCE)
                    .until(() -> server.answered() > before + 1
                            && state("select id from delivery where state not in ('delivered', 'superseded')")
                                    .isEmpty());
            last.destroy();
            assertThat(last.waitFor(30, TimeUnit.SECONDS)).isTrue();

            Map<String, Set<String>> hooks = new HashMap<>();
            receivers
                    .hooks()
                    .forEach(hook -> hooks.computeIfAbsent(hook.id(), id -> new HashSet<>())
                            .add(hook.body()));
            Map<String, Set<String>> mails = mails(receivers);
            int repeats =
                    receivers.hooks().size() - hooks.size() + receivers.mails().size() - mails.size();
            System.err.printf(
                    "%d kills: %d deliveries by webhook, %d by mail, %d repeats%n",
                    kills, hooks.size(), mails.size(), repeats);
            // What was superseded was certainly never taken, and goes under another id.
            assertThat(hooks.keySet())
                    .isEqualTo(state("select id from delivery where channel = 'hook' and state = 'delivered'"));
            assertThat(mails.keySet())
                    .isEqualTo(state("select id from delivery where channel = 'me' and state = 'delivered'"));
            assertThat(hooks).allSatisfy((id, bodies) -> assertThat(bodies).hasSize(1));
            assertThat(mails).allSatisfy((id, bodies) -> assertThat(bodies).hasSize(1));
            assertThat(repeats).isLessThanOrEqualTo(kills * IN_FLIGHT);
            assertThat(mails).isNotEmpty();
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\nunfinished: " + unfinished() + "\n" + tail(), e);
        }
    }

    private Set<String> unfinished() throws SQLException {
        return state("select id || ' ' || channel || ' ' || state || ', attempts ' || attempts || ', interrupted '"
                + " || interrupted || ', next ' || next_attempt || ', leased ' || coalesce(leased_until, 0)"
                + " || ', ' || coalesce(answer, '') from delivery where state not in ('delivered', 'superseded')");
    }

    private String tail() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    /** Waits for a step: before and at the commit and the claim, within a send, after its answer, after a mail. */
    private void reach(int step, MarketServer server, Receivers receivers, Random random) throws Exception {
        int before = server.answered();
        int hooks = asked.get();
        int answers = answered.get();
        int mails = receivers.mails().size();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> switch (step) {
            case 0 -> server.answered() > before;
            case 1 -> asked.get() > hooks;
            case 2 -> answered.get() > answers;
            default -> receivers.mails().size() > mails;
        });
        if (step != 1) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(step == 0 ? 600 : 25));
        }
    }

    /** Holds an answer back while somebody is to be killed who waits for it. */
    private int hook() {
        asked.incrementAndGet();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> !isHeld);
        answered.incrementAndGet();
        return 200;
    }

    private static Map<String, Set<String>> mails(Receivers receivers) throws Exception {
        Map<String, Set<String>> mails = new HashMap<>();
        for (MimeMessage mail : receivers.mails()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            // What servers add on the way is not ours.
            mail.writeTo(out, new String[] {"Return-Path", "Received"});
            mails.computeIfAbsent(mail.getMessageID().replaceAll("^<|@example.org>$", ""), id -> new HashSet<>())
                    .add(out.toString(StandardCharsets.ISO_8859_1));
        }
        return mails;
    }

    private Path config(MarketServer server, Receivers receivers) throws Exception {
        return Files.writeString(folder.resolve("vastwatch.yaml"), """
                vast: {url: "%s", api_key: key, requests_per_minute: 600, rows_per_day: 1200000}
                state: %s
                channels:
                  hook: {type: webhook, url: "%s"}
                  me:
                    type: email
                    to: me@example.org
                    from: vastwatch@example.org
                    smtp: {host: 127.0.0.1, port: %d, tls: none}
                watches:
                  - name: any-4090
                    query: gpu_name=RTX_4090
                    threshold: dph_total <= 2
                    every: 1s
                    notify: [hook, me]
                    # So that there is always something new to tell.
                    at_most: off
                    better_by: 1%%
                    rearm: always
                    gone_after: {answers: 1, time: 1s}
                """.formatted(
                        server.url(), state, receivers.hookUrl(), receivers.smtpPort()));
    }

    /** One column of the state, read beside the daemon. */
    private Set<String> state(String select) throws SQLException {
        return kind.column(state, select);
    }
}
