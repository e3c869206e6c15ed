package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Told;
import io.github.vastwatch.watch.Known;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What one poll of one watch leaves behind, all of it or nothing: what is known, what was told, and what to deliver. */
public record PollRecord(
        String watch,
        Instant at,
        List<Known> known,
        List<Told> told,
        Optional<Alert> alert,
        List<Delivery> deliveries) {}
