package io.github.vastwatch.web;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.web.Site.Answer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The pages of alerts and deliveries, the feeds and the badges. */
class AlertPagesTest {
    private static final String ID = "4b7b9a2e-3f7d-4c11-8e3c-0d6f2c1f5a10";

    @TempDir
    Path folder;

    @Test
    void anAlertHasItsReasonsOffersAndDeliveries() throws Exception {
        try (Site site = Site.withToken(folder)) {
            site.kill(site.alert(ID, "msg_1"), "HTTP 400: no such room");

            assertThat(site.get("/alerts").body())
                    .contains(
                            "<a href=\"/alerts/" + ID + "\">NEW: $0.38/h (limit $0.40) 1× RTX 4090, Sweden",
                            "first seen",
                            "title=\"HTTP 400: no such room\"",
                            "dead");
            assertThat(site.get("/alerts/" + ID).body())
                    .contains(
                            "vastai create instance 1 --image",
                            "HTTP 400: no such room",
                            "/deliveries/msg_1/retry",
                            "/deliveries/msg_1/drop",
                            "first seen");
            assertThat(site.get("/alerts/nix").status()).isEqualTo(404);
        }
    }

    @Test
    void suppressedMatchesHaveTheirGate() throws Exception {
        try (Site site = Site.withToken(folder)) {
            site.suppress("cheap-4090");

            assertThat(site.get("/alerts/suppressed").body())
                    .contains("first seen: silenced", "on-demand/7/1/RTX 4090", "$0.38/h");
            assertThat(site.get("/alerts/suppressed?watch=all.big").body()).doesNotContain("first seen: silenced");
        }
    }

    @Test
    void aListGoesOnByALink() throws Exception {
        try (Site site = Site.withToken(folder)) {
            IntStream.range(0, 51).forEach(i -> site.alert("alert-" + i, "msg_" + i));

            assertThat(site.get("/alerts?watch=cheap-4090").body())
                    .contains("href=\"/alerts?watch=cheap-4090&amp;before=alert-1\"")
                    .doesNotContain("/alerts/alert-0\"");
            assertThat(site.get("/alerts?watch=cheap-4090&before=alert-1").body())
                    .contains("/alerts/alert-0\"")
                    .doesNotContain("before=");
            assertThat(site.get("/deliveries").body()).contains("href=\"/deliveries?before=msg_1\"");
        }
    }

    @Test
    void theRefusedConfigIsShownInFull() throws Exception {
        try (Site site = Site.withToken(folder)) {
            site.store
                    .daemon()
                    .refuse(new DaemonStatus.Refusal(NOON, "vastwatch.yaml:5:5: unknown key 'treshold'\nline <two>"));
            site.board.changed();

            assertThat(site.get("/deliveries").body())
                    .contains(
                            "the previous one stays in force",
                            "vastwatch.yaml:5:5: unknown key &#39;treshold&#39;\nline &lt;two&gt;");
        }
    }

    @Test
    void onlyWhoIsSignedInGetsButtons() throws Exception {
        try (Site site = new Site(folder, "public: true, token: " + Site.TOKEN, "http://127.0.0.1:9/")) {
            site.kill(site.alert(ID, "msg_1"), "HTTP 400");

            assertThat(Site.send(site.request("/deliveries").build()).body())
                    .contains("HTTP 400")
                    .doesNotContain("/retry", "/test", "csrf");
            assertThat(site.signedIn().get("/deliveries").body())
                    .contains("/deliveries/msg_1/retry", "/deliveries/retry-dead", "/channels/hook/test");
        }
    }

    @Test
    void aFeedIsAtom() throws Exception {
        try (Site site = Site.withToken(folder)) {
            site.alert(ID, "msg_1");
            site.add(
                    Alert.notice(
                            "old-id",
                            AlertKind.WATCH_ABSENT,
                            Optional.of("all.big"),
                            NOON,
                            List.of("a <b> & \"c\" \u0007"),
                            Map.of()),
                    "msg_2");

            Answer all = site.get("/feed/all.atom");
            assertThat(all.header("Content-Type")).isEqualTo("application/atom+xml; charset=utf-8");
            Element feed = root(all);
            assertThat(feed.getNamespaceURI()).isEqualTo("http://www.w3.org/2005/Atom");
            assertThat(texts(feed, "id"))
                    .hasSize(3)
                    .doesNotHaveDuplicates()
                    .contains("urn:uuid:" + ID)
                    .allMatch(id -> id.matches("urn:uuid:[0-9a-f-]{36}"));
            assertThat(texts(feed, "updated")).containsOnly("2026-11-23T12:00:00Z");
            assertThat(texts(feed, "title"))
                    .startsWith("vastwatch: all watches")
                    .anyMatch(title -> title.contains("a <b> & \"c\""));
            assertThat(texts(root(site.get("/feed/all.big.atom")), "id")).hasSize(2);
            assertThat(texts(root(site.get("/feed/cheap-4090.atom")), "id")).contains("urn:uuid:" + ID);
            assertThat(site.get("/feed/nix.atom").status()).isEqualTo(404);
        }
    }

    private static Element root(Answer answer) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8)));
        return document.getDocumentElement();
    }

    private static List<String> texts(Element feed, String name) {
        NodeList found = feed.getElementsByTagName(name);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent());
        }
        return texts;
    }

    @Test
    void aBadgeIsAPictureOfOneLine() throws Exception {
        try (Site site = Site.withToken(folder)) {
            Answer badge = site.get("/badge/cheap-4090.svg");

            assertThat(badge.header("Content-Type")).isEqualTo("image/svg+xml; charset=utf-8");
            assertThat(badge.header("Cache-Control")).isEqualTo("max-age=60");
            assertThat(root(badge).getAttribute("aria-label")).isEqualTo("cheap-4090: waiting");
            assertThat(site.get("/badge/nix.svg").status()).isEqualTo(404);
        }
    }

    @Test
    void aBadgeSaysHowManyMatchAndWhatStopsIt() throws Exception {
        try (Site site = Site.withToken(folder)) {
            site.poll("cheap-4090", 3);

            assertThat(root(site.get("/badge/cheap-4090.svg")).getAttribute("aria-label"))
                    .isEqualTo("cheap-4090: 3 matches");
            assertThat(site.get("/badge/cheap-4090.svg").body()).contains("fill=\"#1a7f37\"");

            site.post("/watches/cheap-4090/mute", "for", "1h");

            assertThat(root(site.get("/badge/cheap-4090.svg")).getAttribute("aria-label"))
                    .isEqualTo("cheap-4090: muted");
        }
    }
}
