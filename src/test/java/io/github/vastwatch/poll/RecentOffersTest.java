package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.plan.MarketView;
import io.github.vastwatch.plan.PlannedQuestion;
import io.github.vastwatch.plan.WatchNeed;
import io.github.vastwatch.plan.WatchQuestion;
import io.github.vastwatch.vast.SearchResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentOffersTest {
    private final RecentOffers recent = new RecentOffers();

    @Test
    void aCompleteAnswerRemovesWhatItLacksWhicheverQuestionShowedIt() {
        recent.add(probe("dph_total <= 0.50"), complete(offer(1, 1, 0.2, NOON), offer(2, 2, 0.4, NOON)));

        recent.add(probe("dph_total <= 0.30"), complete(offer(3, 3, 0.1, NOON)));

        assertThat(machines()).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void anAnswerInPartRemovesNothing() {
        recent.add(probe("dph_total <= 0.50"), complete(offer(1, 1, 0.2, NOON)));

        recent.add(
                probe("dph_total <= 0.50"),
                new SearchResult.Found(List.of(offer(2, 2, 0.2, NOON)), false, true, 1, Map.of(), Map.of(), 0));

        assertThat(machines()).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void aMachineThatTheQuestionExcludesIsNotMissing() {
        recent.add(probe("dph_total <= 0.50"), complete(offer(1, 1, 0.2, NOON), offer(2, 2, 0.2, NOON)));

        recent.add(probe("dph_total <= 0.50", 1), complete());

        assertThat(machines()).containsExactly(1L);
    }

    @Test
    void theSameQuestionIsToldWhatItLacksEachTime() {
        PlannedQuestion probe = probe("dph_total <= 0.50");
        recent.add(probe, complete(offer(1, 1, 0.2, NOON), offer(2, 2, 0.2, NOON)));
        recent.add(probe, complete(offer(2, 2, 0.2, NOON), offer(3, 3, 0.2, NOON)));

        recent.add(probe, complete(offer(3, 3, 0.2, NOON)));

        assertThat(machines()).containsExactly(3L);
    }

    @Test
    void whatWasNotShownForSixHoursIsForgotten() {
        recent.add(probe("dph_total <= 0.50"), complete(offer(1, 1, 0.2, NOON)));

        assertThat(recent.at(NOON.plus(Duration.ofHours(6)), 1).recent()).hasSize(1);
        assertThat(recent.at(NOON.plus(Duration.ofHours(6)).plusSeconds(1), 1).recent())
                .isEmpty();
    }

    private static PlannedQuestion probe(String threshold, long... sent) {
        WatchNeed need = new WatchNeed(
                watch("w", "gpu_name=RTX_4090 num_gpus=1", threshold),
                Set.copyOf(Arrays.stream(sent).boxed().toList()),
                Set.of());
        WatchQuestion part = WatchQuestion.of(need, MarketView.EMPTY).get(0);
        return PlannedQuestion.of(List.of(part), part.question());
    }

    private static SearchResult.Found complete(Offer... offers) {
        return new SearchResult.Found(List.of(offers), true, false, offers.length, Map.of(), Map.of(), 0);
    }

    private List<Long> machines() {
        return recent.at(NOON, 1).recent().stream()
                .flatMap(offer -> offer.key().stream())
                .map(OfferKey::machineId)
                .toList();
    }
}
