package io.github.vastwatch.alert;

import java.util.Locale;

/**
 * What a trouble is about.
 *
 * @param name of the watch or the channel, also where it is about its template; empty for the market, the key, the quota
 *     and the state
 */
public record IncidentSource(Sort sort, String name) {
    public static final IncidentSource MARKET = new IncidentSource(Sort.MARKET, "");
    public static final IncidentSource KEY = new IncidentSource(Sort.KEY, "");
    public static final IncidentSource QUOTA = new IncidentSource(Sort.QUOTA, "");
    public static final IncidentSource STATE = new IncidentSource(Sort.STATE, "");

    /** The sorts of things that can be in trouble. */
    public enum Sort {
        /** Vast.ai, which answers no search. */
        MARKET,
        KEY,
        /** The rows that Vast.ai returns in a day. */
        QUOTA,
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

    /** What is said when its trouble is over. */
    String relief() {
        return switch (sort) {
            case MARKET -> "Vast.ai answers again";
            case KEY -> "Vast.ai takes the API key again";
            case QUOTA -> "Vast.ai answers again; its quota of rows is no longer used up";
            case STATE -> "the state file is back in its place";
            case WATCH -> "watch '" + name + "' sees the market whole again";
            case CHANNEL -> "channel '" + name + "' works again";
            case UNDELIVERED -> "channel '" + name + "' has lost nothing for a day, or it was sent again or dropped";
            case TEMPLATE -> "the template of channel '" + name + "' has worked for a day";
        };
    }

    /**
     * As programs read it: {@code market}, {@code key}, {@code quota}, {@code state}, {@code watch cheap-4090},
     * {@code channel me}, {@code undelivered me}.
     */
    @Override
    public String toString() {
        return (sort.name().toLowerCase(Locale.ROOT) + " " + name).strip();
    }
}
