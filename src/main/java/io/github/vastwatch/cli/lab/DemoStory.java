package io.github.vastwatch.cli.lab;

import io.github.vastwatch.cli.console.Progress;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.simulate.ScriptedMarket;
import io.github.vastwatch.store.StateLocation;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A story in five acts: what the market does, and what arrives of it. */
final class DemoStory implements AutoCloseable {
    /** A machine that is busy with other things starts a program in some seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** So many further answers show that nothing is sent again. */
    private static final int LOOKS = 3;
    /** Long enough to read two lines. */
    private static final long READ_MS = 1500;

    private static final int REFUSED = 503;

    /** Vast.ai's rations, a second standing for a minute. */
    private static final int ROWS_A_DAY = 1_200_000;

    private static final int SEARCHES_A_MINUTE = 600;

    private static final String CONFIG = """
            vast: {url: "%s", api_key: demo, requests_per_minute: 600, rows_per_day: 1200000}
            state: file:%s
            channels:
              inbox: {type: email, to: you@example.org, from: vastwatch@example.org, smtp: {host: 127.0.0.1, port: %d, tls: none}}
              hook: {type: webhook, url: "%s"}
            watches:
              - name: cheap-4090
                query: gpu_name=RTX_4090 num_gpus=1
                threshold: dph_total <= 0.40
                every: 1s
                notify: [inbox, hook]
                hello: false
            """;

    private final ScriptedMarket scriptedMarket;
    private final Instant start;
    private final PrintWriter out;
    private final Progress progress;
    private final boolean isFilmed;
    private final DaemonProcess daemonProcess;
    private volatile boolean isDown;

    /** @param isFilmed whether somebody reads along */
    DemoStory(Class<?> program, long seed, Instant start, PrintWriter out, Progress progress, boolean isFilmed)
            throws IOException {
        this.daemonProcess = new DaemonProcess(program, "vastwatch-demo");
        this.scriptedMarket = ScriptedMarket.of(seed, start);
        this.start = start;
        this.out = out;
        this.progress = progress;
        this.isFilmed = isFilmed;
    }

    /** Whether each alert arrived on each channel, once. */
    boolean run() throws IOException, InterruptedException, MessagingException {
        long began = System.nanoTime();
        Supplier<Instant> now = () -> start.plusNanos(System.nanoTime() - began);
        MarketLimits marketLimits =
                new MarketLimits(OptionalInt.of(ROWS_A_DAY), OptionalInt.of(SEARCHES_A_MINUTE), OptionalInt.empty());
        try (MarketServer market = MarketServer.start(scriptedMarket, 0, now, marketLimits);
                Receivers receivers = Receivers.start()) {
            receivers.answer(() -> isDown ? REFUSED : 200);
            DemoScreen screen = new DemoScreen(out, receivers);
            Files.writeString(
                    daemonProcess.config(),
                    CONFIG.formatted(market.url(), daemonProcess.state(), receivers.smtpPort(), receivers.hookUrl()));
            long first = scriptedMarket.machines().get(0);
            long second = scriptedMarket.machines().get(1);
            out.println("A simulated market, a mail server and a webhook receiver on this machine.");
            out.println("The watch: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.40");
            out.println("1. The daemon starts and looks each second. No RTX 4090 is for rent.");
            out.flush();
            Process daemon = daemonProcess.start();
            boolean isGood = await("the daemon starts", () -> market.answered() >= 2);

            act("\n2. One comes at $0.36/h.");
            scriptedMarket.offer(first, 0.36);
            isGood &= await("an alert is on its way", () -> screen.isComplete(1));
            screen.show();

            act("\n3. Its price falls to $0.31/h.");
            scriptedMarket.offer(first, 0.31);
            isGood &= await("an alert is on its way", () -> screen.isComplete(2));
            screen.show();

            long before = scriptedMarket.id(first);
            scriptedMarket.rotate();
            act("\n4. Vast.ai gives it another id, as it often does: " + before + " is now " + scriptedMarket.id(first)
                    + ".");
            int looks = market.answered();
            isGood &= await("the daemon looks again", () -> market.answered() >= looks + LOOKS + 1);
            isGood &= screen.isComplete(2);
            out.println("   "
                    + (isGood
                            ? "Nothing is sent again: the daemon knows the machine, not the id."
                            : "It was sent again."));

            act("\n5. The webhook receiver fails, another one comes at $0.29/h, kill -9.");
            isDown = true;
            scriptedMarket.offer(second, 0.29);
            StateLocation state = new StateLocation(Optional.of(daemonProcess.state()));
            isGood &= await(
                    "the webhook is refused",
                    () -> screen.mails() == 3 && screen.refused() > 0 && DrillResult.pending(state) == 1);
            daemon.destroyForcibly().waitFor();
            screen.show();
            act("   The daemon is dead with a webhook to send. It starts again.");
            isDown = false;
            Process again = daemonProcess.start();
            isGood &= await("the webhook is tried again", () -> screen.isComplete(3));
            screen.show();
            isGood &= await("the state is written", () -> DrillResult.pending(state) == 0);
            DaemonProcess.end(again);
            isGood &= screen.isComplete(3);
            out.println();
            out.println(screen.summary() + (isGood ? " Nothing was lost, nothing was sent twice." : " That is wrong."));
            out.println("The market was read in " + market.answered() + " searches that returned "
                    + marketLimits.rowsOf(now.get()) + " rows.");
            out.println("Next: vastwatch init (writes a config), vastwatch check, vastwatch run.");
            out.flush();
            return isGood;
        }
    }

    private void act(String line) throws InterruptedException {
        if (isFilmed) {
            TimeUnit.MILLISECONDS.sleep(READ_MS);
        }
        out.println(line);
        out.flush();
    }

    /** Whether it came true in time. */
    private boolean await(String what, BooleanSupplier condition) throws InterruptedException {
        progress.show("   … " + what);
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean isTrue = condition.getAsBoolean();
        while (!isTrue && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(50);
            isTrue = condition.getAsBoolean();
        }
        progress.clear();
        if (!isTrue) {
            out.println("   Not within " + PATIENCE.toSeconds() + " s: " + what + ".");
        }
        return isTrue;
    }

    @Override
    public void close() throws IOException {
        daemonProcess.close();
    }
}
