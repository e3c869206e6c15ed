package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch whose rows are as in the answer before is not evaluated again, and nothing that is sent differs. */
class DeciderTest {
    private static final int HISTORIES = 300;
    private static final Watch WATCH = Fixtures.CHEAP_4090;

    @TempDir
    Path folder;

    @Test
    void whatIsSentAndRememberedIsAsIfEachAnswerWereEvaluated() throws IOException {
        int skipped = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            History always = new History(true);
            History seldom = new History(false);
            Scenario scenario = Scenario.of(seed);
            Random random = new Random(seed);
            Instant now = NOON;
            for (Scenario.Step step : scenario.steps()) {
                now = now.plus(Duration.ofMinutes(step.minutes()));
                Drawn drawn = new Drawn(step);
                for (int i = random.nextInt(5); i >= 0 && step.answer() != Scenario.Answer.NONE; i--) {
                    now = now.plus(Duration.ofSeconds(20 + random.nextInt(60)));
                    Decider.Answer answer = new Decider.Answer(
                            drawn.question(),
                            now,
                            step.answer() == Scenario.Answer.COMPLETE,
                            drawn.offers(now),
                            List.of(drawn.watch(), WATCH));
                    always.take(answer);
                    seldom.take(answer);
                }
                assertThat(seldom.lines).as("seed %d", seed).isEqualTo(always.lines);
                assertThat(seldom.store.offers().memory(drawn.watch()).tracked())
                        .as("seed %d", seed)
                        .isEqualTo(always.store.offers().memory(drawn.watch()).tracked());
            }
            skipped += seldom.skipped;
            always.store.close();
            seldom.store.close();
        }
        assertThat(skipped).isGreaterThan(HISTORIES);
    }

    @Test
    void aWatchIsDecidedAgainWhenARowOfItsOwnChanges() throws IOException {
        History history = steady();

        history.take(answer(1, offer(1, 0.30), offer(2, 0.80)));
        assertThat(history.skipped).isEqualTo(1);
        history.take(answer(2, offer(1, 0.30), offer(2, 0.70)));
        assertThat(history.skipped).isEqualTo(2);
        history.take(answer(3, offer(1, 0.30), offer(2, 0.39)));

        assertThat(history.skipped).isEqualTo(2);
        assertThat(history.lines).last().asString().contains("FIRST_SEEN", "/2/");
        history.store.close();
    }

    @Test
    void whatAnotherProgramChangesOfAWatchCountsAtOnce() throws IOException {
        StateLocation location = new StateLocation(Optional.of(folder.resolve("state.db")));
        History history = new History(false, Store.open(location));
        history.take(answer(0, offer(1, 0.30)));
        history.take(answer(1, offer(1, 0.30)));
        history.take(answer(2, offer(1, 0.30)));
        assertThat(history.skipped).isEqualTo(1);

        try (Store beside = Store.beside(location)) {
            beside.offers().forget(WATCH.name(), Optional.empty());
        }
        history.take(answer(3, offer(1, 0.30)));

        assertThat(history.lines).hasSize(2);
        assertThat(history.lines.get(1)).contains("ALREADY_THERE");
        history.store.close();
    }

    @Test
    void aSilenceAddedInTheMeantimeHolds() throws IOException {
        History history = steady();
        history.store
                .silences()
                .add(new Silence(0, WATCH.name(), Optional.empty(), NOON, NOON.plus(Duration.ofHours(1)), ""));

        history.take(answer(2, offer(1, 0.20), offer(2, 0.80)));

        assertThat(history.lines).last().asString().contains("SILENCED");
        history.store.close();
    }

    @Test
    void anAnswerToAQuestionThatIsAskedNoMoreIsForgotten() throws IOException {
        History history = steady();

        history.take(other(10));
        history.take(answer(10, offer(1, 0.30), offer(2, 0.80)));
        assertThat(history.skipped).isEqualTo(1);
        history.take(other(21));
        history.take(answer(21, offer(1, 0.30), offer(2, 0.80)));

        assertThat(history.skipped).isEqualTo(1);
        history.store.close();
    }

    /** An answer to a question of no watch. */
    private static Decider.Answer other(int minute) {
        Question own = WATCH.question();
        return new Decider.Answer(
                new Question(own.query(), own.type(), own.diskGb() + 1, own.order()),
                NOON.plus(Duration.ofMinutes(minute)),
                true,
                List.of(),
                List.of());
    }

    /** A watch that has sent one offer, and was evaluated once more. */
    private static History steady() throws IOException {
        History history = new History(false);
        history.take(answer(0, offer(1, 0.30), offer(2, 0.80)));
        history.take(answer(0, offer(1, 0.30), offer(2, 0.80)));
        return history;
    }

    private static Decider.Answer answer(int minute, Offer... offers) {
        return new Decider.Answer(
                WATCH.question(), NOON.plus(Duration.ofMinutes(minute)), true, List.of(offers), List.of(WATCH));
    }

    /** An offer whose bandwidth, which the watch does not ask for, is measured anew each time. */
    private static Offer offer(long machine, double price) {
        Offer offer = Fixtures.offer(machine, machine, price, NOON);
        return Fixtures.with(offer, Field.INET_DOWN, Value.of(100 + price * 1000));
    }

    /** A store, and what was decided into it. */
    private static final class History {
        private final boolean isAlwaysEvaluated;
        private final Store store;
        private final List<String> lines = new ArrayList<>();
        private Decider decider;
        private int skipped;

        History(boolean isAlwaysEvaluated) throws IOException {
            this(isAlwaysEvaluated, Store.open(StateLocation.MEMORY));
        }

        History(boolean isAlwaysEvaluated, Store store) {
            this.isAlwaysEvaluated = isAlwaysEvaluated;
            this.store = store;
            this.decider = new Decider(store.offers());
        }

        void take(Decider.Answer answer) {
            if (isAlwaysEvaluated) {
                decider = new Decider(store.offers());
            }
            Decider.Decision decision = decider.decide(answer);
            decision.updates().forEach(store::commit);
            decider.committed(decision);
            skipped += answer.watches().size() - decision.updates().size();
            decision.updates().forEach(update -> {
                update.alerts().forEach(alert -> lines.add(line(alert)));
                update.suppressed().stream().map(History::line).sorted().forEach(lines::add);
            });
        }

        private static String line(Alert alert) {
            return alert.at() + " " + alert.alertKind() + " " + alert.matching() + " "
                    + alert.matches().stream()
                            .map(match -> match.reason() + " " + match.key() + " " + match.value() + " "
                                    + match.previous() + " " + match.reason().name())
                            .toList();
        }

        private static String line(OfferDecision suppressed) {
            return suppressed.key() + " " + suppressed.reason().name() + " " + suppressed.intended();
        }
    }
}
