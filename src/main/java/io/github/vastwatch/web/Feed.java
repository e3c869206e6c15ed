package io.github.vastwatch.web;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.mail.MailContent;
import io.github.vastwatch.notify.message.Title;
import io.github.vastwatch.store.Listing.AlertFilter;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.web.Route.Call;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The last alerts of a watch, or of all, as Atom 1.0 (RFC 4287). Its addresses are relative, as those of a page are. */
record Feed(Board board) {
    static final String PATH = "/feed/";
    /** The feed of all watches, unless a watch is called so. */
    private static final String ALL = "all";

    private static final int MOST = 50;

    List<Route> routes() {
        return List.of(Route.get(PATH + Route.NAME + "\\.atom", this::show));
    }

    private Response show(Call call) {
        Optional<Watch> watch = board.watch(call.part());
        if (watch.isEmpty() && !call.part().equals(ALL)) {
            return Response.refusal(404, "no watch is called '" + call.part() + "'");
        }
        List<Alert> alerts = board.record()
                .listing()
                .alerts(
                        new AlertFilter(watch.map(Watch::name), Optional.empty(), Instant.EPOCH, Optional.empty()),
                        MOST);
        return Response.of(200, "application/atom+xml; charset=utf-8", xml(call, watch, alerts));
    }

    private String xml(Call call, Optional<Watch> watch, List<Alert> alerts) {
        Instant updated = alerts.stream().map(Alert::at).findFirst().orElse(Instant.EPOCH);
        String self = call.request().path();
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                + "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>"
                // Two daemons have feeds of one name.
                + urn("feed " + call.request().header("Host").orElse("") + self)
                + "</id>\n<title>"
                + escaped("vastwatch: " + watch.map(Watch::name).orElse("all watches"))
                + "</title>\n<updated>" + updated + "</updated>\n<author><name>vastwatch</name></author>\n"
                + "<link rel=\"self\" type=\"application/atom+xml\" href=\"" + self + "\"/>\n"
                + "<link rel=\"alternate\" type=\"text/html\" href=\""
                + watch.map(each -> "/watches/" + each.name()).orElse("/alerts") + "\"/>\n");
        alerts.forEach(alert -> xml.append("<entry>\n<id>")
                .append(urn(alert.id()))
                .append("</id>\n<title>")
                .append(escaped(Title.of(alert)))
                .append("</title>\n<updated>")
                .append(alert.at())
                .append("</updated>\n<link rel=\"alternate\" type=\"text/html\" href=\"/alerts/")
                .append(escaped(alert.id()))
                .append("\"/>\n<content type=\"text\">")
                .append(escaped(
                        MailContent.text(alert, alert.at(), board.clock().getZone())))
                .append("</content>\n</entry>\n"));
        return xml.append("</feed>\n").toString();
    }

    /** The id of an alert is a UUID, but for those of older versions. */
    private static String urn(String id) {
        try {
            return "urn:uuid:" + UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            return "urn:uuid:" + UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** For XML, which has no place for control characters. */
    static String escaped(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "�")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
