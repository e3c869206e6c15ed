package io.github.vastwatch.bench;

import io.github.vastwatch.bench.SampleMarket.Model;
import io.github.vastwatch.bench.SampleMarket.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Watches as users write them, of which a fifth match a market at first. */
public final class SampleWatches {
    /** The disk of every watch. */
    static final int DISK = 20;

    /** Of 1,000 watches, this many match at first, and this many more with each trigger. */
    private static final double MATCHING = 0.205;
    /** A file of the config holds at most 2 MB. */
    private static final int WATCHES_OF_A_FILE = 8_000;
    /** Further than prices move by themselves, so that only a trigger brings alerts. */
    private static final double CLEAR = 0.015;

    private static final List<List<String>> REGIONS = List.of(
            List.of("US", "CA"),
            List.of("US"),
            List.of("DE", "NL", "SE", "NO", "FI", "PL", "CZ"),
            List.of("GB", "DE", "SE", "NO", "IS"),
            List.of("JP", "KR", "VN", "IN"));

    private final SampleMarket market;
    private final Random random;
    private final List<Sample> watches = new ArrayList<>();
    private final Map<String, List<Row>> rowsOf = new HashMap<>();
    private final Map<String, List<Sample>> watchesOf = new HashMap<>();

    /** What a watch compares with its bound. */
    private enum Measure {
        TOTAL("dph_total"),
        PER_GPU("dph_per_gpu"),
        VALUE("dlperf_per_dphtotal");

        private final String wire;

        Measure(String wire) {
            this.wire = wire;
        }

        /** Smaller is better. */
        double cost(Row row) {
            return switch (this) {
                case TOTAL -> row.total(DISK);
                case PER_GPU -> row.total(DISK) / row.gpus;
                case VALUE -> row.total(DISK) / row.dlperf;
            };
        }

        String text(double cost) {
            return this == VALUE ? wire + " >= " + SampleMarket.round(1 / cost, 3) : wire + " <= " + number(cost);
        }

        private static double number(double cost) {
            return SampleMarket.round(cost, 5);
        }
    }

    /** A watch. */
    private static final class Sample {
        private final String name;
        private final Set<String> gpus;
        private final int least;
        private final int most;
        private final double reliability;
        private final List<String> countries;
        private final int down;
        private final int diskSpace;
        private final double cuda;
        private final Measure measure;
        private double bound;

        Sample(int number, Random random) {
            this.name = "watch-" + number;
            Set<String> names = new LinkedHashSet<>();
            names.add(SampleMarket.pick(random).name());
            if (random.nextInt(10) == 0) {
                names.add(SampleMarket.pick(random).name());
            }
            this.gpus = names;
            this.least = SampleMarket.sizeOf(random);
            this.most = random.nextInt(5) == 0 ? Integer.MAX_VALUE : least;
            double[] reliabilities = {0, 0.9, 0.95, 0.98, 0.98, 0.99, 0.995};
            this.reliability = reliabilities[random.nextInt(reliabilities.length)];
            this.countries = random.nextInt(6) == 0 ? REGIONS.get(random.nextInt(REGIONS.size())) : List.of();
            this.down = random.nextInt(5) == 0 ? 100 * (1 + random.nextInt(8)) : 0;
            this.diskSpace = random.nextInt(8) == 0 ? 100 * (1 + random.nextInt(5)) : 0;
            this.cuda = random.nextInt(8) == 0 ? 12.4 : 0;
            int kind = random.nextInt(20);
            this.measure = kind < 11 ? Measure.TOTAL : kind < 16 ? Measure.PER_GPU : Measure.VALUE;
        }

        boolean accepts(Row row) {
            return gpus.contains(row.model.name())
                    && row.gpus >= least
                    && row.gpus <= most
                    && row.reliability > reliability
                    && row.diskGb >= Math.max(DISK, diskSpace)
                    && (countries.isEmpty() || countries.contains(row.country()))
                    && row.downMbps >= down
                    && row.cuda >= cuda;
        }

