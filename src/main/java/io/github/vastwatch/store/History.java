package io.github.vastwatch.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.history.Observation;
import io.github.vastwatch.history.RecordedPoll;
import io.github.vastwatch.history.Recording;
import io.github.vastwatch.history.Run;
import io.github.vastwatch.history.Spans;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Row;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** The record of the market: which offers there were, at which prices, and when it was looked at. */
public final class History {
    private static final String RUNS =
            "select o.number, o.offer_key, o.facts, r.from_at, r.to_at, r.ended, r.disk, r.changes"
                    + " from history_run r join history_offer o on o.number = r.offer";

    /** SQLite takes 32,766 values in a statement. */
    private static final int OFFERS_AT_ONCE = 1_000;

    /** Answers in one row: a longer row would be written again and again. */
    private static final int POLLS_IN_A_ROW = 200;

    /** Answers that changed nothing are written with the next that did, or after this. */
    private static final Duration QUIET_WRITTEN_EVERY = Duration.ofMinutes(5);

    /** Rows that are deleted in one transaction, so that a poll waits for a few milliseconds. */
    private static final int DELETED_AT_ONCE = 100;

    /** Offers that are looked at in one transaction for whether they have runs. */
    private static final int LOOKED_AT_AT_ONCE = 500;

    /** More questions than are asked in turns. */
    private static final int MOST_ROWS = 200;
    /** At an interval of a minute; more often it is less. */
    private static final int BYTES_OF_A_POLL = 4;

    /** Of a run, the most frequent row, with its entries in indexes. */
    private static final int BYTES_OF_A_ROW = 150;

    private final Database database;
    /** Until when the calls of {@link #prune} that belong together delete, and what they leave by estimate. */
    private Instant prunedBefore = Instant.MIN;

    private long prunedBytes;
    /** The rows that answers are added to, the one that was used longest ago first. */
    private final Map<Question, PollRow> rows = new LinkedHashMap<>(16, 0.75f, true);

    private final List<Recording> unwritten = new ArrayList<>();
    private final AtomicLong version = new AtomicLong();
    /** The last offer that was looked at for whether it has runs. */
    private long lastOffer;

    History(Database database) {
        this.database = database;
    }

    /** The row that the next answer to a question is added to. */
    private static final class PollRow {
        private final long question;
        private final Duration holds;
        private final PollTimes times;
        private int polls;

        PollRow(long question, Observation first) {
            this.question = question;
            this.holds = first.holds();
            this.times = new PollTimes(first.at());
        }

        boolean takes(Observation next) {
            return polls < POLLS_IN_A_ROW
                    && holds.equals(next.holds())
                    && !next.at().isBefore(times.to());
        }
    }

    /** The runs that have not ended. */
    public List<Run> open() {
        List<Run> open = new ArrayList<>();
        database.run(handle -> read(handle.createQuery(RUNS + " where r.to_at is null order by r.offer"), open::add));
        return open;
    }

    /**
     * Records an answer. One that changed nothing is written with the next that did, or after five minutes; if the program
     * is killed before, the time since counts as not seen.
     */
    public void write(Recording recording) {
        database.locked(() -> unwritten.add(recording));
        Instant at = recording.observation().at();
        if (!recording.isQuiet() || isOld(at)) {
            flush();
        }
    }

    private boolean isOld(Instant now) {
        Duration age = Duration.between(unwritten.get(0).observation().at(), now);
        return age.isNegative() || age.compareTo(QUIET_WRITTEN_EVERY) >= 0;
    }

    /** Writes what is not written. If that fails, none of it is, and the time counts as not seen. */
    public void flush() {
        if (unwritten.isEmpty()) {
            return;
        }
        try {
            database.run(handle -> {
                List<Run> opened = new ArrayList<>();
                List<Recording.Ended> ended = new ArrayList<>();
                unwritten.forEach(each -> {
                    opened.addAll(each.opened());
                    ended.addAll(each.ended());
                });
                end(handle, ended);
                open(handle, opened);
                Set<PollRow> added = new LinkedHashSet<>();
                unwritten.forEach(each -> added.add(add(handle, each.observation())));
                added.forEach(row -> write(handle, row));
                forgetOldest();
                database.afterCommit(version::incrementAndGet);
            });
        } catch (StoreFailure e) {
            rows.clear();
            throw e;
        } finally {
            database.locked(unwritten::clear);
        }
    }

