package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.history.Run;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.SweepRecorder;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.store.History;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.vast.OfferDump;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Dumps of offers on their way into the record. They are read twice: first to check all lines and to count the offers of
 * each sweep, then to record a sweep as soon as all its offers are read, so that memory holds few sweeps.
 */
final class DumpImport {
    /** Runs in one transaction, so that a daemon beside it never waits for long. */
    private static final int RUNS_AT_ONCE = 500;

    private final List<Path> files;
    private final Terminal.Progress progress;
    private final Map<Sweep, Integer> offers;
    private final Map<RentalType, SweepRecorder> recorders = new TreeMap<>();

    /** All offers of a type at a time, in the order of the record. */
    private record Sweep(Instant at, RentalType type) implements Comparable<Sweep> {
        static Sweep of(Offer offer) {
            return new Sweep(offer.seenAt(), offer.type());
        }

        @Override
        public int compareTo(Sweep other) {
            return Comparator.comparing(Sweep::at).thenComparing(Sweep::type).compare(this, other);
        }
    }

    private DumpImport(List<Path> files, Map<Sweep, Integer> offers, Terminal.Progress progress) {
        this.files = files;
        this.offers = offers;
        this.progress = progress;
    }

    /** Checks all lines of some files; nothing in them can have been seen after {@code now}. */
    static DumpImport of(List<Path> files, Instant now, Terminal.Progress progress) throws IOException {
        Map<Sweep, Integer> offers = new TreeMap<>();
        Map<Path, Sweep> first = new HashMap<>();
        for (Path file : new LinkedHashSet<>(files)) {
            progress.show("reading " + file);
            OfferDump.read(file, offer -> {
                if (offer.seenAt().isAfter(now)) {
                    throw new InvalidInput("scraped_at is in the future: " + offer.seenAt());
                }
                offers.merge(Sweep.of(offer), 1, Integer::sum);
                first.merge(file, Sweep.of(offer), (one, other) -> one.compareTo(other) < 0 ? one : other);
            });
            if (!first.containsKey(file)) {
                progress.clear();
                throw new IOException(file + " contains no offers");
            }
        }
        progress.clear();
        List<Path> sorted =
                first.keySet().stream().sorted(Comparator.comparing(first::get)).toList();
        return new DumpImport(sorted, offers, progress);
    }

    /** Records them, and says what was done. */
    String into(History history) throws IOException {
        addRecorders(history);
        Writer writer = new Writer(history);
        for (Path file : files) {
            OfferDump.read(file, writer::add);
        }
        writer.write();
        recorders.values().forEach(recorder -> recorder.polls().forEach(history::write));
        history.flush();
        progress.clear();
        return words(writer.runs);
    }

    private void addRecorders(History history) {
        Map<RentalType, TreeSet<Instant>> times = offers.keySet().stream()
                .collect(Collectors.groupingBy(
                        Sweep::type,
                        TreeMap::new,
                        Collectors.mapping(Sweep::at, Collectors.toCollection(TreeSet::new))));
        times.forEach((type, each) -> recorders.put(
                type,
                new SweepRecorder(
                        type,
                        each,
                        history.recorded(
                                type, new Span(each.first(), each.last().plusMillis(1))))));
    }

    private SweepRecorder recorder(Sweep sweep) {
        return Objects.requireNonNull(recorders.get(sweep.type()));
    }

    private String words(long runs) {
        TreeSet<Instant> times = new TreeSet<>();
        int taken = 0;
        long rows = 0;
        for (Map.Entry<Sweep, Integer> each : offers.entrySet()) {
            if (recorder(each.getKey()).times().contains(each.getKey().at())) {
                times.add(each.getKey().at());
                taken++;
                rows += each.getValue();
            }
        }
        int skipped = offers.size() - taken;
        String imported = times.isEmpty()
                ? "nothing was imported"
                : "imported " + Amount.count(taken, "sweep", "sweeps") + " with "
                        + Amount.count(rows, "offer", "offers") + ", from " + times.first() + " to " + times.last()
                        + ", as " + Amount.count(runs, "run", "runs");
        return imported
                + (skipped == 0
                        ? ""
                        : "; skipped " + Amount.count(skipped, "sweep", "sweeps")
                                + ", because something is recorded at that time already");
    }

    /** Collects the offers of sweeps, and writes the runs of those that are complete, in their order. */
    private final class Writer {
        private final History history;
        private final TreeMap<Sweep, Integer> left = new TreeMap<>(offers);
        private final Map<Sweep, List<Offer>> read = new HashMap<>();
        private final List<Run> ended = new ArrayList<>();
        private long runs;

        Writer(History history) {
            this.history = history;
        }

        void add(Offer offer) {
            Sweep sweep = Sweep.of(offer);
            read.computeIfAbsent(sweep, each -> new ArrayList<>()).add(offer);
            if (left.computeIfPresent(sweep, (any, count) -> count - 1) == null) {
                throw new UncheckedIOException(new IOException("the files changed while they were read"));
            }
            while (!left.isEmpty() && left.firstEntry().getValue() == 0) {
                record(left.pollFirstEntry().getKey());
            }
        }

        private void record(Sweep sweep) {
            progress.show("importing sweep " + (offers.size() - left.size()) + " of " + offers.size());
            List<Offer> shown = Objects.requireNonNull(read.remove(sweep));
            ended.addAll(recorder(sweep).add(sweep.at(), shown));
            while (ended.size() >= RUNS_AT_ONCE) {
                write(ended.subList(0, RUNS_AT_ONCE));
            }
        }

        void write() {
            write(ended);
        }

        private void write(List<Run> some) {
            history.add(List.copyOf(some));
            runs += some.size();
            some.clear();
        }
    }
}
