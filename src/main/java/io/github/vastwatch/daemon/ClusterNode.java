package io.github.vastwatch.daemon;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.poll.TurnScheduler;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.Outbox;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.vast.Outage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This daemon as one of those that share a state: it takes turns with the others to poll, says that it is there, and stands
 * aside while it must not take part.
 */
final class ClusterNode {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

    /** A larger difference between clocks would break leases, and Quartz's count of the nodes. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    /** What is remembered stays warm meanwhile; what is written late, as when offers were seen, is not older than this. */
    private static final Duration TURN = Duration.ofMinutes(5);

    /** How long Vast.ai may leave searches of this node unanswered: the second one is sent after some 15 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Longer than the time between two turns of one node. */
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    /** Polls until a turn is over. */
    interface Polls {
        void take(Cluster.Turn turn, BooleanSupplier isOver);
    }

    private final Cluster cluster;
    private final Outbox outbox;
    private final Clock clock;
    private final Instant startedAt;
    private final Polls polls;
    private final Supplier<Optional<Outage>> outage;
    /** Of the config of this node. */
    private volatile Cluster.Generation generation = new Cluster.Generation(0, 1);

    private Optional<TurnScheduler> scheduler = Optional.empty();
    private volatile Optional<String> aside = Optional.of("it starts");
    /** How far the clock is ahead of the database's, if that is too much. */
    private volatile Optional<Duration> wrongBy = Optional.empty();

    private volatile @Nullable Turn running;
    private volatile long ended = System.nanoTime() - BETWEEN.toNanos();
    /** Whether it takes no turn, because it stands aside or stops. */
    private volatile boolean isEnding;

    /** Whether it takes no turn, because Vast.ai answers other nodes and not this one. */
    private volatile boolean isLeaving;

    /** When the outage began of which the log says that other nodes poll. */
    private Instant reported = Instant.EPOCH;

    private boolean isStopped;
    private final Object interrupts = new Object();

    /** A turn in progress. */
    private record Turn(Cluster.Turn turn, Thread thread, long began) {}

    /** @param outage the last time in which Vast.ai answered no search of this node */
    ClusterNode(Cluster cluster, Outbox outbox, Clock clock, Polls polls, Supplier<Optional<Outage>> outage) {
        this.cluster = cluster;
        this.outbox = outbox;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.polls = polls;
        this.outage = outage;
    }

    private Cluster.Node self() {
        return new Cluster.Node(
                cluster.node(),
                cluster.host(),
                ProcessHandle.current().pid(),
                Version.running(),
                generation.number(),
                startedAt,
                aside,
                unanswered().map(Outage::since),
                clock.instant());
    }

    /** The present outage, if it has lasted. A server that throttles does so for all nodes. */
    private Optional<Outage> unanswered() {
        Instant before = clock.instant().minus(PATIENCE);
        return outage.get()
                .filter(each ->
                        !each.isOver() && !each.isThrottled() && !each.since().isAfter(before));
    }

    /**
     * Compares a config with that of the other nodes.
     *
     * @param isChange whether a person has just changed it
     * @return the generation of the config
     */
    Cluster.Generation take(Config taken, boolean isChange) {
        generation = cluster.take(self(), taken.effectiveConfig().fingerprint(), isChange);
        return generation;
    }

    /** Compares the clock with the database's; returns whether it is right. */
    boolean lookAtClock() {
        Duration ahead = cluster.ahead(clock);
        if (!isTooMuch(ahead)) {
            wrongBy = Optional.empty();
        } else if (isTooMuch(ahead.minus(wrongBy.orElse(Duration.ZERO)))) {
            // The same reason for the same difference: it is measured to a few milliseconds.
            wrongBy = Optional.of(Duration.ofSeconds(Math.round(ahead.toMillis() / 1000.0)));
        }
        return hasRightClock();
    }

    private static boolean isTooMuch(Duration ahead) {
        return ahead.abs().compareTo(CLOCK_TOLERANCE) > 0;
    }

    /** Whether the clock was right at the last look. */
    boolean hasRightClock() {
        return wrongBy.isEmpty();
    }

    /**
     * Stands aside or takes part, and says so.
     *
     * @return whether it stands aside
     */
    synchronized boolean look() {
        Optional<String> reason = reason();
        if (!reason.equals(aside)) {
            reason.ifPresentOrElse(
                    why -> LOG.error("this daemon stands aside: {}; it neither polls nor delivers", why),
                    () -> LOG.info("this daemon takes part as node {}", cluster.node()));
        }
        aside = reason;
        if (reason.isPresent()) {
            endTurns();
        } else if (scheduler.isEmpty() && !isStopped) {
            isEnding = false;
            TurnScheduler turns =
                    new TurnScheduler(cluster.connections(), cluster.node(), this::turn, CriticalThreads::end);
            turns.start();
            scheduler = Optional.of(turns);
        }
        leaveTurns();
        isThere();
        return reason.isPresent();
    }

