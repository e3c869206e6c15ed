package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import java.time.Instant;
import java.util.Optional;

/**
 * A delivery as the outbox is listed.
 *
 * @param watch which it is about; empty where that is several or none
 * @param offers how many offers it is about
 * @param state {@code pending}, {@code delivered}, {@code dead}, {@code dropped} or {@code superseded}: it was late, and
 *     its offers are gone or another delivery was sent in its place
 * @param uncertain how many attempts may have arrived although no receiver confirmed it
 * @param nextAttempt when it is due; only while it is pending
 */
public record OutboxEntry(
        String id,
        String channel,
        String alertId,
        AlertKind alertKind,
        Optional<String> watch,
        int offers,
        Instant createdAt,
        String state,
        int attempts,
        int uncertain,
        Optional<Instant> nextAttempt,
        boolean isBeingSent,
        Optional<String> answer,
        Optional<Instant> doneAt) {
    static final String SELECT = """
            select id, channel, alert_id, kind as alert_kind, nullif(watch, '') as watch, offers, created_at, state,
                attempts, uncertain, case when state = 'pending' then next_attempt end as next_attempt,
                state = 'pending' and leased_until is not null as is_being_sent, answer, ended_at as done_at
            from delivery""";

    /**
     * A delivery with what it sends.
     *
     * @param content its bytes; empty before the first attempt
     */
    public record Detail(OutboxEntry outboxEntry, Alert alert, Optional<String> content) {}
}
