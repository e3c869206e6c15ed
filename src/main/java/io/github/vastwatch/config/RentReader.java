package io.github.vastwatch.config;

import io.github.vastwatch.watch.Rent;
import java.util.Optional;
import java.util.function.Function;

/** Reads how to rent what a watch finds, key by key, so that a watch may change the image alone. */
final class RentReader {
    private final Optional<Section> own;
    private final Optional<Section> behind;

    private RentReader(Optional<Section> own, Optional<Section> behind) {
        this.own = own;
        this.behind = behind;
    }

    static Rent read(Optional<Section> watch, Optional<Section> defaults) {
        Optional<Section> own = watch.flatMap(RentReader::section);
        RentReader reader = new RentReader(own, defaults.flatMap(RentReader::section));
        Rent rent = new Rent(
                reader.value("image", Rent::parseImage).orElse(Rent.DEFAULT.image()),
                reader.value("options", Rent::parseOptions).orElse(Rent.DEFAULT.options()),
                reader.value("bid", Rent::parseBid).orElse(Rent.DEFAULT.bidAbove()));
        own.ifPresent(Section::done);
        return rent;
    }

    private static Optional<Section> section(Section section) {
        return section.section("rent", WatchKeys.RENT, "rent");
    }

    private <T> Optional<T> value(String key, Function<String, T> parse) {
        return own.flatMap(each -> each.read(key, parse)).or(() -> behind.flatMap(each -> each.read(key, parse)));
    }
}
