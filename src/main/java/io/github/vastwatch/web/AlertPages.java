package io.github.vastwatch.web;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.notify.mail.MailContent;
import io.github.vastwatch.notify.message.OfferView;
import io.github.vastwatch.notify.message.Title;
import io.github.vastwatch.store.Listing.AlertFilter;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.store.TrackedOffers.SuppressedMatch;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.web.Route.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was sent, what was not, and one alert. */
final class AlertPages {
    private static final int PAGE = 50;
    /** The longest that alerts and suppressed matches are kept. */
    private static final String USUAL_SINCE = "30d";

    private final Pages pages;
    private final Board board;

    AlertPages(Pages pages) {
        this.pages = pages;
        this.board = pages.board();
    }

    List<Route> routes() {
        return List.of(
                Route.get("/alerts", this::list),
                Route.get("/alerts/suppressed", this::suppressed),
                Route.get("/alerts/" + Route.NAME, this::show));
    }

    /**
     * An alert in the list.
     *
     * @param why the reasons of its offers; empty for a notice
     */
    record AlertRow(Alert alert, Age age, String title, String why, List<DeliveryRow> deliveries) {
        /** The last delivery to each channel: one that was superseded says nothing of what became of the alert. */
        public Collection<DeliveryRow> latest() {
            Map<String, DeliveryRow> latest = new LinkedHashMap<>();
            deliveries.forEach(each -> latest.put(each.entry().channel(), each));
            return latest.values();
        }

        static AlertRow of(Alert alert, List<OutboxEntry> deliveries, Instant now) {
            return new AlertRow(
                    alert,
                    Age.of(Optional.of(alert.at()), Optional.empty(), now),
                    withoutWatch(alert),
                    alert.matches().stream()
                            .map(match -> match.reason().words())
                            .distinct()
                            .collect(Collectors.joining(", ")),
                    deliveries.stream().map(each -> DeliveryRow.of(each, now)).toList());
        }
    }

    /** The title without the watch, which is beside it. */
    private static String withoutWatch(Alert alert) {
        String title = Title.of(alert);
        return title.substring(title.indexOf("] ") + 2);
    }

    /** A suppressed match in the list. */
    record SuppressedRow(SuppressedMatch match, String value, String gate, Age first, Age last) {}

    /**
     * The alerts that a request asks for.
     *
     * @throws io.github.vastwatch.offer.InvalidInput if a parameter is wrong
     */
    static AlertFilter filter(Call call, Instant now) {
        return new AlertFilter(
                call.request().parameter("watch"),
                call.request().parameter("kind").flatMap(AlertPages::kind),
                since(call, now),
                call.request().parameter("before"));
    }

    static Instant since(Call call, Instant now) {
        Duration back = Amounts.duration(call.request().parameter("since").orElse(USUAL_SINCE));
        return back.compareTo(Duration.ofDays(36_500)) > 0 ? Instant.EPOCH : now.minus(back);
    }

    private static Optional<AlertKind> kind(String wire) {
        return Arrays.stream(AlertKind.values())
                .filter(kind -> kind.wire().equals(wire))
                .findFirst();
    }

    private Response list(Call call) {
        Instant now = board.now();
        AlertFilter filter = filter(call, now);
        // One more shows that there is another page.
        List<Alert> found = board.record().listing().alerts(filter, PAGE + 1);
        List<Alert> alerts = found.subList(0, Math.min(found.size(), PAGE));
        Map<String, List<OutboxEntry>> deliveries = board.record().listing().deliveriesOf(alerts);
        Map<String, Object> values = values(call, "/alerts");
        values.put(
                "rows",
                alerts.stream()
                        .map(alert -> AlertRow.of(alert, deliveries.getOrDefault(alert.id(), List.of()), now))
                        .toList());
        values.put(
                "kinds", Arrays.stream(AlertKind.values()).map(AlertKind::wire).toList());
        values.put("kind", filter.kind().map(AlertKind::wire).orElse(""));
        values.put("isSuppressed", false);
        values.put(
                "older",
                found.size() <= PAGE
                        ? ""
                        : link(call, "/alerts", "before", alerts.get(PAGE - 1).id()));
        return pages.show(call, "alerts", "alerts", "Alerts", values);
    }

    private Response suppressed(Call call) {
        Instant now = board.now();
        int page = call.request().number("page", 1, 10_000);
        List<SuppressedMatch> found = board.record()
                .listing()
                .suppressed(call.request().parameter("watch"), since(call, now), (page - 1) * PAGE, PAGE + 1);
        Map<String, Metric> metrics = board.watches().stream()
                .collect(Collectors.toMap(Watch::name, each -> each.threshold().metric()));
        Map<String, Object> values = values(call, "/alerts/suppressed");
        values.put(
                "rows",
                found.stream()
                        .limit(PAGE)
                        .map(match -> new SuppressedRow(
                                match,
                                metrics.getOrDefault(match.watch(), Metric.DPH_TOTAL)
                                        .words(match.value()),
                                match.gate().words(match.reason()),
                                Age.of(Optional.of(match.firstAt()), Optional.empty(), now),
                                Age.of(Optional.of(match.lastAt()), Optional.empty(), now)))
                        .toList());
        values.put("isSuppressed", true);
        values.put(
                "older",
                found.size() <= PAGE ? "" : link(call, "/alerts/suppressed", "page", String.valueOf(page + 1)));
        return pages.show(call, "alerts", "alerts", "Suppressed matches", values);
    }

    private Map<String, Object> values(Call call, String path) {
        Map<String, Object> values = new HashMap<>();
        values.put("path", path);
        values.put("watch", call.request().parameter("watch").orElse(""));
        values.put("since", call.request().parameter("since").orElse(USUAL_SINCE));
        values.put(
                "isFirst",
                call.request().parameter("before").isEmpty() && call.request().number("page", 1, 10_000) == 1);
        values.put(
                "names",
                board.config().watches().stream().map(Watch::name).limit(200).toList());
        values.put(
                "feed",
                call.request()
                        .parameter("watch")
                        .flatMap(board::watch)
                        .map(Watch::name)
                        .orElse("all"));
        return values;
    }

    /** The same list, further on. */
    private static String link(Call call, String path, String parameter, String value) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name : List.of("watch", "kind", "since")) {
            call.request().parameter(name).ifPresent(each -> parameters.put(name, each));
        }
        parameters.put(parameter, value);
        return Pages.link(path, parameters);
    }

    private Response show(Call call) {
        Optional<Alert> found = board.record().listing().alert(call.part());
        if (found.isEmpty()) {
            return pages.missing(call, "There is no alert '" + call.part() + "'. Alerts are kept for 30 days.");
        }
        Alert alert = found.get();
        Instant now = board.now();
        Map<String, Object> values = new HashMap<>();
        values.put(
                "row",
                AlertRow.of(
                        alert,
                        board.record().listing().deliveriesOf(List.of(alert)).getOrDefault(alert.id(), List.of()),
                        now));
        values.put(
                "offers",
                alert.terms().stream()
                        .flatMap(terms -> alert.matches().stream()
                                .map(match ->
                                        OfferView.of(terms, match, board.clock().getZone())))
                        .toList());
        values.put("message", MailContent.text(alert, now, board.clock().getZone()));
        return pages.show(call, "alert", "alerts", Title.of(alert), values);
    }
}
