package io.github.vastwatch.cli.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.simulate.ScriptedMarket;
import io.github.vastwatch.text.SafeText;
import jakarta.mail.MessagingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the daemon on a simulated market, from a new offer to its alert. */
@Command(
        name = "demo",
        description = {
            "Runs the daemon on a simulated market with a local mail server and webhook receiver, and shows the alerts: "
                    + "a new offer, a lower price, a changed id, a killed daemon. It needs no network, no key and no "
                    + "file, and takes about half a minute.",
            "Exit 0 if each alert arrived exactly once, otherwise 1.",
            "--drill kills the daemon (SIGKILL) four times on a market that changes, and takes less than a minute. "
                    + "Exit 0 if no alert was lost and none was sent under two ids, otherwise 1."
        })
public final class DemoCommand extends Subcommand {
    @Option(names = "--seed", paramLabel = "N", description = "Seed of the market (default: ${DEFAULT-VALUE}).")
    private long seed = 7;

    @Option(names = "--drill", description = "Kill the daemon repeatedly and count what arrives.")
    private boolean drill;

    @Override
    public Integer call() throws Exception {
        return (drill ? drill() : demo()) ? Exit.DONE : Exit.NO;
    }

    private boolean demo() throws Exception {
        boolean hasReader = Terminal.standardOutput().width().isPresent();
        Terminal.Progress progress = new Terminal.Progress(err(), hasReader && Terminal.readsErrors());
        try (DaemonProcess daemon = DaemonProcess.of(mainClass(), err(), "vastwatch-demo");
                Demo demo = new Demo(daemon, seed, clock(), out(), progress, hasReader)) {
            return demo.play();
        }
    }

    private boolean drill() throws Exception {
        PrintWriter err = err();
        try (DaemonProcess daemon = DaemonProcess.of(mainClass(), err(), "vastwatch-drill")) {
            CrashDrill.Result result = new CrashDrill(daemon, seed, now(), progress()).run();
            out().println(result);
            if (!result.isFlawless()) {
                daemon.keepFiles();
                result.lost().forEach(key -> err.println("lost " + key));
                result.twice().forEach(key -> err.println("sent under two ids " + key));
                err.println("the log and the state are kept in " + daemon.folder());
            }
            return result.isFlawless();
        }
    }

    /** A story in five acts: what happens on a scripted market, and which alerts arrive. */
    static final class Demo implements AutoCloseable {
        private static final ObjectMapper JSON = new ObjectMapper();
        /** A busy machine may take seconds to start a process. */
        private static final Duration TIMEOUT = Duration.ofSeconds(30);
        /** How many more answers show that nothing is sent again. */
        private static final int QUIET_POLLS = 4;
        /** Time to read two lines. */
        private static final long READ_MS = 1500;

        private static final int WIDTH = 79;
        /** Vast.ai's limits, with a second in place of a minute. */
        private static final int ROWS_PER_DAY = 1_200_000;

        private static final int SEARCHES_PER_MINUTE = 600;

