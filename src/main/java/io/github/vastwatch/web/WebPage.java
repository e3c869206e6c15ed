package io.github.vastwatch.web;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.config.WebSettings;
import io.github.vastwatch.health.Readiness;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page of a running daemon. It starts on a thread of its own, so that the first poll does not wait for it, and a port that
 * is in use is tried again: alerts do not depend on it.
 */
public final class WebPage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebPage.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    private final Store store;
    private final Metrics metrics;
    private final Supplier<Readiness.Vitals> vitals;
    private final Clock clock;
    private Optional<WebSettings> settings = Optional.empty();
    private @Nullable Board board;
    private @Nullable WebServer server;
    private @Nullable Thread starting;

    /**
     * @param store the daemon's own
     * @param vitals how the daemon is now
     */
    public WebPage(Store store, Metrics metrics, Supplier<Readiness.Vitals> vitals, Clock clock) {
        this.store = store;
        this.metrics = metrics;
        this.vitals = vitals;
        this.clock = clock;
    }

    /** Shows another config from now on, at the address that it names. */
    public synchronized void take(Config config) {
        @Nullable Board shown = board;
        if (config.web().equals(settings) && shown != null) {
            shown.take(config);
            return;
        }
        if (config.web().equals(settings)) {
            return;
        }
        stop();
        settings = config.web();
        config.web().ifPresent(wanted -> {
            Board next = new Board(store, config, clock);
            board = next;
            Thread thread = new Thread(() -> start(wanted, next), "web-start");
            thread.setDaemon(true);
            starting = thread;
            thread.start();
        });
    }

    private void start(WebSettings wanted, Board shown) {
        boolean isReported = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                listen(wanted, shown);
                return;
            } catch (IOException e) {
                if (!isReported) {
                    LOG.error(
                            "the page is not shown: {}; polling and alerts go on, and it is tried again",
                            e.getMessage());
                    isReported = true;
                }
            }
            try {
                Thread.sleep(TRY_AGAIN.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void listen(WebSettings wanted, Board shown) throws IOException {
        Access access = new Access(wanted, clock);
        List<Route> routes = routes(shown, access, metrics, vitals);
        WebServer started = new WebServer(wanted, access, routes, new LiveUpdates(shown::version));
        synchronized (this) {
            if (Thread.currentThread().isInterrupted()) {
                started.close();
                return;
            }
            server = started;
        }
        LOG.info("page: http://{}:{}/", wanted.listen().host(), started.port());
    }

    /** Everything that can be asked for. */
    static List<Route> routes(Board shown, Access access, Metrics metrics, Supplier<Readiness.Vitals> vitals) {
        List<Route> routes = new ArrayList<>();
        Pages pages = new Pages(shown, access);
        routes.addAll(pages.routes());
        routes.addAll(new WatchPage(pages).routes());
        routes.addAll(new MarketPage(pages).routes());
        ChannelTests tests = new ChannelTests(shown.clock());
        routes.addAll(new AlertPages(pages).routes());
        routes.addAll(new DeliveryPage(pages, tests).routes());
        routes.addAll(new Actions(shown, tests).routes());
        routes.addAll(new Api(shown, tests).routes());
        routes.addAll(new Feed(shown).routes());
        routes.addAll(new Badge(shown).routes());
        Probes probes = new Probes(shown, access, vitals);
        routes.addAll(probes.routes());
        routes.addAll(new MetricsPage(shown, metrics, probes).routes());
        routes.addAll(new SignIn(access).routes());
        routes.add(
                Route.open("/assets/([a-z.]+)", call -> Assets.find(call.part()).orElseGet(Response::notFound)));
        return routes;
    }

    private void stop() {
        if (starting != null) {
            starting.interrupt();
            starting = null;
        }
        if (server != null) {
            server.close();
            server = null;
        }
        if (board != null) {
            board.close();
            board = null;
        }
    }

    @Override
    public synchronized void close() {
        stop();
    }
}
