package io.github.vastwatch.health;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.alert.OpenIncident;
import io.github.vastwatch.alert.Reason;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IncidentNoticesTest {
    private static final IncidentSource WATCH = IncidentSource.watch("w");
    private static final Health.Check BLIND = wrong(WATCH, "watch 'w' is blind", List.of("hook"));
    private static final Health.Check WELL = fine(WATCH, true, "watch 'w' sees the complete market again");
    private static final Health.Check UNKNOWN = fine(WATCH, false, "");

    @Test
    void anIncidentIsReportedOnceWhenItBeginsAndOnceWhenThereIsEvidenceOfItsEnd() {
        IncidentReporter.IncidentNotices began = incidentNotices(BLIND, List.of());
        assertThat(said(began)).containsExactly("incident.started watch w: watch 'w' is blind > [hook]");
        assertThat(began.open()).containsExactly(new OpenIncident(WATCH, List.of("hook")));

        IncidentReporter.IncidentNotices lasts = incidentNotices(BLIND, began.open());
        assertThat(lasts.deliveries()).isEmpty();
        assertThat(lasts.open()).isEqualTo(began.open());
        IncidentReporter.IncidentNotices unknown = incidentNotices(UNKNOWN, began.open());
        assertThat(unknown.deliveries()).isEmpty();
        assertThat(unknown.open()).isEqualTo(began.open());

        IncidentReporter.IncidentNotices over = incidentNotices(WELL, began.open());
        assertThat(said(over))
                .containsExactly("incident.resolved watch w: watch 'w' sees the complete market again > [hook]");
        assertThat(over.open()).isEmpty();
    }

    @Test
    void whatThereIsNobodyToTellOfIsRememberedAsUnheard() {
        IncidentSource hook = IncidentSource.channel("hook");

        IncidentReporter.IncidentNotices began =
                incidentNotices(wrong(hook, "channel 'hook' fails", List.of()), List.of());

        assertThat(began.deliveries()).isEmpty();
        assertThat(began.unaddressed())
                .extracting(each -> each.sentences().get(0))
                .containsExactly("channel 'hook' fails");
        assertThat(incidentNotices(fine(hook, true, "channel 'hook' works again"), began.open())
                        .unaddressed())
                .extracting(each -> each.sentences().get(0))
                .containsExactly("channel 'hook' works again");
    }

    @Test
    void theKeyHasNoNameAndIsTakenAgain() {
        IncidentReporter.IncidentNotices over = incidentNotices(
                fine(IncidentSource.KEY, true, "Vast.ai takes the API key again"),
                List.of(new OpenIncident(IncidentSource.KEY, List.of("a", "b"))));

        assertThat(said(over)).containsExactly("incident.resolved key: Vast.ai takes the API key again > [a, b]");
        assertThat(IncidentSource.channel("me")).hasToString("channel me");
    }

    @Test
    void aKindIsKnownByItsNameOnTheWire() {
        assertThat(AlertKind.of("watch.digest"))
                .isEqualTo(AlertKind.WATCH_DIGEST)
                .hasToString("watch.digest");
        assertThatThrownBy(() -> AlertKind.of("nothing"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no kind of alert is called nothing");
    }

    @Test
    void aReasonSaysWhatItHeldBack() {
        assertThat(Reason.SILENCED.words(Optional.of(Reason.FIRST_SEEN))).isEqualTo("first seen: silenced");
        assertThat(Reason.FIRST_SEEN.words(Optional.of(Reason.FIRST_SEEN))).isEqualTo("first seen");
        assertThat(Reason.ALREADY_SENT.words(Optional.empty())).isEqualTo("already sent");
        assertThat(Reason.LEFT).hasToString("gone from the market");
    }

    private static Health.Check wrong(IncidentSource source, String sentence, List<String> channels) {
        return new Health.Check(source, Optional.of(new Health.Check.Incident(sentence, channels)), false, "");
    }

    private static Health.Check fine(IncidentSource source, boolean isWell, String resolution) {
        return new Health.Check(source, Optional.empty(), isWell, resolution);
    }

    private static IncidentReporter.IncidentNotices incidentNotices(Health.Check check, List<OpenIncident> before) {
        return IncidentReporter.IncidentNotices.of(
                List.of(check), before, NOON, () -> UUID.randomUUID().toString());
    }

    private static List<String> said(IncidentReporter.IncidentNotices incidentNotices) {
        return Delivery.alerts(incidentNotices.deliveries()).stream()
                .map(alert -> alert.alertKind() + " " + alert.facts().get("subject") + ": "
                        + alert.sentences().get(0) + " > "
                        + incidentNotices.deliveries().stream()
                                .filter(each -> each.alert().equals(alert))
                                .map(Delivery::channel)
                                .toList())
                .toList();
    }
}
