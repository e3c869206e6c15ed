package io.github.vastwatch.web;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.Listing.DeliveryFilter;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.web.Route.Call;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The outbox and the channels, and why the last config was refused. */
final class DeliveryPage {
    private static final int PAGE = 50;
    /** What needs a look. */
    private static final String OPEN = "open";

    private static final String ALL = "all";

    private final Pages pages;
    private final Board board;
    private final ChannelTests tests;

    DeliveryPage(Pages pages, ChannelTests tests) {
        this.pages = pages;
        this.board = pages.board();
        this.tests = tests;
    }

    List<Route> routes() {
        return List.of(Route.get("/deliveries", this::show));
    }

    /**
     * A channel in the list.
     *
     * @param isConfigured whether the config has it
     * @param state empty before its first delivery
     * @param tested the last test from the page
     */
    record ChannelRow(
            String name,
            boolean isConfigured,
            Optional<ChannelState> state,
            Age delivered,
            Age failing,
            Age stopped,
            Optional<ChannelTests.Result> tested,
            Age testedAt) {
        /** How it works: a shape and a word. */
        public DeliveryRow.StateMark mark() {
            if (!isConfigured) {
                return new DeliveryRow.StateMark("off", "○", "the config does not have it");
            }
            if (state.flatMap(ChannelState::stoppedAt).isPresent()) {
                return new DeliveryRow.StateMark("stopped", "■", "its receiver accepts no more messages");
            }
            if (state.flatMap(ChannelState::failingSince).isPresent()) {
                return new DeliveryRow.StateMark("failing", "▲", "its last attempt failed");
            }
            return state.flatMap(ChannelState::deliveredAt).isPresent()
                    ? new DeliveryRow.StateMark("ok", "●", "its last attempt was delivered")
                    : new DeliveryRow.StateMark("unused", "◌", "nothing was sent to it yet");
        }

        public int pending() {
            return state.map(ChannelState::pending).orElse(0);
        }

        public int dead() {
            return state.map(ChannelState::dead).orElse(0);
        }

        public String answer() {
            return state.flatMap(ChannelState::answer).orElse("");
        }

        public String templateFailure() {
            return state.flatMap(ChannelState::templateFailure).orElse("");
        }
    }

    /** The channels of the config and those that have deliveries, by name. */
    static List<ChannelRow> channels(Board board, ChannelTests tests) {
        Map<String, ChannelState> states =
                board.status().channels().stream().collect(Collectors.toMap(ChannelState::name, Function.identity()));
        Set<String> configured = board.config().channels().keySet();
        Set<String> names = new TreeSet<>(configured);
        names.addAll(states.keySet());
        Instant now = board.now();
        return names.stream()
                .map(name -> {
                    Optional<ChannelState> state = Optional.ofNullable(states.get(name));
                    return new ChannelRow(
                            name,
                            configured.contains(name),
                            state,
                            age(state.flatMap(ChannelState::deliveredAt), now),
                            age(state.flatMap(ChannelState::failingSince), now),
                            age(state.flatMap(ChannelState::stoppedAt), now),
                            tests.last(name),
                            age(tests.last(name).map(ChannelTests.Result::at), now));
                })
                .toList();
    }

    private static Age age(Optional<Instant> at, Instant now) {
        return Age.of(at, Optional.empty(), now);
    }

    /** The deliveries that a request asks for; pending and dead ones unless it says which. */
    static DeliveryFilter filter(Call call, String usual) {
        String state = call.request().parameter("state").orElse(usual);
        if (!state.equals(OPEN) && !state.equals(ALL) && !DeliveryRow.STATES.contains(state)) {
            throw new InvalidInput("unknown state '" + state + "'; write open, all or one of "
                    + String.join(", ", DeliveryRow.STATES));
        }
        return new DeliveryFilter(
                state.equals(OPEN) ? Set.of("pending", "dead") : state.equals(ALL) ? Set.of() : Set.of(state),
                call.request().parameter("channel"),
                call.request().parameter("before"));
    }

    private Response show(Call call) {
        Instant now = board.now();
        List<OutboxEntry> found = board.record().listing().deliveries(filter(call, OPEN), PAGE + 1);
        List<OutboxEntry> entries = found.subList(0, Math.min(found.size(), PAGE));
        List<ChannelRow> channels = channels(board, tests);
        Map<String, Object> values = new HashMap<>();
        values.put(
                "rows",
                entries.stream().map(entry -> DeliveryRow.of(entry, now)).toList());
        values.put("states", DeliveryRow.STATES);
        values.put("state", call.request().parameter("state").orElse(OPEN));
        values.put("channel", call.request().parameter("channel").orElse(""));
        values.put("channels", channels);
        values.put("dead", channels.stream().mapToInt(ChannelRow::dead).sum());
        values.put("isFirst", call.request().parameter("before").isEmpty());
        values.put("older", found.size() <= PAGE ? "" : older(call, entries.get(PAGE - 1)));
        Optional<DaemonStatus.Refusal> refusal = board.status().daemon().flatMap(DaemonStatus::refusal);
        values.put("refusal", refusal.map(DaemonStatus.Refusal::reason).orElse(""));
        values.put("refusedAt", age(refusal.map(DaemonStatus.Refusal::at), now));
        return pages.show(call, "deliveries", "deliveries", "Deliveries", values);
    }

    private static String older(Call call, OutboxEntry last) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name : List.of("state", "channel")) {
            call.request().parameter(name).ifPresent(each -> parameters.put(name, each));
        }
        parameters.put("before", last.id());
        return Pages.link("/deliveries", parameters);
    }
}
