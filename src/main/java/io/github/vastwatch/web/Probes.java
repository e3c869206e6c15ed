package io.github.vastwatch.web;

import io.github.vastwatch.health.Readiness;
import io.github.vastwatch.health.Readiness.Reason;
import io.github.vastwatch.health.Readiness.Vitals;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.web.Route.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether the process lives, and whether it watches the market, for programs that start it again or report it. Anyone may ask,
 * so they name nothing of the config to those who may not read it.
 */
final class Probes {
    /** Many that ask cost no more than one. */
    private static final Duration HOLDS = Duration.ofSeconds(1);

    private static final int UNAVAILABLE = 503;

    private final Board board;
    private final Access access;
    private final Supplier<Vitals> vitals;
    private final Cached<List<Reason>> reasons;

    Probes(Board board, Access access, Supplier<Vitals> vitals) {
        this.board = board;
        this.access = access;
        this.vitals = vitals;
        this.reasons = new Cached<>(HOLDS, board.clock());
    }

    List<Route> routes() {
        return List.of(Route.open("/healthz", this::lives), Route.open("/readyz", this::isReady));
    }

    private Response lives(Call call) {
        Optional<String> hang = vitals.get().liveness().hang();
        return Response.json(Map.of("status", hang.orElse("ok"))).with(hang.isEmpty() ? 200 : UNAVAILABLE);
    }

    /** What {@code /readyz} answers. */
    private record Answer(boolean ready, List<String> reasons) {}

    private Response isReady(Call call) {
        boolean mayRead = access.refuseReading(call.request()).isEmpty();
        List<String> why = reasons().stream()
                .map(reason -> mayRead ? reason.sentence() : reason.summary())
                .distinct()
                .toList();
        return Response.json(new Answer(why.isEmpty(), why)).with(why.isEmpty() ? 200 : UNAVAILABLE);
    }

    /** Why it is not ready; empty if it is. */
    List<Reason> reasons() {
        return reasons.get(() -> {
            try {
                return Readiness.reasons(
                        board.watches(), board.status(), board.store().daemon().plan(), vitals.get(), board.now());
            } catch (StoreFailure e) {
                String summary = "the state cannot be read";
                return List.of(new Reason(summary, summary + ": " + e.getMessage()));
            }
        });
    }
}
