package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hosts and machines that a watch ignores or is restricted to.
 *
 * @param only empty for no restriction
 */
public record Selection(Set<Id> blocked, Set<Id> only) {
    public static final Selection ALL = new Selection(Set.of(), Set.of());

    private static final Pattern SHAPE = Pattern.compile("(machine|host):(\\d{1,15})");

    /** A host or a machine. */
    public record Id(boolean isHost, long number) {
        /** Reads {@code machine:146113} or {@code host:1234}. */
        public static Id parse(String text) {
            Matcher matcher = SHAPE.matcher(text.strip().toLowerCase(Locale.ROOT));
            if (!matcher.matches()) {
                throw new InvalidInput(
                        "not a machine and not a host: '" + text + "'",
                        text.strip().matches("\\d+")
                                ? "write machine:" + text.strip() + " or host:" + text.strip()
                                : "write machine:146113 or host:1234");
            }
            return new Id(matcher.group(1).equals("host"), Long.parseLong(matcher.group(2)));
        }

        boolean names(Offer offer) {
            return offer.number(isHost ? Field.HOST_ID : Field.MACHINE_ID)
                    .map(value -> value.longValue() == number)
                    .orElse(false);
        }

        @Override
        public String toString() {
            return (isHost ? "host:" : "machine:") + number;
        }
    }

    public Selection {
        blocked = Set.copyOf(blocked);
        only = Set.copyOf(only);
    }

    public boolean blocks(Offer offer) {
        return !blocked.isEmpty() && blocked.stream().anyMatch(id -> id.names(offer));
    }

    public boolean keeps(Offer offer) {
        return only.isEmpty() || only.stream().anyMatch(id -> id.names(offer));
    }

    public boolean blocksMachine(long id) {
        return blocked.contains(new Id(false, id));
    }

    /** Whether a machine is admitted, or may be, depending on its host. */
    public boolean mayKeepMachine(long id) {
        return only.isEmpty()
                || only.contains(new Id(false, id))
                || only.stream().anyMatch(Id::isHost);
    }

    /** In a fixed order, independent of the config's. */
    @Override
    public String toString() {
        return words(blocked) + "/" + words(only);
    }

    private static String words(Set<Id> ids) {
        return String.join(",", ids.stream().map(Id::toString).sorted().toList());
    }
}
