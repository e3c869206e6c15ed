package io.github.vastwatch.alert;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TroublesTest {
    private static final Subject WATCH = Subject.watch("w");
    private static final Suspicion BLIND = new Suspicion(WATCH, "watch 'w' is blind", List.of("hook"));

    @Test
    void aTroubleIsToldOnceWhenItBeginsAndOnceWhenThereIsEvidenceThatItIsOver() {
        Troubles began = troubles(List.of(BLIND), Set.of(), List.of());
        assertThat(said(began)).containsExactly("trouble.started watch w: watch 'w' is blind > [hook]");
        assertThat(began.open()).containsExactly(new Spell(WATCH, List.of("hook")));

        Troubles lasts = troubles(List.of(BLIND), Set.of(WATCH), began.open());
        assertThat(lasts.dispatches()).isEmpty();
        assertThat(lasts.open()).isEqualTo(began.open());
        Troubles unknown = troubles(List.of(), Set.of(), began.open());
        assertThat(unknown.dispatches()).isEmpty();
        assertThat(unknown.open()).isEqualTo(began.open());

        Troubles over = troubles(List.of(), Set.of(WATCH), began.open());
        assertThat(said(over)).containsExactly("trouble.ended watch w: watch 'w' sees the market whole again > [hook]");
        assertThat(over.open()).isEmpty();
    }

    @Test
    void whatThereIsNobodyToTellOfIsRememberedAsUnheard() {
        Suspicion alone = new Suspicion(Subject.channel("hook"), "channel 'hook' fails", List.of());

        Troubles began = troubles(List.of(alone), Set.of(), List.of());

        assertThat(began.dispatches()).isEmpty();
        assertThat(began.unheard()).extracting(each -> each.sentences().get(0)).containsExactly("channel 'hook' fails");
        assertThat(troubles(List.of(), Set.of(alone.subject()), began.open()).unheard())
                .extracting(each -> each.sentences().get(0))
                .containsExactly("channel 'hook' works again");
    }

    @Test
    void theKeyHasNoNameAndIsTakenAgain() {
        Troubles over = troubles(List.of(), Set.of(Subject.KEY), List.of(new Spell(Subject.KEY, List.of("a", "b"))));

        assertThat(said(over)).containsExactly("trouble.ended key: Vast.ai takes the API key again > [a, b]");
        assertThat(Subject.channel("me")).hasToString("channel me");
    }

    @Test
    void aKindIsKnownByItsNameOnTheWire() {
        assertThat(Kind.of("watch.digest")).isEqualTo(Kind.WATCH_DIGEST).hasToString("watch.digest");
        assertThatThrownBy(() -> Kind.of("nothing"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no kind of alert is called nothing");
    }

    @Test
    void aReasonSaysWhatItHeldBack() {
        assertThat(Reason.SILENCED.words(Optional.of(Reason.FIRST_SEEN))).isEqualTo("first seen: silenced");
        assertThat(Reason.FIRST_SEEN.words(Optional.of(Reason.FIRST_SEEN))).isEqualTo("first seen");
        assertThat(Reason.ALREADY_TOLD.words(Optional.empty())).isEqualTo("already told");
        assertThat(Reason.LEFT).hasToString("gone from the market");
    }

    private static Troubles troubles(List<Suspicion> wrong, Set<Subject> well, List<Spell> told) {
        return Troubles.of(wrong, well, told, NOON, () -> "id");
    }

    private static List<String> said(Troubles troubles) {
        return troubles.dispatches().stream()
                .map(each -> each.alert().kind() + " " + each.alert().facts().get("subject") + ": "
                        + each.alert().sentences().get(0) + " > " + each.channels())
                .toList();
    }
}