        boolean matches(Row row) {
            return accepts(row) && measure.cost(row) <= bound;
        }

        /** The query in the vendor's grammar. */
        String query() {
            List<String> clauses = new ArrayList<>();
            List<String> names =
                    gpus.stream().map(name -> name.replace(' ', '_')).toList();
            clauses.add(
                    names.size() == 1 ? "gpu_name=" + names.get(0) : "gpu_name in [" + String.join(",", names) + "]");
            clauses.add("num_gpus" + (most == least ? "=" : ">=") + least);
            if (reliability > 0) {
                clauses.add("reliability>" + reliability);
            }
            if (!countries.isEmpty()) {
                clauses.add("geolocation in [" + String.join(",", countries) + "]");
            }
            if (down > 0) {
                clauses.add("inet_down>=" + down);
            }
            if (diskSpace > 0) {
                clauses.add("disk_space>=" + diskSpace);
            }
            if (cuda > 0) {
                clauses.add("cuda_max_good>=" + cuda);
            }
            return String.join(" ", clauses);
        }

        String yaml() {
            return "  - {name: " + name + ", query: \"" + query() + "\", threshold: " + measure.text(bound) + "}\n";
        }

        /** For the peer script. */
        String json() {
            return "{\"name\":\"" + name + "\",\"gpus\":" + list(gpus) + ",\"least\":" + least + ",\"most\":"
                    + Math.min(most, 1_000) + ",\"reliability\":" + reliability + ",\"countries\":" + list(countries)
                    + ",\"inet_down\":" + down + ",\"disk_space\":" + Math.max(DISK, diskSpace)
                    + ",\"cuda_max_good\":" + cuda + ",\"metric\":\"" + measure.wire + "\",\"bound\":"
                    + measure.text(bound).replaceAll(".* ", "") + "}";
        }

        private static String list(Iterable<String> texts) {
            List<String> quoted = new ArrayList<>();
            texts.forEach(text -> quoted.add("\"" + text + "\""));
            return "[" + String.join(",", quoted) + "]";
        }
    }

    /** This many watches over a market. */
    public SampleWatches(SampleMarket market, long seed, int size) {
        this.market = market;
        this.random = new Random(seed);
        market.rows()
                .forEach(row -> rowsOf.computeIfAbsent(row.model.name(), name -> new ArrayList<>())
                        .add(row));
        for (int i = 1; i <= size; i++) {
            Sample watch = new Sample(i, random);
            watches.add(watch);
            watch.gpus.forEach(name ->
                    watchesOf.computeIfAbsent(name, each -> new ArrayList<>()).add(watch));
        }
        List<Sample> shuffled = new ArrayList<>(watches);
        Collections.shuffle(shuffled, random);
        int matching = target();
        for (Sample watch : shuffled) {
            double[] costs = rows(watch.gpus).stream()
                    .filter(watch::accepts)
                    .mapToDouble(watch.measure::cost)
                    .sorted()
                    .toArray();
            double within = matching > 0 ? bound(costs) : 0;
            if (within > 0) {
                matching--;
                watch.bound = within;
            } else {
                double best = costs.length == 0 ? usual(watch) : costs[0];
                watch.bound = best * (0.7 + random.nextDouble() * 0.25);
            }
        }
    }

    private int target() {
        return Math.max(1, (int) Math.round(watches.size() * MATCHING));
    }

    private List<Row> rows(Set<String> gpus) {
        return gpus.stream()
                .flatMap(name -> rowsOf.getOrDefault(name, List.of()).stream())
                .toList();
    }

    /** A bound that a few offers meet, with none near it; 0 if there is none. */
    private static double bound(double[] costs) {
        for (int i = 0; i < Math.min(10, costs.length); i++) {
            double next = i + 1 < costs.length ? costs[i + 1] : costs[i] * 1.1;
            if (next / costs[i] > 1 + 2.5 * CLEAR) {
                return Math.sqrt(next * costs[i]);
            }
        }
        return 0;
    }