    /** Begins new rows with the next answers: others may record before. */
    void forget() {
        database.locked(() -> {
            unwritten.clear();
            rows.clear();
        });
    }

    /** Changes when answers were written, which is after the poll that got them. */
    public long version() {
        return version.get();
    }

    /**
     * Adds runs that have ended, in one transaction, at times at which nothing is recorded. They replace what an import that
     * was stopped has left of the same offers.
     */
    public void add(List<Run> ended) {
        database.run(handle -> {
            Batch.execute(
                    handle,
                    "delete from history_run where offer = (select number from history_offer where offer_key = ?)"
                            + " and from_at < ? and to_at > ?",
                    batch -> ended.forEach(run -> batch.add(run.key(), run.to().orElseThrow(), run.from())));
            open(handle, ended);
        });
    }

    private static void end(Handle handle, List<Recording.Ended> ended) {
        Batch.execute(
                handle,
                "update history_run set to_at = ?, ended = ? where from_at = ?"
                        + " and offer = (select number from history_offer where offer_key = ?)",
                batch -> ended.forEach(each -> batch.add(each.to(), each.end().name(), each.from(), each.key())));
    }

    private static void open(Handle handle, List<Run> opened) {
        int[] isNew = Batch.execute(
                handle,
                "insert into history_offer (offer_key, facts) values (?, ?) on conflict do nothing",
                batch -> opened.forEach(run -> batch.add(
                        run.key(),
                        Json.write(RowJson.write(RowJson.EMPTY, run.offer().row())))));
        // Prepared once, as hundreds of offers may have changed.
        try (PreparedStatement facts =
                handle.getConnection().prepareStatement("select facts from history_offer where offer_key = ?")) {
            Batch.execute(
                    handle,
                    "insert into history_run (offer, from_at, to_at, ended, disk, changes)"
                            + " select number, ?, ?, ?, ?, ? from history_offer where offer_key = ?"
                            + " on conflict (offer, from_at) do update set to_at = excluded.to_at, ended = excluded.ended,"
                            + " disk = excluded.disk, changes = excluded.changes",
                    batch -> {
                        for (int i = 0; i < opened.size(); i++) {
                            Run run = opened.get(i);
                            batch.add(
                                    run.from(),
                                    run.to().orElse(null),
                                    run.end().map(Run.End::name).orElse(null),
                                    run.diskGb(),
                                    isNew[i] == 1 ? null : changes(facts, run),
                                    run.key());
                        }
                    });
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    /** What differs from the facts of the offer's first run; null if nothing does. */
    private static @Nullable String changes(PreparedStatement facts, Run run) {
        try {
            facts.setString(1, run.key().toString());
            try (ResultSet first = facts.executeQuery()) {
                first.next();
                ObjectNode changes = RowJson.write(
                        RowJson.read(RowJson.EMPTY, first.getString(1)),
                        run.offer().row());
                return changes.isEmpty() ? null : Json.write(changes);
            }
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    /** Questions that leave out machines change with each alert. */
    private void forgetOldest() {
        Iterator<PollRow> oldest = rows.values().iterator();
        for (int surplus = rows.size() - MOST_ROWS; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
    }

    private PollRow add(Handle handle, Observation seen) {
        PollRow row = rows.get(seen.asked());
        if (row == null || !row.takes(seen)) {
            row = new PollRow(number(handle, "history_question", "question", Json.write(seen.asked())), seen);
            rows.put(seen.asked(), row);
        }
        row.times.add(
                seen.at(), number(handle, "history_watches", "names", Json.write(seen.watches())), seen.complete());
        row.polls++;
        return row;
    }

    private static void write(Handle handle, PollRow row) {
        handle.execute(
                "insert into history_poll (question, from_at, to_at, holds, polls) values (?, ?, ?, ?, ?)"
                        + " on conflict (question, from_at) do update set to_at = excluded.to_at,"
                        + " holds = excluded.holds, polls = excluded.polls",
                row.question,
                row.times.from(),
                row.times.to(),
                row.holds,
                row.times.bytes());
    }

    private static long number(Handle handle, String table, String column, String value) {
        Optional<Long> known = handle.createQuery("select number from " + table + " where " + column + " = ?")
                .bind(0, value)
                .mapTo(Long.class)
                .findOne();
        return known.orElseGet(() -> {
            handle.execute("insert into " + table + " (" + column + ") values (?) on conflict do nothing", value);
            return handle.createQuery("select number from " + table + " where " + column + " = ?")
                    .bind(0, value)
                    .mapTo(Long.class)
                    .one();
        });
    }

    /**
     * The runs within a span, by offer, each offer's in order.
     *
     * @param offers those to read
     */
    public void runs(Span span, Predicate<OfferKey> offers, Consumer<Run> reader) {
        runs(span, numbers(offers), reader);
    }

    /** The same for offers by their numbers. */
    public void runs(Span span, List<Long> numbers, Consumer<Run> reader) {
        // A transaction for each thousand, so that nothing else waits for long.
        for (int from = 0; from < numbers.size(); from += OFFERS_AT_ONCE) {
            List<Long> some = numbers.subList(from, Math.min(numbers.size(), from + OFFERS_AT_ONCE));
            database.run(handle -> read(
                    handle.createQuery(RUNS + " where r.offer in (<offers>) and r.from_at < :to"
                                    + " and (r.to_at is null or r.to_at > :from) order by r.offer, r.from_at")
                            .bindList("offers", some)
                            .bind("from", span.from())
                            .bind("to", span.to()),
                    reader));
        }
    }

    /** The numbers of the offers that there are runs of, of those that are wanted, in order. */
    public List<Long> numbers(Predicate<OfferKey> offers) {
        List<Long> numbers = new ArrayList<>();
        database.run(handle -> {
            // Not sorted by the database, which then reads the index of the keys and not the facts.
            try (Statement statement = handle.getConnection().createStatement();
                    ResultSet rows = statement.executeQuery("select offer_key, number from history_offer")) {
                while (rows.next()) {
                    if (offers.test(OfferKey.parse(rows.getString(1)))) {
                        numbers.add(rows.getLong(2));
                    }
                }
            } catch (SQLException e) {
                throw new UnableToExecuteStatementException(e, null);
            }
        });
        numbers.sort(Comparator.naturalOrder());
        return numbers;
    }

    private static void read(Query query, Consumer<Run> reader) {
        OfferFacts offer = new OfferFacts();
        query.map((row, context) -> {
                    offer.read(row);
                    Instant from = Instant.ofEpochMilli(row.getLong(4));
                    Instant to = Instant.ofEpochMilli(row.getLong(5));
                    Optional<Run.End> end =
                            Optional.ofNullable(row.getString(6)).map(Run.End::valueOf);
                    @Nullable String changes = row.getString(8);
                    Row facts = changes == null ? offer.first : RowJson.read(offer.first, changes);
                    reader.accept(new Run(
                            offer.key,
                            from,
                            end.map(each -> to),
                            end,
                            row.getInt(7),
                            new Offer(offer.key.type(), from, facts)));
                    return true;
                })
                .forEach(each -> {});
    }

    /** The offer that a run belongs to, read once for its runs. */
    private static final class OfferFacts {
        private long number = -1;
        private OfferKey key = OfferKey.parse("on-demand/0/1/none");
        private Row first = RowJson.EMPTY;

        void read(ResultSet row) throws SQLException {
            long next = row.getLong(1);
            if (next != number) {
                number = next;
                key = OfferKey.parse(row.getString(2));
                first = RowJson.read(RowJson.EMPTY, row.getString(3));
            }
        }
    }

    /** The answers within a span, and those before it that hold until then, by question, in order. */
    public List<RecordedPoll> polls(Span span) {
        return polls(span, question -> true);
    }

    /**
     * The answers within a span, by question, in order.
     *
     * @param wanted those questions that are read
     */
    public List<RecordedPoll> polls(Span span, Predicate<Question> wanted) {
        return database.call(handle -> {
            Map<Long, Set<String>> watches = new HashMap<>();
            handle.createQuery("select number, names from history_watches")
                    .map((row, context) -> Map.entry(row.getLong(1), names(row.getString(2))))
                    .forEach(each -> watches.put(each.getKey(), each.getValue()));
            Map<Long, Question> questions = new HashMap<>();
            handle.createQuery("select number, question from history_question")
                    .map((row, context) ->
                            Map.entry(row.getLong(1), (Question) Json.read(row.getString(2), Question.class)))
                    .filter(each -> wanted.test(each.getValue()))
                    .forEach(each -> questions.put(each.getKey(), each.getValue()));
            List<RecordedPoll> polls = new ArrayList<>();
            handle.createQuery("select question, from_at, holds, polls from history_poll"
                            + " where from_at < :to and to_at + holds >= :from order by question, from_at")
                    .bind("from", span.from())
                    .bind("to", span.to())
                    .map((row, context) -> {
                        @Nullable Question question = questions.get(row.getLong(1));
                        if (question == null) {
                            return false;
                        }
                        Duration holds = Duration.ofMillis(row.getLong(3));
                        PollTimes.read(Instant.ofEpochMilli(row.getLong(2)), row.getBytes(4), (at, names, complete) -> {
                            if (!at.plus(holds).isBefore(span.from()) && at.isBefore(span.to())) {
                                polls.add(new RecordedPoll(
                                        question, watches.getOrDefault(names, Set.of()), at, complete, holds));
                            }
                        });
                        return true;
                    })
                    .forEach(each -> {});
            return polls;
        });
    }

    /** The latest part of a span that holds about {@code mostPolls} recorded answers at the most, to limit the memory of a reader. */
    public Span latest(Span span, int mostPolls) {
        return database.call(handle -> {
            long[] polls = {0};
            Optional<Instant> from = handle.createQuery("select from_at, length(polls) from history_poll"
                            + " where from_at < :to and to_at + holds >= :from order by from_at desc")
                    .bind("from", span.from())
                    .bind("to", span.to())
                    .map((row, context) -> {
                        polls[0] += row.getLong(2) / BYTES_OF_A_POLL + 1;
                        return polls[0] > mostPolls
                                ? Optional.of(Instant.ofEpochMilli(row.getLong(1)))
                                : Optional.<Instant>empty();
                    })
                    .filter(Optional::isPresent)
                    .findFirst()
                    .flatMap(each -> each);
            return from.filter(start -> start.isAfter(span.from()) && start.isBefore(span.to()))
                    .map(start -> new Span(start, span.to()))
                    .orElse(span);
        });
    }

    @SuppressWarnings("unchecked")
    private static Set<String> names(String json) {
        return Set.copyOf((Collection<String>) Json.read(json, new GenericType<List<String>>() {}.getType()));
    }

    /**
     * The times within a span at which something is recorded of a rental type: a run goes on, or an answer holds. A run that
     * has not ended goes on until the end of the span. Runs without an answer in their time do not count: an import that was
     * stopped has left them.
     */
    public Spans recorded(RentalType type, Span span) {
        List<Span> times = new ArrayList<>();
        database.run(handle -> handle.createQuery("select r.from_at, coalesce(r.to_at, :to)"
                        + " from history_run r join history_offer o on o.number = r.offer"
                        + " where r.from_at < :to and coalesce(r.to_at, :to) > r.from_at and coalesce(r.to_at, :to) > :from"
                        + " and o.offer_key like :type and (r.to_at is null or exists (select 1 from history_poll p"
                        + " where p.to_at >= r.from_at and p.from_at <= r.to_at)) order by r.from_at")
                .bind("from", span.from())
                .bind("to", span.to())
                .bind("type", type.wire() + "/%")
                .map((row, context) ->
                        new Span(Instant.ofEpochMilli(row.getLong(1)), Instant.ofEpochMilli(row.getLong(2))))
                .forEach(run -> {
                    int last = times.size() - 1;
                    if (last < 0 || times.get(last).to().isBefore(run.from())) {
                        times.add(run);
                    } else {
                        Span before = times.get(last);
                        times.set(last, new Span(before.from(), later(before.to(), run.to())));
                    }
                }));
        polls(span).stream()
                .filter(poll -> poll.asked().type() == type)
                .forEach(poll -> times.add(new Span(
                        poll.at(), later(poll.at().plusMillis(1), poll.at().plus(poll.holds())))));
        return Spans.of(times);
    }

    /** When the first answer that is still recorded came; empty if there is none. */
    public Optional<Instant> since() {
        return database.call(handle -> handle.createQuery("select min(from_at) from history_poll")
                .mapTo(Instant.class)
                .findOne());
    }

    /**
     * Deletes what ended before a time, and the oldest while the state is larger than a size. Each call deletes at
     * most a hundred runs and rows of answers, in a transaction of its own.
     */
    public Pruned prune(Instant before, long maxBytes) {
        return database.call(handle -> {
            boolean isTooLarge = bytes(handle, before, maxBytes) > maxBytes;
            Instant cutoff = isTooLarge ? later(before, oldest(handle)) : before;
            int runs = prune(handle, "history_run", "offer", cutoff);
            int polls = prune(handle, "history_poll", "question", cutoff);
            if (polls > 0) {
                rows.values().removeIf(row -> row.times.to().isBefore(cutoff));
                handle.execute(
                        "delete from history_question where number in (select number from history_question q"
                                + " where not exists (select 1 from history_poll p where p.question = q.number) limit ?)",
                        DELETED_AT_ONCE);
            }
            pruneOffers(handle);
            prunedBytes -= (long) (runs + polls) * BYTES_OF_A_ROW;
            boolean isMore = Math.max(runs, polls) >= DELETED_AT_ONCE || (isTooLarge && runs + polls > 0);
            return new Pruned(runs + polls, isTooLarge, isMore);
        });
    }

    /** Of a database that only estimates its size, once for the calls that belong together. */
    private long bytes(Handle handle, Instant before, long maxBytes) {
        Dialect dialect = database.dialect();
        if (!database.isShared()) {
            return dialect.bytes(handle);
        }
        if (!before.equals(prunedBefore)) {
            prunedBefore = before;
            prunedBytes = dialect.bytes(handle);
            if (prunedBytes > maxBytes) {
                dialect.estimate(handle);
                prunedBytes = dialect.bytes(handle);
            }
        }
        return prunedBytes;
    }

    /**
     * What was deleted at once.
     *
     * @param rows how many runs, and rows of answers
     * @param isTooLarge whether the state was larger than it may be
     * @param isMore whether more is to be deleted
     */
    public record Pruned(int rows, boolean isTooLarge, boolean isMore) {}

    private static int prune(Handle handle, String table, String key, Instant cutoff) {
        return handle.createUpdate("delete from " + table + " where (" + key + ", from_at) in (select " + key
                        + ", from_at from " + table + " where to_at < :cutoff order by to_at limit :most)")
                .bind("cutoff", cutoff)
                .bind("most", DELETED_AT_ONCE)
                .execute();
    }

    /** Deletes offers without runs among those that follow the last ones that were looked at. */
    private void pruneOffers(Handle handle) {
        Optional<Long> last = handle.createQuery("select max(number) from (select number from history_offer"
                        + " where number > ? order by number limit ?) following")
                .bind(0, lastOffer)
                .bind(1, LOOKED_AT_AT_ONCE)
                .mapTo(Long.class)
                .findOne();
        handle.execute(
                "delete from history_offer where number > ? and number <= ?"
                        + " and not exists (select 1 from history_run r where r.offer = history_offer.number)",
                lastOffer,
                last.orElse(0L));
        lastOffer = last.orElse(0L);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** A little after the oldest that can be deleted. */
    private static Instant oldest(Handle handle) {
        return handle.createQuery("select min(at) from (select min(to_at) as at from history_run"
                        + " union all select min(to_at) from history_poll) ends")
                .mapTo(Instant.class)
                .findOne()
                .map(oldest -> oldest.plus(Duration.ofHours(6)))
                .orElse(Instant.EPOCH);
    }

    /** The bytes of the state that are in use. */
    public long stateBytes() {
        return database.call(database.dialect()::bytes);
    }
}
