package io.github.vastwatch.cli.market;

import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.cli.console.FollowedMarket;
import io.github.vastwatch.cli.console.ForceOption;
import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Condition;
import io.github.vastwatch.watch.Explanation;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains why offers match a watch, and why not. */
@Command(
        name = "explain",
        description = {
            "Explains why offers match a watch or do not. Searches twice, as the watch does and with as few filters as "
                    + "possible; shows how many offers pass each clause, which offers come nearest and what they lack, "
                    + "and what the daemon would send for each match. Sends nothing, and stores only the number of "
                    + "rows read.",
            "Exit 0 when an offer matches now, 1 when none does, 3 when Vast.ai gave no answer."
        })
public final class ExplainCommand extends Subcommand {
    @Mixin
    private final StateOption state = new StateOption();

    @Mixin
    private final ForceOption force = new ForceOption();

    @Option(names = "--offer", paramLabel = "ID", description = "Explain this one offer; ids rotate.")
    private @Nullable Long offer;

    @Option(names = "--machine", paramLabel = "ID", description = "Explain the offers of this machine.")
    private @Nullable Long machine;

    @Mixin
    private final Json.FormatOption format = new Json.FormatOption();

    @Parameters(paramLabel = "WATCH", description = "The name of a watch of the config.")
    private String name = "";

    @Override
    public Integer call() throws Exception {
        Config config = config().read();
        Watch configured = config.watch(name);
        FollowedMarket market = FollowedMarket.of(state.place());
        Watch watch = market.move(configured);
        Remembered remembered = remembered(watch);
        Clock clock = clock();
        try (VastClient vast = force.client(config, clock)) {
            int most = CompleteSearch.maxParts(config.vast().requestsPerMinute());
            Optional<Query> one = one();
            CompleteSearch.Progress own = CompleteSearch.run(vast, watch.question(), watch.threshold()::narrow, most);
            CompleteSearch.Progress wide = own.isAnswered()
                    ? CompleteSearch.run(
                            vast,
                            Condition.relaxed(watch, one.orElse(Condition.relaxed(watch))),
                            Threshold.NONE::narrow,
                            one.isPresent() ? 0 : most)
                    : own;
            if (!(own.result() instanceof SearchResult.Found found)
                    || !(wide.result() instanceof SearchResult.Found all)) {
                err().println(ForceOption.words(wide.result(), vast, clock));
                return Exit.NO_ANSWER;
            }
            Snapshot snapshot = Snapshot.of(watch, own.question(), now(), found.complete(), found.offers());
            // As the daemon counts: one a key.
            List<Offer> matches = List.copyOf(snapshot.matches().values());
            PrintWriter out = out();
            List<Offer> offers = Condition.priced(watch, all.offers());
            // A truncated answer is a sample, which may lack the matches.
            List<Offer> sample = Stream.concat(offers.stream(), wide.isComplete() ? Stream.empty() : matches.stream())
                    .toList();
            ExplanationText text =
                    new ExplanationText(watch, own, wide, matches, snapshot.unkeyed(), Explanation.of(watch, sample));
            DecisionPreview preview = DecisionPreview.of(watch, remembered.source(), remembered.memory(), snapshot);
            List<Offer> asked = one.isPresent() ? offers : List.of();
            Set<Long> machines = machines(asked);
            if (format.isJson()) {
                out.println(Json.text(text.facts(
                        asked,
                        preview.place(),
                        market.isWaiting(configured) ? List.of() : preview.decisions(machines))));
            } else if (one.isPresent()) {
                text.printOffers(out, asked);
                if (!machines.isEmpty() && !market.isWaiting(configured)) {
                    preview.print(out, machines);
                }
            } else {
                text.print(out, market.words(configured, now()));
                if (!market.isWaiting(configured)) {
                    preview.print(out, Set.of());
                }
            }
            boolean matched = one.isPresent()
                    ? asked.stream().anyMatch(each -> watch.matches(each, watch.question()))
                    : !matches.isEmpty();
            return matched ? Exit.DONE : Exit.NO;
        }
    }

    private static Set<Long> machines(List<Offer> offers) {
        return offers.stream()
                .flatMap(offer -> offer.key().stream())
                .map(OfferKey::machineId)
                .collect(Collectors.toSet());
    }

    /**
     * What the daemon remembers of a watch.
     *
     * @param source the state that was read, or why none was
     */
    private record Remembered(String source, Memory memory) {}

    /** Where there is no state yet, the watch counts as new. */
    private Remembered remembered(Watch watch) throws BadConfig, IOException {
        StateLocation place = state.place();
        try {
            StateOption.require(place);
        } catch (InvalidInput | IOException e) {
            return forNew(e);
        }
        Optional<Store> present = Store.readingIfAny(place);
        if (present.isEmpty()) {
            return forNew(new IOException("there is no state in " + place + " yet"));
        }
        try (Store store = present.get()) {
            return new Remembered("by the state " + place, store.offers().memory(watch));
        }
    }

    private static Remembered forNew(Exception reason) {
        return new Remembered("for a new watch: " + reason.getMessage(), Memory.EMPTY);
    }

    /** The question for the offer or the machine that is asked about. */
    private Optional<Query> one() {
        return Optional.ofNullable(offer)
                .map(id -> asked(Field.ASK_CONTRACT_ID, id))
                .or(() -> Optional.ofNullable(machine).map(id -> asked(Field.MACHINE_ID, id)));
    }

    private static Query asked(Field field, long id) {
        return new Query(List.of(new Clause(field, Operator.EQ, List.of(Value.of((double) id)))));
    }
}
