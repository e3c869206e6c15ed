package io.github.vastwatch.alert;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IncidentNoticesTest {
    private static final IncidentSource WATCH = IncidentSource.watch("w");
    private static final Incident BLIND = new Incident(WATCH, "watch 'w' is blind", List.of("hook"));

    @Test
    void aTroubleIsToldOnceWhenItBeginsAndOnceWhenThereIsEvidenceThatItIsOver() {
        IncidentNotices began = incidentNotices(List.of(BLIND), Set.of(), List.of());
        assertThat(said(began)).containsExactly("trouble.started watch w: watch 'w' is blind > [hook]");
        assertThat(began.open()).containsExactly(new OpenIncident(WATCH, List.of("hook")));

        IncidentNotices lasts = incidentNotices(List.of(BLIND), Set.of(WATCH), began.open());
        assertThat(lasts.deliveries()).isEmpty();
        assertThat(lasts.open()).isEqualTo(began.open());
        IncidentNotices unknown = incidentNotices(List.of(), Set.of(), began.open());
        assertThat(unknown.deliveries()).isEmpty();
        assertThat(unknown.open()).isEqualTo(began.open());

        IncidentNotices over = incidentNotices(List.of(), Set.of(WATCH), began.open());
        assertThat(said(over)).containsExactly("trouble.ended watch w: watch 'w' sees the market whole again > [hook]");
        assertThat(over.open()).isEmpty();
    }

    @Test
    void whatThereIsNobodyToTellOfIsRememberedAsUnheard() {
        Incident alone = new Incident(IncidentSource.channel("hook"), "channel 'hook' fails", List.of());

        IncidentNotices began = incidentNotices(List.of(alone), Set.of(), List.of());

        assertThat(began.deliveries()).isEmpty();
        assertThat(began.unheard()).extracting(each -> each.sentences().get(0)).containsExactly("channel 'hook' fails");
        assertThat(incidentNotices(List.of(), Set.of(alone.incidentSource()), began.open())
                        .unheard())
                .extracting(each -> each.sentences().get(0))
                .containsExactly("channel 'hook' works again");
    }

    @Test
    void theKeyHasNoNameAndIsTakenAgain() {
        IncidentNotices over = incidentNotices(
                List.of(),
                Set.of(IncidentSource.KEY),
                List.of(new OpenIncident(IncidentSource.KEY, List.of("a", "b"))));

        assertThat(said(over)).containsExactly("trouble.ended key: Vast.ai takes the API key again > [a, b]");
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

    private static IncidentNotices incidentNotices(
            List<Incident> wrong, Set<IncidentSource> well, List<OpenIncident> told) {
        return IncidentNotices.of(
                wrong, well, told, NOON, () -> UUID.randomUUID().toString());
    }

    private static List<String> said(IncidentNotices incidentNotices) {
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
