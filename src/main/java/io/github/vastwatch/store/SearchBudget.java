package io.github.vastwatch.store;

import io.github.vastwatch.vast.SearchLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The searches of the daemons that share a state, by the clock of the database. */
final class SearchBudget implements SearchLedger {
    private static final Logger LOG = LoggerFactory.getLogger(SearchBudget.class);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Database database;

    SearchBudget(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Duration> take(String account, int perMinute, Duration interval) {
        try {
            return Optional.of(database.call(handle -> {
                handle.execute(
                        "insert into search_budget (account, sent, paused_until) values (?, '', 0)"
                                + " on conflict (account) do nothing",
                        account);
                return handle.createQuery("select sent, paused_until, " + Cluster.NOW + " as now from search_budget"
                                + " where account = :account for update")
                        .bind("account", account)
                        .map((row, context) -> {
                            long now = row.getLong(3);
                            List<Long> sent = row.getString(1)
                                    .lines()
                                    .map(Long::valueOf)
                                    .filter(at -> at > now - MINUTE.toMillis())
                                    .collect(Collectors.toCollection(ArrayList::new));
                            long next = row.getLong(2);
                            if (!sent.isEmpty()) {
                                next = Math.max(next, sent.get(sent.size() - 1) + interval.toMillis());
                            }
                            if (sent.size() >= perMinute) {
                                next = Math.max(next, sent.get(sent.size() - perMinute) + MINUTE.toMillis());
                            }
                            if (next <= now) {
                                sent.add(now);
                                handle.execute(
                                        "update search_budget set sent = ? where account = ?",
                                        sent.stream().map(String::valueOf).collect(Collectors.joining("\n")),
                                        account);
                            }
                            return Duration.ofMillis(Math.max(0, next - now));
                        })
                        .one();
            }));
        } catch (StoreFailure e) {
            LOG.debug("a search could not be counted ({}); it is not sent", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void pause(String account, Duration pause) {
        try {
            database.run(handle -> handle.execute(
                    "insert into search_budget (account, sent, paused_until) values (?, '', " + Cluster.NOW + " + ?)"
                            + " on conflict (account) do update set paused_until ="
                            + " greatest(search_budget.paused_until, excluded.paused_until)",
                    account,
                    pause));
        } catch (StoreFailure e) {
            LOG.debug("the pause that Vast.ai asked for could not be recorded ({})", e.getMessage());
        }
    }

    @Override
    public Duration pause(String account) {
        try {
            return Duration.ofMillis(database.call(handle -> handle.createQuery("select greatest(0, paused_until - "
                            + Cluster.NOW + ") from search_budget where account = :account")
                    .bind("account", account)
                    .mapTo(Long.class)
                    .findOne()
                    .orElse(0L)));
        } catch (StoreFailure e) {
            LOG.debug("whether Vast.ai asked for a pause could not be read ({})", e.getMessage());
            return Duration.ZERO;
        }
    }
}
