package io.github.vastwatch.store;

import io.github.vastwatch.alert.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements about the templates of channels that failed. */
final class TemplateStates {
    /** One that fails for some offers and works for others would otherwise begin and end to be trouble with each. */
    private static final Duration PROBATION = Duration.ofDays(1);

    private TemplateStates() {}

    /** A failure is over when, a day after the last one, an alert of the same kind can be told in the template's words. */
    static void record(Handle handle, Delivery delivery, Optional<String> failure, Instant now) {
        String kind = delivery.alert().alertKind().wire();
        if (failure.isPresent()) {
            handle.execute(
                    "insert into channel (name, template_failed_at, template_failure, template_kind)"
                            + " values (?, ?, ?, ?) on conflict (name) do update set"
                            + " template_failed_at = excluded.template_failed_at,"
                            + " template_failure = excluded.template_failure, template_kind = excluded.template_kind",
                    delivery.channel(),
                    now.toEpochMilli(),
                    failure.get(),
                    kind);
        } else {
            handle.execute(
                    "update channel set template_failed_at = null, template_failure = null, template_kind = null"
                            + " where name = ? and template_kind = ? and template_failed_at <= ?",
                    delivery.channel(),
                    kind,
                    now.minus(PROBATION).toEpochMilli());
        }
    }
}
