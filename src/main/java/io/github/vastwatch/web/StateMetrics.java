package io.github.vastwatch.web;

import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.alert.OpenIncident;
import io.github.vastwatch.metrics.MetricFamily;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.NodeStatus;
import io.github.vastwatch.store.StateStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The config, the state, the incidents and the channels, as Prometheus reads them. */
final class StateMetrics {
    private StateMetrics() {}

    /** @param isReady as {@code /readyz} answers */
    static List<MetricFamily> families(Board board, boolean isReady) {
        Gauges gauges = new Gauges();
        gauges.gauge("ready", "1 if /readyz answers that the market is watched").add(isReady ? 1 : 0);
        StateStatus status = board.status();
        config(gauges, status, NodeRow.own(board));
        MetricFamily written = gauges.gauge(
                "state_written_timestamp_seconds", "When it was last tested that the state can be written");
        status.writtenAt().ifPresent(written::add);
        gauges.gauge("state_bytes", "Bytes of the state that are in use")
                .add(board.record().history().stateBytes());
        incidents(gauges, board.incidents());
        channels(gauges, board, status);
        nodes(gauges, board, status);
        return gauges.families();
    }

    private static void config(Gauges gauges, StateStatus status, Optional<NodeStatus> node) {
        MetricFamily build = gauges.gauge("build_info", "The version of vastwatch and of Java");
        MetricFamily generation = gauges.gauge("config_generation", "Configs that were loaded since the start");
        MetricFamily isTaken =
                gauges.gauge("config_last_reload_successful", "1 if the config file is in force, 0 if it is rejected");
        MetricFamily takenAt = gauges.gauge(
                "config_last_reload_success_timestamp_seconds", "When the config that is in force was loaded");
        status.daemon().ifPresent(daemon -> {
            String version = node.map(NodeStatus::version).orElse(daemon.version());
            build.add(1, "version", version, "java", System.getProperty("java.version"));
            generation.add(node.map(NodeStatus::generation).orElse(daemon.generation()));
            isTaken.add(daemon.refusal().isEmpty() ? 1 : 0);
            takenAt.add(daemon.loadedAt());
        });
    }

    private static void incidents(Gauges gauges, List<OpenIncident> incidents) {
        MetricFamily family = gauges.gauge("incidents_open", "Open incidents, by what they are about");
        Map<IncidentSource.Sort, Long> open = incidents.stream()
                .collect(Collectors.groupingBy(incident -> incident.source().sort(), Collectors.counting()));
        for (IncidentSource.Sort sort : IncidentSource.Sort.values()) {
            family.add(open.getOrDefault(sort, 0L), "source", sort.name().toLowerCase(Locale.ROOT));
        }
    }

    private static void channels(Gauges gauges, Board board, StateStatus status) {
        MetricFamily pending = gauges.gauge("outbox_deliveries", "Deliveries that wait, by channel");
        MetricFamily oldest =
                gauges.gauge("outbox_oldest_age_seconds", "Age of the oldest delivery that waits; 0 if none does");
        MetricFamily failing = gauges.gauge("channel_failing", "1 if the channel failed last, or accepts no more");
        MetricFamily delivered =
                gauges.gauge("channel_last_delivery_timestamp_seconds", "When the channel last accepted a delivery");
        Map<String, ChannelState> states =
                status.channels().stream().collect(Collectors.toMap(ChannelState::name, Function.identity()));
        Map<String, Instant> since = board.record().outbox().oldestPending();
        for (String name : board.config().channels().keySet()) {
            Optional<ChannelState> state = Optional.ofNullable(states.get(name));
            pending.add(state.map(ChannelState::pending).orElse(0), "channel", name);
            oldest.add(
                    Optional.ofNullable(since.get(name))
                            .map(at -> Duration.between(at, board.now()).toMillis() / 1e3)
                            .orElse(0.0),
                    "channel",
                    name);
            boolean fails = state.filter(each ->
                            each.failingSince().isPresent() || each.stoppedAt().isPresent())
                    .isPresent();
            failing.add(fails ? 1 : 0, "channel", name);
            state.flatMap(ChannelState::deliveredAt).ifPresent(at -> delivered.add(at, "channel", name));
        }
    }

    /** Without values where the state is not shared. */
    private static void nodes(Gauges gauges, Board board, StateStatus status) {
        MetricFamily seen = gauges.gauge("nodes", "Nodes that were seen within 15 s, by whether they take part");
        MetricFamily polling = gauges.gauge("polling", "1 if this node took the last turn to poll");
        MetricFamily aside = gauges.gauge("aside", "1 if this node stands aside");
        MetricFamily unanswered =
                gauges.gauge("unanswered", "1 if Vast.ai has answered no search of this node for 20 s or more");
        MetricFamily turns = gauges.counter("turns", "Turns to poll that this node took");
        MetricFamily refusals = gauges.counter(
                "turn_refusals", "Transactions of this node that were refused because a newer turn had begun");
        status.nodes().ifPresent(nodes -> {
            Cluster cluster = board.store().cluster().orElseThrow();
            List<NodeStatus> alive =
                    nodes.statuses().stream().filter(NodeStatus::alive).toList();
            long asides =
                    alive.stream().filter(each -> each.aside().isPresent()).count();
            seen.add(alive.size() - asides, "state", "takes_part").add(asides, "state", "aside");
            Optional<NodeStatus> own = NodeRow.own(board);
            polling.add(own.filter(NodeStatus::polling).isPresent() ? 1 : 0);
            aside.add(own.flatMap(NodeStatus::aside).isPresent() ? 1 : 0);
            unanswered.add(own.flatMap(NodeStatus::unansweredSince).isPresent() ? 1 : 0);
            turns.add(cluster.turns());
            refusals.add(cluster.refusals());
        });
    }
}
