package io.github.vastwatch.alert;

import java.util.Locale;

/**
 * What an incident is about.
 *
 * @param name of the watch or the channel, also where it is about its template; empty for the market, the key, the quota,
 *     the config and the state
 */
public record IncidentSource(Sort sort, String name) {
    public static final IncidentSource MARKET = new IncidentSource(Sort.MARKET, "");
    public static final IncidentSource KEY = new IncidentSource(Sort.KEY, "");
    public static final IncidentSource QUOTA = new IncidentSource(Sort.QUOTA, "");
    public static final IncidentSource CONFIG = new IncidentSource(Sort.CONFIG, "");
    public static final IncidentSource STATE = new IncidentSource(Sort.STATE, "");

    /** The sorts of things that can be wrong. */
    public enum Sort {
        /** Vast.ai, which answers no search. */
        MARKET,
        KEY,
        /** The rows that Vast.ai returns in a day. */
        QUOTA,
        /** A changed config that was rejected. */
        CONFIG,
        /** The file that the state is in. */
        STATE,
        WATCH,
        CHANNEL,
        /** Dead letters of a channel. */
        UNDELIVERED,
        /** What a channel's messages say; the channel itself may be well. */
        TEMPLATE
    }

    public static IncidentSource watch(String name) {
        return new IncidentSource(Sort.WATCH, name);
    }

    public static IncidentSource channel(String name) {
        return new IncidentSource(Sort.CHANNEL, name);
    }

    public static IncidentSource undelivered(String channel) {
        return new IncidentSource(Sort.UNDELIVERED, channel);
    }

    public static IncidentSource template(String channel) {
        return new IncidentSource(Sort.TEMPLATE, channel);
    }

    /**
     * As programs read it: {@code market}, {@code key}, {@code quota}, {@code config}, {@code state}, {@code watch cheap-4090},
     * {@code channel me}, {@code undelivered me}.
     */
    @Override
    public String toString() {
        return (sort.name().toLowerCase(Locale.ROOT) + " " + name).strip();
    }
}
