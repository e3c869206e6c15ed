package io.github.vastwatch.notify.channel;

import io.github.vastwatch.notify.message.Message;
import io.github.vastwatch.notify.message.MessageKind;
import io.github.vastwatch.notify.message.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a user has set for some kinds of messages.
 *
 * @param values by one of {@link #NAMES}
 */
public record ByKind<T>(Map<String, T> values) {
    private static final String URGENT = Severity.URGENT.wire();

    /** Each kind, and before them what is urgent, whatever its kind. */
    public static final List<String> NAMES =
            Stream.concat(Stream.of(URGENT), MessageKind.names().stream()).toList();

    public ByKind {
        values = Map.copyOf(values);
    }

    /** The same for all. */
    public static <T> ByKind<T> all(T value) {
        Map<String, T> values = new HashMap<>();
        NAMES.forEach(name -> values.put(name, value));
        return new ByKind<>(values);
    }

    Optional<T> of(Message message) {
        String name =
                message.severity() == Severity.URGENT ? URGENT : message.kind().wire();
        return Optional.ofNullable(values.get(name));
    }
}