    private static double usual(Sample watch) {
        Model model = SampleMarket.MODELS.stream()
                .filter(each -> watch.gpus.contains(each.name()))
                .findFirst()
                .orElseThrow();
        return switch (watch.measure) {
            case TOTAL -> model.price() * watch.least;
            case PER_GPU -> model.price();
            case VALUE -> model.price() / model.dlperf();
        };
    }

    /** The names of the watches that match, with the offers that they match. */
    record Matches(Set<String> watches, Set<Row> rows) {}

    /** What matches now. */
    Matches matches() {
        Matches matches = new Matches(new LinkedHashSet<>(), new LinkedHashSet<>());
        for (Sample watch : watches) {
            rows(watch.gpus).stream().filter(watch::matches).forEach(row -> {
                matches.watches.add(watch.name);
                matches.rows.add(row);
            });
        }
        return matches;
    }

    /** Lowers prices of offers that match nothing until they are matches of a fifth of the watches. */
    Matches trigger() {
        Set<Row> known = matches().rows;
        Map<Row, Double> prices = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        List<Sample> shuffled = new ArrayList<>(watches);
        Collections.shuffle(shuffled, random);
        int wanted = target();
        for (Sample watch : shuffled) {
            if (names.size() >= wanted) {
                break;
            }
            rows(watch.gpus).stream()
                    .filter(row -> watch.accepts(row) && !known.contains(row) && !prices.containsKey(row))
                    .min((one, other) -> Double.compare(watch.measure.cost(one), watch.measure.cost(other)))
                    .ifPresent(row -> {
                        double total = row.total(DISK) * watch.bound / watch.measure.cost(row) * 0.999;
                        double base = total - row.storageCost * DISK / 720;
                        double before = row.base;
                        if (base < before * 0.2) {
                            return;
                        }
                        row.base = base;
                        List<String> more = watchesOf.get(row.model.name()).stream()
                                .filter(each -> each.matches(row))
                                .map(each -> each.name)
                                .toList();
                        row.base = before;
                        Set<String> all = new LinkedHashSet<>(names);
                        all.addAll(more);
                        if (all.size() <= wanted && more.contains(watch.name)) {
                            names.addAll(more);
                            prices.put(row, base);
                        }
                    });
        }
        prices.forEach(market::price);
        return new Matches(names, prices.keySet());
    }

    /** The file for the peer script: one watch a line. */
    String json() {
        return watches.stream().map(Sample::json).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    /** Writes the config into a folder: vastwatch.yaml, and more files if there are many watches. */
    public void writeConfig(Path folder, String url, String every) throws IOException {
        String channel = "{type: webhook, url: \"" + url + "/hook\", concurrency: 8}";
        String top = "vast: {url: \"" + url + "\", api_key: sample, requests_per_minute: 600, rows_per_day: off}\n"
                + "state: file:" + folder.resolve("state.db") + "\n"
                + "channels:\n  hook: " + channel + "\n"
                + "defaults: {every: " + every + ", disk: " + DISK + "GB, notify: [hook]}\n";
        Files.createDirectories(folder.resolve("watches"));
        int files = (watches.size() + WATCHES_OF_A_FILE - 1) / WATCHES_OF_A_FILE;
        if (files > 1) {
            top += "include: watches/*.yaml\n";
            for (int i = 0; i < files; i++) {
                Files.writeString(folder.resolve("watches/" + i + ".yaml"), yaml(i));
            }
        } else {
            top += yaml(0);
        }
        Files.writeString(folder.resolve("vastwatch.yaml"), top);
    }

    private String yaml(int file) {
        return IntStream.range(file * WATCHES_OF_A_FILE, Math.min(watches.size(), (file + 1) * WATCHES_OF_A_FILE))
                .mapToObj(i -> watches.get(i).yaml())
                .collect(Collectors.joining("", "watches:\n", ""));
    }
}
