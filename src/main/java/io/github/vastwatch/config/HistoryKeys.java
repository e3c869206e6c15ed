package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;
import static io.github.vastwatch.config.ScalarCodec.duration;
import static io.github.vastwatch.config.ScalarCodec.text;

import io.github.vastwatch.history.Retention;
import java.time.Duration;

/** The keys below {@code history:}: how much is kept of what the market did. */
final class HistoryKeys {
    private static final Key<Duration> KEEP = key(
                    "history.keep",
                    duration(time -> new Retention(time, Retention.USUAL.maxBytes()).keep())
                            .as(HistoryKeys::days))
            .fallback(Retention.USUAL.keep());
    private static final Key<Long> MAX_SIZE = key(
                    "history.max_size",
                    text(
                                    "^\\s*\\d{1,6}(\\.\\d)?\\s*[MG]B\\s*$",
                                    text -> new Retention(Retention.USUAL.keep(), Amounts.fileSize(text)).maxBytes())
                            .as(bytes -> bytes / 1_000_000 + "MB"))
            .fallback(Retention.USUAL.maxBytes());

    static final Section HISTORY = Section.of("history", KEEP, MAX_SIZE).optional();

    private HistoryKeys() {}

    private static String days(Duration time) {
        return Duration.ofDays(time.toDays()).equals(time) ? time.toDays() + "d" : Amounts.text(time);
    }

    static Retention read(Values history) {
        return new Retention(history.get(KEEP), history.get(MAX_SIZE));
    }
}
