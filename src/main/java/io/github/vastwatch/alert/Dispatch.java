package io.github.vastwatch.alert;

import java.util.List;

/** An alert and whom to send it to. */
public record Dispatch(Alert alert, List<String> channels) {
    public Dispatch {
        channels = channels.stream().distinct().toList();
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("an alert without a channel reaches nobody");
        }
    }
}
