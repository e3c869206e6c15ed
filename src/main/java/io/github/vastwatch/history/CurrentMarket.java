package io.github.vastwatch.history;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The recorded offers that are there now, whichever watch asked for them. Nothing is known of what no question asks for. */
public final class CurrentMarket {
    private final List<Run> runs;
    private final List<RecordedPoll> polls;
    /** By what nearly every query asks for, so that hundreds of watches are evaluated at once. */
    private final Map<Model, List<Run>> models;

    private record Model(RentalType type, String gpuName, int numGpus) {
        static Model of(Run run) {
            return new Model(run.key().type(), run.key().gpuName(), run.key().numGpus());
        }

        boolean mayBeAdmitted(Watch watch) {
            return type == watch.type()
                    && watch.query().clauses().stream().allMatch(clause -> switch (clause.field()) {
                        case GPU_NAME -> clause.isSatisfiedBy(Value.of(gpuName));
                        case NUM_GPUS -> clause.isSatisfiedBy(Value.of(numGpus));
                        default -> true;
                    });
        }
    }

    /**
     * @param runs those that have not ended
     * @param polls the latest answers
     */
    public CurrentMarket(Collection<Run> runs, Collection<RecordedPoll> polls) {
        this.runs = List.copyOf(runs);
        this.polls = List.copyOf(polls);
        this.models = this.runs.stream().collect(Collectors.groupingBy(Model::of));
    }

    /** What goes on now. */
    public List<Run> runs() {
        return runs;
    }

    /** The offers of one GPU model alone. */
    public CurrentMarket only(Collection<Run> some) {
        return new CurrentMarket(some, polls);
    }

    /**
     * An offer as a watch sees it.
     *
     * @param offer at the price with the watch's disk; without its id, which changes
     * @param value of the watch's metric
     */
    public record Priced(Run run, Offer offer, BigDecimal value) {}

    /** What the query of a watch admits at any price, best first. */
    public List<Priced> admitted(Watch watch) {
        Question question = watch.question();
        Question asked = question.with(WatchHistory.Reader.sent(watch, polls));
        Metric metric = watch.threshold().metric();
        List<Priced> admitted = new ArrayList<>();
        models.forEach((model, own) -> {
            if (!model.mayBeAdmitted(watch)) {
                return;
            }
            for (Run run : own) {
                if (Facts.hasPriceWith(run, watch.diskGb())) {
                    Offer offer = Facts.withDisk(run.offer(), run.diskGb(), watch.diskGb());
                    if (question.matches(offer, asked)) {
                        metric.valueOf(offer).ifPresent(value -> admitted.add(new Priced(run, offer, value)));
                    }
                }
            }
        });
        admitted.sort(Comparator.comparing(Priced::value, metric::compare));
        return admitted;
    }

    /** Every offer of a watch's rental type, at the price with its disk. */
    public List<Offer> offers(Watch watch) {
        return runs.stream()
                .filter(run -> run.key().type() == watch.type() && Facts.hasPriceWith(run, watch.diskGb()))
                .map(run -> Facts.withDisk(run.offer(), run.diskGb(), watch.diskGb()))
                .toList();
    }
}
