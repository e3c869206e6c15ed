package io.github.vastwatch.poll;

import io.github.vastwatch.plan.Plan;
import io.github.vastwatch.store.PlanStatus;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.Amount;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and stores the plan when it changes. */
final class PlanLog {
    private static final Logger LOG = LoggerFactory.getLogger(PlanLog.class);
    /** Smaller changes of an interval are not worth a log line. */
    private static final double SAME = 1.25;

    private final Store store;
    private List<PlanStatus> last = List.of();

    PlanLog(Store store) {
        this.store = store;
    }

    void report(Plan plan) {
        List<PlanStatus> now = PlanStatus.of(plan);
        if (isLike(now)) {
            return;
        }
        last = now;
        try {
            store.daemon().plan(now);
        } catch (StoreFailure e) {
            // The stored plan is only shown to people; a failing state is reported elsewhere.
            LOG.debug("the plan could not be stored ({})", e.getMessage());
        }
        LOG.info(
                "plan: {}, {} searches and {} rows a day{}",
                Amount.count(now.size(), "question", "questions"),
                String.format(Locale.ROOT, "%,.0f", plan.searchesPerDay()),
                String.format(Locale.ROOT, "%,.0f", plan.rowsPerDay()),
                now.stream()
                        .filter(each -> each.purpose().equals("probe") && each.isSlower())
                        .max(Comparator.comparing(PlanStatus::plannedInterval))
                        .map(slowest -> "; slowest is watch '" + String.join("', '", slowest.watches()) + "', "
                                + slowest.delay())
                        .orElse(""));
    }

    private boolean isLike(List<PlanStatus> now) {
        if (now.size() != last.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            PlanStatus before = last.get(i);
            PlanStatus after = now.get(i);
            if (!before.purpose().equals(after.purpose())
                    || !before.watches().equals(after.watches())
                    || !isLike(before.plannedInterval(), after.plannedInterval())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLike(Duration one, Duration other) {
        double ratio = (double) one.toMillis() / other.toMillis();
        return ratio < SAME && ratio > 1 / SAME;
    }
}
