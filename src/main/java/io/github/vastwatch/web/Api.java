package io.github.vastwatch.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.notify.message.RentCommand;
import io.github.vastwatch.notify.message.Title;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.NodeStatus;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.TrackedOffers.SuppressedMatch;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.web.Route.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What the pages show, for programs. The file {@code openapi.json} describes it. */
final class Api {
    private static final String V1 = Route.API + "v1/";
    private static final int USUAL = 50;
    private static final int MOST = 500;

    private final Board board;
    private final ChannelTests tests;

    Api(Board board, ChannelTests tests) {
        this.board = board;
        this.tests = tests;
    }

    List<Route> routes() {
        return List.of(
                Route.get(V1 + "openapi\\.json", call -> description()),
                Route.get(V1 + "status", call -> Response.json(status())),
                Route.get(V1 + "watches", call -> Response.json(new WatchList(WatchView.of(board, board.watches())))),
                Route.get(V1 + "watches/" + Route.NAME, this::watch),
                Route.get(V1 + "watches/" + Route.NAME + "/matches", this::matches),
                Route.get(V1 + "alerts", this::alerts),
                Route.get(V1 + "alerts/" + Route.NAME, this::alert),
                Route.get(V1 + "suppressed", this::suppressed),
                Route.get(V1 + "deliveries", this::deliveries),
                Route.get(V1 + "channels", call -> Response.json(channels())));
    }

    private static Response description() {
        try (InputStream in = Api.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IOException("it is not in the jar");
            }
            return Response.of(200, Response.JSON, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the description of the API", e);
        }
    }

    /**
     * The daemon.
     *
     * @param rejected why the config on disk was refused
     * @param nodes the daemons that share the state; none where it is not shared
     */
    record StatusView(
            Instant at,
            boolean well,
            List<String> problems,
            Optional<String> version,
            Optional<Instant> startedAt,
            Optional<Integer> generation,
            Optional<Instant> loadedAt,
            Optional<DaemonStatus.Refusal> rejected,
            Optional<Instant> pauseUntil,
            long searches,
            int requestsPerMinute,
            long rowsToday,
            Optional<Long> rowsLimit,
            int pending,
            int watches,
            int watchesMatching,
            List<NodeStatus> nodes) {}

    record WatchList(List<WatchView> watches) {}

    record WatchDetail(@JsonUnwrapped WatchView watch, List<MatchView> offers) {}

    record MatchList(int matching, List<MatchView> offers) {}

    /** An offer that matches now. */
    record MatchView(
            OfferKey key,
            BigDecimal value,
            String gpu,
            Optional<String> place,
            Optional<Double> reliability,
            Optional<Double> dlperf,
            Instant since,
            Optional<String> command) {}

    /**
     * An alert.
     *
     * @param count how many offers it reports; of very many, the best are in it
     */
    record AlertView(
            String id,
            String type,
            Optional<String> watch,
            Instant at,
            String title,
            List<String> text,
            int count,
            List<OfferView> offers,
            List<DeliveryView> deliveries) {}

    /** An offer in an alert. */
    record OfferView(
            OfferKey key,
            BigDecimal value,
            Optional<BigDecimal> previous,
            Reason reason,
            boolean gone,
            Optional<String> command) {}

    /** A part of a list; {@code next} is the {@code before} of the part after it. */
    record AlertList(List<AlertView> alerts, Optional<String> next) {}

    record SuppressedList(List<SuppressedMatch> suppressed) {}

    /** A delivery. */
    record DeliveryView(
            String id,
            String channel,
            String alertId,
            String type,
            Optional<String> watch,
            int offers,
            Instant createdAt,
            String state,
            boolean beingSent,
            int attempts,
            int mayHaveArrived,
            Optional<Instant> nextAttempt,
            Optional<String> answer,
            Optional<Instant> doneAt) {
        static DeliveryView of(OutboxEntry entry) {
            return new DeliveryView(
                    entry.id(),
                    entry.channel(),
                    entry.alertId(),
                    entry.alertKind().wire(),
                    entry.watch(),
                    entry.offers(),
                    entry.createdAt(),
                    entry.state(),
                    entry.isBeingSent(),
                    entry.attempts(),
                    entry.uncertain(),
                    entry.nextAttempt(),
                    entry.answer(),
                    entry.doneAt());
        }
    }

    record DeliveryList(List<DeliveryView> deliveries, Optional<String> next) {}

    /** A channel, and the last test of it from the page. */
    record ChannelView(
            String name,
            String state,
            boolean configured,
            int pending,
            int dead,
            Optional<Instant> deliveredAt,
            Optional<Instant> failingSince,
            Optional<Instant> stoppedAt,
            Optional<String> answer,
            Optional<String> templateFailure,
            Optional<ChannelTests.Result> test) {}

    record ChannelList(List<ChannelView> channels) {}