    /** Leaves the turns to nodes that Vast.ai answers, until it is time to ask again. */
    private void leaveTurns() {
        Optional<Outage> unanswered = unanswered();
        boolean leaves =
                unanswered.filter(each -> clock.instant().isBefore(each.next())).isPresent()
                        && cluster.nodes().hasOtherThatPolls(cluster.node());
        if (leaves == isLeaving || scheduler.isEmpty()) {
            return;
        }
        isLeaving = leaves;
        if (leaves) {
            scheduler.get().pause();
            Outage why = unanswered.orElseThrow();
            if (!why.since().equals(reported)) {
                reported = why.since();
                LOG.warn(
                        "Vast.ai does not answer this daemon ({}); others poll",
                        why.last().reason());
            }
        } else {
            scheduler.get().resume();
        }
    }

    /** Says that this node is there, as at the last look. */
    void isThere() {
        cluster.seen(self());
    }

    /** What nodes were sending that died or hang is sent by others. */
    void takeOverDeliveries() {
        Cluster.Nodes nodes = cluster.nodes();
        int released = outbox.releaseLeases(
                nodes.all().stream()
                        .filter(each -> each.isAlive(nodes.at()))
                        .map(Cluster.Node::id)
                        .toList(),
                clock.instant());
        if (released > 0) {
            LOG.info(
                    "{} of a daemon that is gone {} pending again",
                    Amount.count(released, "delivery", "deliveries"),
                    released == 1 ? "is" : "are");
        }
    }

    private Optional<String> reason() {
        Optional<Duration> ahead = wrongBy;
        if (ahead.isPresent()) {
            return ahead.map(by -> "its clock is " + Durations.of(by.abs())
                    + (by.isNegative() ? " behind" : " ahead of") + " the database's");
        }
        return generation.isInForce()
                ? Optional.empty()
                : Optional.of("its config is generation " + generation.number() + ", and generation "
                        + generation.inForce() + " is in force");
    }

    /** On Quartz's thread. */
    private void turn() {
        try {
            Cluster.Turn turn = cluster.begin();
            try {
                running = new Turn(turn, Thread.currentThread(), System.nanoTime());
                LOG.debug("turn {} begins", turn.number());
                cluster.inTurn(turn, () -> polls.take(turn, () -> isOver(turn)));
            } finally {
                cluster.end(turn);
            }
        } catch (StoreFailure e) {
            LOG.debug("a turn ended early ({})", e.getMessage());
        } finally {
            synchronized (interrupts) {
                running = null;
                ended = System.nanoTime();
                // An interrupt ends the turn, not Quartz.
                Thread.interrupted();
            }
        }
    }

    private boolean isOver(Cluster.Turn turn) {
        Turn now = running;
        if (isEnding || isLeaving || now == null || System.nanoTime() - now.began() > TURN.toNanos()) {
            return true;
        }
        try {
            return !cluster.isCurrent(turn);
        } catch (StoreFailure e) {
            // Nothing can be committed meanwhile, and Quartz cannot give the turn to another either.
            return false;
        }
    }

    /** Does some work if it is this node's turn. */
    void inTurn(Runnable work) {
        Turn now = running;
        if (now != null && cluster.isCurrent(now.turn())) {
            cluster.inTurn(now.turn(), work);
        }
    }

    /** Whether it is this node's turn, or was a moment ago and may be again, as far as it knows. */
    boolean isPolling() {
        return running != null || System.nanoTime() - ended < BETWEEN.toNanos();
    }

    /** Why it stands aside; empty if it takes part. */
    Optional<String> aside() {
        return aside;
    }

    /** Has the turn in progress end, if there is one. */
    void interrupt() {
        synchronized (interrupts) {
            Turn now = running;
            if (now != null) {
                now.thread().interrupt();
            }
        }
    }

    private void endTurns() {
        isEnding = true;
        isLeaving = false;
        scheduler.ifPresent(TurnScheduler::close);
        scheduler = Optional.empty();
    }

    /** Takes no further turn, and waits for the end of the present one. */
    synchronized void stop() {
        isStopped = true;
        endTurns();
    }

    /** Others take over what this node has leased. */
    void leave() {
        try {
            cluster.leave();
        } catch (StoreFailure e) {
            LOG.debug("the state still lists this node ({})", e.getMessage());
        }
    }
}
