package io.github.vastwatch.web;

import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.NodeStatus;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.web.DeliveryRow.StateMark;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A daemon that shares the state, in a list. */
record NodeRow(NodeStatus node, StateMark mark, Age started, Age seen) {
    /** Those that were there in the last day; none where the state is not shared. */
    static List<NodeRow> all(StateStatus status) {
        return status.nodes()
                .map(nodes -> nodes.statuses().stream()
                        .map(node -> of(node, nodes.at()))
                        .toList())
                .orElse(List.of());
    }

    /** This daemon, where it shares the state. */
    static Optional<NodeStatus> own(Board board) {
        return board.store()
                .cluster()
                .flatMap(cluster -> all(board.status()).stream()
                        .map(NodeRow::node)
                        .filter(node -> node.id().equals(cluster.node()))
                        .findFirst());
    }

    /** In what the nodes differ, and should not for long. */
    static List<String> differences(StateStatus status) {
        return status.nodes().map(Cluster.Nodes::differences).orElse(List.of());
    }

    private static NodeRow of(NodeStatus node, Instant now) {
        return new NodeRow(
                node,
                mark(node),
                Age.of(Optional.of(node.startedAt()), Optional.empty(), now),
                Age.of(Optional.of(node.seenAt()), Optional.empty(), now));
    }

    /** Whether it is there, and does not take part. */
    boolean isAside() {
        return node.alive() && node.aside().isPresent();
    }

    private static StateMark mark(NodeStatus node) {
        if (!node.alive()) {
            return new StateMark("gone", "□", "it was not seen for 15 s");
        }
        if (node.aside().isPresent()) {
            return new StateMark("aside", "▲", "it neither polls nor delivers");
        }
        return node.polling()
                ? new StateMark("turn", "●", "it took the last turn to poll")
                : new StateMark("ready", "◌", "it delivers, and polls when its turn comes");
    }

    /** What there is to say of it. */
    public String note() {
        if (isAside()) {
            return "stands aside: " + node.aside().orElseThrow();
        }
        boolean isUnanswered = node.alive() && node.unansweredSince().isPresent();
        return isUnanswered ? "Vast.ai does not answer it" : node.polling() ? "took the last turn" : "";
    }
}