        private static final String CONFIG = """
            vast: {url: "%s", api_key: demo, requests_per_minute: %d, rows_per_day: %d}
            web: 127.0.0.1:%d
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

        private final DaemonProcess daemon;
        private final Clock clock;
        private final MarketLimits limits = new MarketLimits(ROWS_PER_DAY, SEARCHES_PER_MINUTE, MarketLimits.UNLIMITED);
        private final ScriptedMarket market;
        private final MarketServer server;
        private final Receivers receivers = Receivers.start();
        private final PrintWriter out;
        private final Terminal.Progress progress;
        private final boolean hasReader;
        private int mailsShown;
        private int hooksShown;
        private volatile boolean isHookDown;
        private boolean isGood = true;

        /**
         * Starts the market and the receivers.
         *
         * @param hasReader whether to leave time to read
         */
        Demo(
                DaemonProcess daemon,
                long seed,
                Clock clock,
                PrintWriter out,
                Terminal.Progress progress,
                boolean hasReader)
                throws IOException {
            this.daemon = daemon;
            this.clock = clock;
            this.market = new ScriptedMarket(seed, clock.instant());
            this.server = MarketServer.start(market, 0, clock::instant, limits);
            this.out = out;
            this.progress = progress;
            this.hasReader = hasReader;
        }

        /** Returns whether each alert arrived exactly once on each channel. */
        boolean play() throws IOException, InterruptedException, MessagingException {
            long first = market.machines().get(0);
            long second = market.machines().get(1);
            receivers.answer(() -> isHookDown ? 503 : 200);
            int pagePort = freePort();
            daemon.configure(CONFIG.formatted(
                    server.url(),
                    SEARCHES_PER_MINUTE,
                    ROWS_PER_DAY,
                    pagePort,
                    receivers.smtpPort(),
                    receivers.hookUrl()));

            out.println("A simulated market, mail and webhook receivers. Page: http://127.0.0.1:" + pagePort + "/");
            out.println("The watch: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.40");
            out.println("1. The daemon starts and polls every second. No RTX 4090 is offered.");
            out.flush();
            daemon.start();
            await("the daemon to start", () -> server.answered() >= 2);

            act("\n2. One is offered at $0.36/h.");
            market.offer(first, 0.36);
            await("the alert", () -> hasArrived(1));
            showArrivals();

            act("\n3. Its price drops to $0.31/h.");
            market.offer(first, 0.31);
            await("the alert", () -> hasArrived(2));
            showArrivals();

            long oldId = market.id(first);
            market.rotateIds();
            act("\n4. Vast.ai changes its id, as it often does: " + oldId + " is now " + market.id(first) + ".");
            int polls = server.answered();
            await("the next polls", () -> server.answered() >= polls + QUIET_POLLS);
            isGood &= hasArrived(2);
            out.println(
                    isGood
                            ? "   Nothing is sent again: the daemon tracks the machine, not the id."
                            : "   It was sent again.");

            act("\n5. The webhook receiver fails, another one is offered at $0.29/h, kill -9.");
            isHookDown = true;
            market.offer(second, 0.29);
            await(
                    "the webhook to be refused",
                    () -> receivers.mails().size() == 3
                            && receivers.hooks().stream().anyMatch(hook -> !hook.isAccepted())
                            && daemon.pending() == 1);
            daemon.kill();
            showArrivals();
            act("   The daemon was killed with a webhook still to send. It starts again.");
            isHookDown = false;
            daemon.start();
            await("the webhook's retry", () -> hasArrived(3));
            showArrivals();
            await("the state to be written", () -> daemon.pending() == 0);
            if (hasReader) {
                out.println("\n   Look at the page as long as you like; Enter ends the demo.");
                out.flush();
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            }
            daemon.stop();
            isGood &= hasArrived(3);

            out.println();
            out.println(receivers.mails().size() + " mails and "
                    + receivers.acceptedHooks().size() + " webhooks."
                    + (isGood ? " Nothing was lost, nothing was sent twice." : " That is wrong."));
            out.println("The market was read in " + server.answered() + " searches that returned "
                    + limits.rowsOf(clock.instant()) + " rows.");
            out.println("Next: vastwatch init (writes a config), vastwatch check, vastwatch run.");
            out.flush();
            return isGood;
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }

        private void act(String line) throws InterruptedException {
            if (hasReader) {
                TimeUnit.MILLISECONDS.sleep(READ_MS);
            }
            out.println(line);
            out.flush();
        }

        private void await(String what, BooleanSupplier condition) throws InterruptedException {
            progress.show("   … waiting for " + what);
            boolean isInTime = DaemonProcess.await(TIMEOUT, condition);
            progress.clear();
            if (!isInTime) {
                out.println("   Waited " + TIMEOUT.toSeconds() + " s for " + what + ", in vain.");
            }
            isGood &= isInTime;
        }

        /** Whether this number of alerts, and no more, arrived on both channels. */
        private boolean hasArrived(int alerts) {
            return receivers.mails().size() == alerts
                    && receivers.acceptedHooks().size() == alerts;
        }

        /** Prints what has arrived since the last call. */
        private void showArrivals() throws MessagingException, JsonProcessingException {
            List<String> subjects = receivers.subjects();
            for (; mailsShown < subjects.size(); mailsShown++) {
                show("mail", subjects.get(mailsShown));
            }
            List<Receivers.Hook> hooks = receivers.acceptedHooks();
            for (; hooksShown < hooks.size(); hooksShown++) {
                JsonNode match = JSON.readTree(hooks.get(hooksShown).body()).at("/data/offers/0");
                JsonNode offer = match.path("offer");
                show(
                        "webhook",
                        String.format(
                                Locale.ROOT,
                                "%s: %d× %s, machine %d, $%.3f/h",
                                match.path("event").asText(),
                                offer.path("num_gpus").asInt(),
                                offer.path("gpu_name").asText(),
                                offer.path("machine_id").asLong(),
                                offer.path("dph_total").asDouble()));
            }
            out.flush();
        }

        private void show(String from, String text) {
            out.println(SafeText.cut(String.format("   %-8s %s", from, text), WIDTH));
        }

        @Override
        public void close() {
            server.close();
            receivers.close();
        }
    }
}
