package io.github.vastwatch.alert;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** An alert and whom to send it to. */
public record AddressedAlert(Alert alert, List<String> channels) {
    public AddressedAlert {
        channels = channels.stream().distinct().toList();
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("an alert without a channel reaches nobody");
        }
    }

    /** One for each channel; {@code ids} gives each a name that no other has. */
    public List<Delivery> deliveries(Supplier<String> ids) {
        return channels.stream()
                .map(channel -> new Delivery("msg_" + ids.get(), channel, alert, alert.at(), 0, Optional.empty()))
                .toList();
    }
}
