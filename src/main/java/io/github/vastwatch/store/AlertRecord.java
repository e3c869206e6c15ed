package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import java.util.List;

/** An alert and the state of its deliveries. */
public record AlertRecord(Alert alert, List<Status> deliveries) {
    /**
     * The state of one delivery.
     *
     * @param answer the receiver's last answer; empty before there is one
     */
    public record Status(String channel, String state, String answer) {}
}
