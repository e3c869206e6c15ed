package io.github.vastwatch.store;

import io.github.vastwatch.plan.WatchQuestion;
import io.github.vastwatch.vast.SearchLedger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What daemons that share a state know of each other: which there are, whose turn it is to poll, when what was asked, and
 * which config is in force. Its times are those of the database, because the clocks of nodes differ.
 */
public final class Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    /** A node that was not seen for this long has died, or hangs. */
    static final Duration DEAD = Duration.ofSeconds(15);

    /** How long a node that is gone is listed. */
    private static final Duration LISTED = Duration.ofDays(1);

    private static final String HOST = hostName();

    /** The time of the database. */
    static final String NOW = "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";

    private final Database database;
    private final Runnable flush;
    private final String node;
    private final AskedQuestions asked;
    private final SearchBudget searches;
    /** Turns that this node began. */
    private final AtomicLong turns = new AtomicLong();

    /**
     * @param node the id of this daemon; empty beside one
     * @param flush writes what is written late
     */
    Cluster(Database database, String node, Runnable flush) {
        this.database = database;
        this.node = node;
        this.flush = flush;
        this.asked = new AskedQuestions(database);
        this.searches = new SearchBudget(database);
    }

    /**
     * A daemon that shares the state.
     *
     * @param generation of the config that it holds
     * @param aside why it stands aside; empty if it takes part
     * @param unansweredSince since when Vast.ai has answered none of its searches; empty if it answered the last one
     * @param seenAt when it last wrote this
     */
    public record Node(
            String id,
            String host,
            long pid,
            String version,
            int generation,
            Instant startedAt,
            Optional<String> aside,
            Optional<Instant> unansweredSince,
            Instant seenAt) {
        /** This node with a config of that generation, and why it stands aside. */
        public Node with(int taken, Optional<String> why) {
            return new Node(id, host, pid, version, taken, startedAt, why, unansweredSince, seenAt);
        }

        /** Whether it was seen just now. */
        public boolean isAlive(Instant now) {
            return seenAt.isAfter(now.minus(DEAD));
        }
    }

    /**
     * A turn of polls.
     *
     * @param followsOwn whether the turn before was this node's, too, so that what it remembers is still right
     */
    public record Turn(long number, boolean followsOwn) {}

    /** An id for a daemon that starts; no other has it. */
    public static String newNode() {
        return HOST + "-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 4);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /** The name of this host. */
    public String host() {
        return HOST;
    }

    /** The id of this node. */
    public String node() {
        return node;
    }

    /** Connections for Quartz. */
    public DataSource connections() {
        return database.pool().orElseThrow();
    }

    /** The searches of all nodes. */
    public SearchLedger searches() {
        return searches;
    }

    /** How far a clock is ahead of the database's; negative if it is behind. */
    public Duration ahead(Clock clock) {
        Instant before = clock.instant();
        Instant there = database.apart(handle ->
                handle.createQuery("select " + NOW).mapTo(Instant.class).one());
        Instant after = clock.instant();
        Duration early = Duration.between(there, before);
        Duration late = Duration.between(there, after);
        // Somewhere in between: the request has taken some of the time.
        return early.isNegative() && !late.isNegative()
                ? Duration.ZERO
                : early.abs().compareTo(late.abs()) < 0 ? early : late;
    }

    /** Records that this node is there, and forgets those that have been gone for a day. */
    public void seen(Node self) {
        database.apart(handle -> {
            seen(handle, self);
            return handle.execute("delete from node where seen_at < " + NOW + " - ?", LISTED);
        });
    }

    private static void seen(Handle handle, Node self) {
        handle.createUpdate(
                        "insert into node (id, host, pid, version, generation, started_at, aside, unanswered_since, seen_at)"
                                + " values (:id, :host, :pid, :version, :generation, :startedAt, :aside, :unansweredSince, "
                                + NOW + ")"
                                + " on conflict (id) do update set generation = excluded.generation,"
                                + " aside = excluded.aside, unanswered_since = excluded.unanswered_since, seen_at = excluded.seen_at")
                .bindMethods(self)
                .execute();
    }

    /** This node stops. */
    public void leave() {
        database.run(handle -> handle.execute("delete from node where id = ?", node));
    }

    /** The nodes, and the database's time. */
    public Nodes nodes() {
        return database.apart(handle -> new Nodes(
                handle.createQuery("select * from node order by host, started_at, id")
                        .map(new RecordMapper<>(Node.class))
                        .list(),
                handle.createQuery("select coalesce(node, '') from turn")
                        .mapTo(String.class)
                        .one(),
                generation(handle),
                handle.createQuery("select " + NOW).mapTo(Instant.class).one()));
    }

    /**
     * The daemons that share a state.
     *
     * @param last the id of the one that took the last turn; empty before the first turn
     * @param generation of the config in force
     * @param at the time of the database
     */
    public record Nodes(List<Node> all, String last, int generation, Instant at) {
        /** How many were seen just now. */
        public int alive() {
            return (int) all.stream().filter(each -> each.isAlive(at)).count();
        }

        /** Whether another node than one may poll, and Vast.ai answers it as far as it knows. */
        public boolean hasOtherThatPolls(String id) {
            return all.stream()
                    .anyMatch(each -> !each.id().equals(id)
                            && each.isAlive(at)
                            && each.aside().isEmpty()
                            && each.unansweredSince().isEmpty());
        }

        public List<NodeStatus> statuses() {
            return all.stream()
                    .map(node -> {
                        boolean isAlive = node.isAlive(at);
                        return new NodeStatus(
                                node.id(),
                                node.host(),
                                node.pid(),
                                node.version(),
                                node.generation(),
                                node.startedAt(),
                                node.seenAt(),
                                isAlive,
                                isAlive && node.aside().isEmpty() && node.id().equals(last),
                                node.aside(),
                                node.unansweredSince());
                    })
                    .toList();
        }

        /** In what those that were seen just now differ, and should not for long. */
        public List<String> differences() {
            List<Node> present = all.stream().filter(each -> each.isAlive(at)).toList();
            List<String> versions =
                    present.stream().map(Node::version).distinct().sorted().toList();
            List<Integer> generations =
                    present.stream().map(Node::generation).distinct().sorted().toList();
            List<String> differences = new ArrayList<>();
            if (versions.size() > 1) {
                differences.add("versions differ: " + String.join(", ", versions));
            }
            if (generations.size() > 1) {
                differences.add("configs differ: generations "
                        + generations.stream().map(String::valueOf).collect(Collectors.joining(", ")) + "; "
                        + generation
                        + " is in force");
            }
            return differences;
        }
    }

    /**
     * Compares a config with the one in force, which it replaces if it is newer: if it has never been in force, if a person
     * has just changed it, or if no other daemon takes part that holds the one in force. Replacing it ends all turns.
     *
     * @param self this node, which holds it from now on
     * @param fingerprint of what it says
     * @param isChange whether this daemon held another config before
     * @return the generation of the config; lower than the one in force if it is older
     */
    public Generation take(Node self, String fingerprint, boolean isChange) {
        return database.apart(handle -> {
            Generation now = generation(handle, fingerprint);
            if (now.number() > 0 && now.isInForce()) {
                return now;
            }
            handle.createQuery("select number from turn for update")
                    .mapTo(Long.class)
                    .one();
            Generation locked = generation(handle, fingerprint);
            int known = locked.number();
            int inForce = locked.inForce();
            boolean isNewer = known == 0 || (known < inForce && (isChange || !isHeld(handle, inForce)));
            if (!isNewer) {
                return locked;
            }
            handle.execute(
                    "insert into config_generation (fingerprint, generation) values (?, ?)"
                            + " on conflict (fingerprint) do update set generation = excluded.generation",
                    fingerprint,
                    inForce + 1);
            handle.execute("update turn set number = number + 1");
            // At once, for another node could find that it is not held.
            seen(handle, self.with(inForce + 1, Optional.empty()));
            return new Generation(inForce + 1, inForce + 1);
        });
    }

    /**
     * The generation of a config.
     *
     * @param inForce that of the config in force
     */
    public record Generation(int number, int inForce) {
        public boolean isInForce() {
            return number == inForce;
        }
    }

    /**
     * Commits what follows from a config in force.
     *
     * @param taken its generation
     *
     * @throws StoreFailure when another one has replaced it
     */
    public void inForce(int taken, Runnable work) {
        database.run(handle -> {
            // No other replaces it until this transaction has ended.
            handle.createQuery("select number from turn for share")
                    .mapTo(Long.class)
                    .one();
            if (generation(handle) != taken) {
                throw new StoreFailure("another daemon has changed the config");
            }
            work.run();
        });
    }

    private static Generation generation(Handle handle, String fingerprint) {
        int number = handle.createQuery("select generation from config_generation where fingerprint = :fingerprint")
                .bind("fingerprint", fingerprint)
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
        return new Generation(number, generation(handle));
    }

    private static int generation(Handle handle) {
        return handle.createQuery("select coalesce(max(generation), 0) from config_generation")
                .mapTo(Integer.class)
                .one();
    }

    private boolean isHeld(Handle handle, int generation) {
        return handle.createQuery("select 1 from node where generation = :generation and id <> :self and aside is null"
                        + " and seen_at >= " + NOW + " - :dead limit 1")
                .bind("generation", generation)
                .bind("self", node)
                .bind("dead", DEAD)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Begins a turn of this node, which ends every other. Until it ends, this process remembers what it reads. */
    public Turn begin() {
        return database.call(handle -> {
            String before = handle.createQuery("select coalesce(node, '') from turn for update")
                    .mapTo(String.class)
                    .one();
            handle.execute("update turn set number = number + 1, node = ?", node);
            long number = handle.createQuery("select number from turn")
                    .mapTo(Long.class)
                    .one();
            database.afterCommit(() -> {
                database.remember(true);
                turns.incrementAndGet();
            });
            return new Turn(number, before.equals(node));
        });
    }

    /** Ends a turn of this node: writes what is written late, and remembers nothing from now on. */
    public void end(Turn turn) {
        try {
            inTurn(turn, flush);
        } catch (StoreFailure e) {
            LOG.debug("the times of the last polls could not be written ({})", e.getMessage());
        } finally {
            database.remember(false);
        }
    }

    /** How many turns this node began since its start. */
    public long turns() {
        return turns.get();
    }

    /** How many transactions of this node were refused since its start, because a newer turn had begun. */
    public long refusals() {
        return database.refusals();
    }

    /** Whether a turn is still the newest. */
    public boolean isCurrent(Turn turn) {
        return database.apart(handle ->
                handle.createQuery("select number from turn").mapTo(Long.class).one() == turn.number());
    }

    /**
     * Does some work on this thread in a turn: what it writes once a newer turn has begun is refused.
     *
     * @throws StoreFailure when it wrote in vain
     */
    public void inTurn(Turn turn, Runnable work) {
        database.inTurn(turn.number(), work);
    }

    /** When each part of a question was last asked. */
    public Map<WatchQuestion.Id, Instant> asked() {
        return asked.read();
    }

    /** Commits what a poll changes, and what was asked in it. */
    public void commit(Optional<AskedQuestion> question, Runnable poll) {
        database.run(handle -> {
            poll.run();
            question.ifPresent(each -> asked.write(handle, each));
        });
    }
}
