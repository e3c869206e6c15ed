package io.github.vastwatch.poll;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.CountRule;
import io.github.vastwatch.watch.Grouping;
import io.github.vastwatch.watch.NoticeRules;
import io.github.vastwatch.watch.NotifyRules;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.watch.Workload;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Watches as people write them, at random, alike enough to share questions. */
final class DrawnWatches {
    static final List<String> GPUS = List.of("RTX_4090", "RTX_3090", "RTX_5090", "RTX_3060", "H100_SXM", "RTX_5070_Ti");
    private static final int[] DISKS = {20, 20, 100, 1000};

    private final Random random;

    DrawnWatches(Random random) {
        this.random = random;
    }

    List<Watch> some(int most) {
        return IntStream.rangeClosed(0, random.nextInt(most))
                .mapToObj(i -> watch("w" + i))
                .toList();
    }

    Watch watch(String name) {
        List<String> query = new ArrayList<>();
        query.add(
                switch (random.nextInt(6)) {
                    case 0, 1 -> "gpu_name=" + gpu();
                    case 2 -> "gpu_name in [" + gpu() + "," + gpu() + "]";
                    case 3 -> "gpu_name!=" + gpu();
                    case 4 -> "gpu_name notin [" + gpu() + "," + gpu() + "]";
                    default -> "gpu_ram>=" + 12 * random.nextInt(4);
                });
        query.add(
                switch (random.nextInt(6)) {
                    case 0, 1 -> "num_gpus=" + (1 << random.nextInt(3));
                    case 2 -> "num_gpus>=" + (1 + random.nextInt(3));
                    case 3 -> "num_gpus<=" + (1 + random.nextInt(4));
                    case 4 -> "num_gpus in [1,4]";
                    default -> "";
                });
        query.add(
                switch (random.nextInt(16)) {
                    case 0, 1, 2, 11, 12 -> "reliability>0." + (90 + random.nextInt(9));
                    case 3 -> "dph_total<=" + (1 + random.nextInt(30)) / 10.0;
                    case 4, 13, 14 -> "dph_total>=0." + (1 + random.nextInt(9));
                    case 5 -> "dlperf_usd>=" + 100 * random.nextInt(4);
                    case 6 -> "dlperf_usd<=" + (200 + 100 * random.nextInt(4));
                    case 7 -> "disk_space>=" + 200 * random.nextInt(9);
                    case 8 -> "geolocation in [SE,US]";
                    case 9 -> "verified=any";
                    case 10 -> "machine_id notin [10001,10002]";
                    default -> "";
                });
        int hours = 1 + random.nextInt(40);
        Optional<Workload> workload = Optional.of(new Workload(
                new BigDecimal(hours),
                new BigDecimal(random.nextInt(3) * hours),
                new BigDecimal(random.nextInt(3) * hours)));
        String threshold = switch (random.nextInt(19)) {
            case 0, 1, 2, 3 -> "dph_total <= " + (1 + random.nextInt(30)) / 20.0;
            case 4, 5 -> "dph_per_gpu <= " + (1 + random.nextInt(20)) / 20.0;
            case 6 -> "dph_per_gpu >= " + (1 + random.nextInt(20)) / 20.0;
            case 7 -> "dlperf_per_dphtotal >= " + (150 + random.nextInt(200));
            case 8 -> "reliability >= 0." + (90 + random.nextInt(9));
            case 9, 15, 16, 17 -> "job_cost <= " + hours * (1 + random.nextInt(30)) / 20.0;
            case 10 -> "job_cost >= " + hours * (1 + random.nextInt(30)) / 20.0;
            case 11 -> "effective_dph <= " + (1 + random.nextInt(30)) / 20.0;
            case 12 -> "price_per_dlperf <= " + (1 + random.nextInt(10)) / 2000.0;
            case 13, 14 -> "dph_per_vram <= " + (1 + random.nextInt(20)) / 500.0;
            default -> "none";
        };
        Watch like = Fixtures.watch(name, String.join(" ", query).strip(), threshold);
        return new Watch(
                name,
                true,
                like.query(),
                random.nextInt(5) == 0 ? RentalType.BID : RentalType.ON_DEMAND,
                DISKS[random.nextInt(DISKS.length)],
                like.sla(),
                workload,
                like.threshold().of(workload),
                like.moving(),
                like.schedule(),
                like.until(),
                like.channels(),
                like.rent(),
                alerts(like.alerts()));
    }

    private AlertSettings alerts(AlertSettings usual) {
        NotifyRules notifyRules = usual.notifyRules();
        NoticeRules noticeRules = usual.noticeRules();
        return new AlertSettings(
                new NotifyRules(
                        random.nextBoolean() ? Grouping.OFFER : notifyRules.grouping(),
                        notifyRules.events(),
                        notifyRules.confirm(),
                        notifyRules.betterBy(),
                        notifyRules.rearm(),
                        notifyRules.remind(),
                        notifyRules.alertsOnStart(),
                        notifyRules.top(),
                        notifyRules.urgent()),
                usual.slack(),
                usual.goneAfter(),
                usual.rateRules(),
                usual.selection(),
                random.nextInt(6) == 0
                        ? new NoticeRules(
                                Optional.of(new CountRule(CountRule.Unit.OFFERS, 3)),
                                noticeRules.absent(),
                                noticeRules.reportsStart(),
                                noticeRules.incidents())
                        : noticeRules);
    }

    private String gpu() {
        return GPUS.get(random.nextInt(GPUS.size()));
    }
}
