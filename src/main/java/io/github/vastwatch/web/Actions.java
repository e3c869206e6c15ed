package io.github.vastwatch.web;

import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.web.Route.Call;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be changed, by a form of a page and by the API alike. A change holds in the running daemon at once. */
final class Actions {
    private static final Logger LOG = LoggerFactory.getLogger(Actions.class);

    private static final String WATCH = "watches/" + Route.NAME;
    private static final String DELIVERY = "deliveries/" + Route.NAME;
    private static final String CHANNEL = "channels/" + Route.NAME;

    private final Board board;
    private final ChannelTests tests;

    Actions(Board board, ChannelTests tests) {
        this.board = board;
        this.tests = tests;
    }

    /** Does something, and says how that ended. */
    private interface Action {
        Result run(Call call);
    }

    /**
     * How an action ended.
     *
     * @param status for a program
     * @param done for a person; empty where the page was of another state, so that the refusal is shown instead
     */
    private record Result(int status, Optional<Done> done, String sentence) {
        static Result of(Done done, String sentence) {
            return new Result(200, Optional.of(done), sentence);
        }

        static Result not(Done done, String sentence) {
            return new Result(409, Optional.of(done), sentence);
        }

        static Result missing(String sentence) {
            return new Result(404, Optional.empty(), sentence);
        }
    }

    /** The answer of an action in the API's JSON. */
    record DoneView(String done) {}

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        add(routes, WATCH + "/mute", this::mute);
        add(routes, WATCH + "/unmute", this::unmute);
        add(routes, WATCH + "/pause", call -> pause(call, true));
        add(routes, WATCH + "/resume", call -> pause(call, false));
        add(routes, "deliveries/retry-dead", call -> retryDead());
        add(routes, DELIVERY + "/retry", this::retry);
        add(routes, DELIVERY + "/drop", this::drop);
        add(routes, CHANNEL + "/retry", this::retryChannel);
        add(routes, CHANNEL + "/test", this::test);
        return routes;
    }

    private void add(List<Route> routes, String path, Action action) {
        routes.add(Route.post("/" + path, call -> page(call, action.run(call))));
        routes.add(Route.post(Route.API + "v1/" + path, call -> program(action.run(call))));
    }

    /** Sends a browser back to the page of the form. */
    private static Response page(Call call, Result result) {
        String to = SignIn.path(call.form().getOrDefault("to", "/"));
        return result.done()
                .map(done -> done.at(to))
                .orElseGet(() -> Response.refusal(result.status(), result.sentence()));
    }

    private static Response program(Result result) {
        return result.status() == 200
                ? Response.json(new DoneView(result.sentence()))
                : Response.refusal(result.status(), result.sentence());
    }

    private Result mute(Call call) {
        Optional<Watch> watch = board.watch(call.part());
        if (watch.isEmpty()) {
            return noWatch(call);
        }
        String time = call.form().getOrDefault("for", "");
        if (time.isBlank()) {
            throw new InvalidInput("for how long is missing: send for=1h");
        }
        Duration duration = Amounts.duration(time);
        if (duration.isZero()) {
            throw new InvalidInput("for must be longer than 0: " + time);
        }
        Instant now = board.now().truncatedTo(ChronoUnit.MILLIS);
        Instant until = now.plus(duration);
        String name = watch.get().name();
        board.store().silences().add(new Silence(0, name, Optional.empty(), now, until, "from the page"));
        return done(Done.MUTED, "'" + name + "' muted until " + until.truncatedTo(ChronoUnit.SECONDS));
    }

    private Result unmute(Call call) {
        if (board.watch(call.part()).isEmpty()) {
            return noWatch(call);
        }
        board.silences().stream()
                .filter(each ->
                        each.watch().equals(call.part()) && each.machine().isEmpty())
                .forEach(each -> board.store().silences().remove(each.id()));
        return done(Done.UNMUTED, "'" + call.part() + "' no longer muted");
    }

    private Result pause(Call call, boolean pauses) {
        Optional<Instant> since = pauses ? Optional.of(board.now()) : Optional.empty();
        if (!board.store().watches().pause(call.part(), since)) {
            return noWatch(call);
        }
        return done(
                pauses ? Done.PAUSED : Done.RESUMED,
                "'" + call.part() + (pauses ? "' paused" : "' polled again when it is next due"));
    }

    private static Result noWatch(Call call) {
        return Result.missing("no watch is called '" + call.part() + "'");
    }

    private Result retry(Call call) {
        Optional<OutboxEntry> entry = entry(call);
        if (entry.isEmpty()) {
            return noDelivery(call);
        }
        return board.store().outbox().retry(call.part(), board.now())
                ? done(Done.RETRIED, words(entry.get()) + " is sent again")
                : Result.not(Done.NOT_RETRIED, words(entry.get()) + " was delivered or replaced, or is being sent");
    }

    private Result drop(Call call) {
        Optional<OutboxEntry> entry = entry(call);
        if (entry.isEmpty()) {
            return noDelivery(call);
        }
        return board.store().outbox().drop(call.part(), board.now())
                ? done(Done.DROPPED, words(entry.get()) + " dropped")
                : Result.not(Done.NOT_DROPPED, words(entry.get()) + " has ended");
    }

    private Optional<OutboxEntry> entry(Call call) {
        return board.store().outbox().find(call.part()).map(OutboxEntry.Detail::outboxEntry);
    }

    private static Result noDelivery(Call call) {
        return Result.missing("delivery '" + call.part() + "' not found");
    }

    private static String words(OutboxEntry entry) {
        return "delivery " + entry.id() + " to '" + entry.channel() + "'";
    }

    private Result retryDead() {
        int count = board.store().outbox().retryDead(board.now());
        return done(Done.RETRIED, Amount.count(count, "dead letter is", "dead letters are") + " sent again");
    }

    private Result retryChannel(Call call) {
        if (channel(call).isEmpty()) {
            return noChannel(call);
        }
        int count = board.store().outbox().retryPending(call.part(), board.now());
        return done(
                Done.RETRIED,
                Amount.count(count, "pending delivery", "pending deliveries") + " to '" + call.part() + "' "
                        + (count == 1 ? "is" : "are") + " sent again");
    }

    private Result test(Call call) {
        Optional<Channel> channel = channel(call);
        if (channel.isEmpty()) {
            return noChannel(call);
        }
        return tests.send(channel.get())
                .map(result -> done(Done.TESTED, "channel '" + call.part() + "' tested, " + result.words()))
                .orElse(Result.not(Done.NOT_TESTED, "another test is being sent"));
    }

    private Optional<Channel> channel(Call call) {
        return Optional.ofNullable(board.config().channels().get(call.part()));
    }

    private static Result noChannel(Call call) {
        return Result.missing("no channel is called '" + call.part() + "'");
    }

    private Result done(Done done, String sentence) {
        LOG.info("the page: {}", sentence);
        board.changed();
        return Result.of(done, sentence);
    }
}