    private StatusView status() {
        Instant now = board.now();
        Summary summary = Summary.of(board);
        Optional<DaemonStatus> daemon = board.status().daemon();
        RowUsage rows =
                board.status().rows().orElseGet(() -> RowUsage.none(now)).at(now);
        OptionalLong limit = daemon.map(each -> rows.size(each.limit())).orElse(OptionalLong.empty());
        return new StatusView(
                now,
                summary.isWell(),
                summary.problems(),
                daemon.map(DaemonStatus::version),
                daemon.map(DaemonStatus::startedAt),
                daemon.map(DaemonStatus::generation),
                daemon.map(DaemonStatus::loadedAt),
                daemon.flatMap(DaemonStatus::refusal),
                daemon.flatMap(DaemonStatus::pauseUntil).filter(now::isBefore),
                daemon.map(DaemonStatus::requests).orElse(0L),
                daemon.map(DaemonStatus::requestsPerMinute).orElse(0),
                rows.rows(),
                limit.isPresent() ? Optional.of(limit.getAsLong()) : Optional.empty(),
                summary.pending(),
                board.config().watches().size(),
                (int) board.status().watches().stream()
                        .filter(each ->
                                each.last().flatMap(PollOutcome::matches).orElse(0) > 0)
                        .count(),
                board.status().nodes().map(Cluster.Nodes::statuses).orElse(List.of()));
    }

    private Response watch(Call call) {
        return board.watch(call.part())
                .map(watch -> Response.json(new WatchDetail(
                        WatchView.of(board, List.of(watch)).get(0),
                        offers(watch, USUAL).offers())))
                .orElseGet(() -> noWatch(call));
    }

    private Response matches(Call call) {
        int most = call.request().number("limit", USUAL, MOST);
        return board.watch(call.part())
                .map(watch -> Response.json(offers(watch, most)))
                .orElseGet(() -> noWatch(call));
    }

    private static Response noWatch(Call call) {
        return Response.refusal(404, "no watch is called '" + call.part() + "'");
    }

    private MatchList offers(Watch watch, int most) {
        Memory memory = board.store().offers().memory(watch);
        List<MatchRow> rows = MatchRow.all(
                watch, memory.tracked().values(), board.admitted(watch, memory), MatchRow.Sort.VALUE, board.now());
        return new MatchList(
                rows.size(),
                rows.stream()
                        .limit(most)
                        .map(row -> new MatchView(
                                row.key(),
                                row.amount(),
                                row.gpu(),
                                Optional.of(row.place()).filter(place -> !place.isEmpty()),
                                row.reliability(),
                                row.dlperf(),
                                row.since(),
                                Optional.of(row.command()).filter(command -> !command.isEmpty())))
                        .toList());
    }

    private Response alerts(Call call) {
        int most = call.request().number("limit", USUAL, MOST);
        List<Alert> found = board.record().listing().alerts(AlertPages.filter(call, board.now()), most + 1);
        return Response.json(new AlertList(
                views(found.subList(0, Math.min(found.size(), most))), next(found, most, Alert::id)));
    }

    /** Where a list goes on, if more were found than are shown. */
    private static <T> Optional<String> next(List<T> found, int most, Function<T, String> id) {
        return found.size() > most ? Optional.of(id.apply(found.get(most - 1))) : Optional.empty();
    }

    private Response alert(Call call) {
        return board.record()
                .listing()
                .alert(call.part())
                .map(alert -> Response.json(views(List.of(alert)).get(0)))
                .orElseGet(() -> Response.refusal(404, "alert '" + call.part() + "' not found"));
    }

    private List<AlertView> views(List<Alert> alerts) {
        Map<String, List<OutboxEntry>> deliveries = board.record().listing().deliveriesOf(alerts);
        return alerts.stream()
                .map(alert -> new AlertView(
                        alert.id(),
                        alert.alertKind().wire(),
                        alert.watch(),
                        alert.at(),
                        Title.of(alert),
                        alert.sentences(),
                        alert.count(),
                        alert.matches().stream()
                                .map(match -> view(alert, match))
                                .toList(),
                        deliveries.getOrDefault(alert.id(), List.of()).stream()
                                .map(DeliveryView::of)
                                .toList()))
                .toList();
    }

    private static OfferView view(Alert alert, Match match) {
        return new OfferView(
                match.key(),
                match.current(),
                match.previous(),
                match.reason(),
                match.isGone(),
                alert.terms()
                        .filter(terms -> match.isToRent())
                        .flatMap(terms -> RentCommand.of(terms.rent(), terms.diskGb(), match.offer())));
    }

    private Response suppressed(Call call) {
        int most = call.request().number("limit", USUAL, MOST);
        return Response.json(new SuppressedList(board.record()
                .listing()
                .suppressed(call.request().parameter("watch"), AlertPages.since(call, board.now()), 0, most)));
    }

    private Response deliveries(Call call) {
        int most = call.request().number("limit", USUAL, MOST);
        List<OutboxEntry> found = board.record().listing().deliveries(DeliveryPage.filter(call, "all"), most + 1);
        return Response.json(new DeliveryList(
                found.stream().limit(most).map(DeliveryView::of).toList(), next(found, most, OutboxEntry::id)));
    }

    private ChannelList channels() {
        return new ChannelList(DeliveryPage.channels(board, tests).stream()
                .map(row -> new ChannelView(
                        row.name(),
                        row.mark().word(),
                        row.isConfigured(),
                        row.pending(),
                        row.dead(),
                        row.state().flatMap(ChannelState::deliveredAt),
                        row.state().flatMap(ChannelState::failingSince),
                        row.state().flatMap(ChannelState::stoppedAt),
                        row.state().flatMap(ChannelState::answer),
                        row.state().flatMap(ChannelState::templateFailure),
                        row.tested()))
                .toList());
    }
}
