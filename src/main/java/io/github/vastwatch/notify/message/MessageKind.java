package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.watch.Event;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a message is about: what happened to its best offer, or which notice it is. Decides label, severity, icon and colour. */
public enum MessageKind {
    NEW("NEW", Severity.NORMAL, "moneybag", Colour.GREEN, "success"),
    BETTER("BETTER", Severity.NORMAL, "chart_with_downwards_trend", Colour.GREEN, "success"),
    BACK("BACK", Severity.NORMAL, "leftwards_arrow_with_hook", Colour.GREEN, "success"),
    REMINDER("STILL", Severity.NORMAL, "bell", Colour.BLUE, "info"),
    WORSE("WORSE", Severity.LOW, "chart_with_upwards_trend", Colour.ORANGE, "warning"),
    GONE("GONE", Severity.LOW, "wave", Colour.GREY, "info"),
    DIGEST("DIGEST", Severity.LOW, "newspaper", Colour.BLUE, "info"),
    COUNT("COUNT", Severity.NORMAL, "1234", Colour.GREEN, "success"),
    ABSENT("ABSENT", Severity.NORMAL, "mag", Colour.ORANGE, "warning"),
    DONE("DONE", Severity.NORMAL, "checkered_flag", Colour.BLUE, "info"),
    STARTED("STARTED", Severity.LOW, "eyes", Colour.BLUE, "info"),
    TROUBLE("TROUBLE", Severity.HIGH, "warning", Colour.RED, "failure"),
    RECOVERED("RESOLVED", Severity.LOW, "white_check_mark", Colour.GREEN, "success"),
    ALIVE("ALIVE", Severity.LOW, "green_heart", Colour.BLUE, "info");

    /** Colours as 0xRRGGBB. */
    static final class Colour {
        static final int GREEN = 0x2ecc71;
        static final int GOLD = 0xf1c40f;
        static final int BLUE = 0x3498db;
        static final int ORANGE = 0xe67e22;
        static final int RED = 0xe74c3c;
        static final int GREY = 0x95a5a6;

        private Colour() {}
    }

    private final String label;
    private final Severity usual;
    private final String tag;
    private final int colour;
    private final String appriseType;

    MessageKind(String label, Severity usual, String tag, int colour, String appriseType) {
        this.label = label;
        this.usual = usual;
        this.tag = tag;
        this.colour = colour;
        this.appriseType = appriseType;
    }

    /** Of several offers the first kind in the order above: a match comes before an offer that left. */
    static MessageKind of(Alert alert) {
        return switch (alert.alertKind()) {
            case OFFERS_MATCHED, OFFERS_LEFT ->
                alert.matches().stream()
                        .map(MessageKind::of)
                        .min(Comparator.naturalOrder())
                        .orElse(GONE);
            case WATCH_DIGEST -> DIGEST;
            case WATCH_COUNT -> COUNT;
            case WATCH_ABSENT -> ABSENT;
            case WATCH_DONE -> DONE;
            case WATCH_STARTED -> STARTED;
            case INCIDENT_STARTED -> TROUBLE;
            case INCIDENT_RESOLVED -> RECOVERED;
            case DAEMON_ALIVE -> ALIVE;
        };
    }

    static MessageKind of(Match match) {
        return match.isGone()
                ? GONE
                : switch (match.reason().event().orElse(Event.REMINDER)) {
                    case NEW -> NEW;
                    case BETTER -> BETTER;
                    case WORSE -> WORSE;
                    case GONE -> GONE;
                    case BACK -> BACK;
                    case REMINDER -> REMINDER;
                };
    }

    /** The first word of a title. */
    String label() {
        return label;
    }

    /** The severity unless an offer raises it. */
    Severity usual() {
        return usual;
    }

    /** The short code of the emoji that ntfy shows. */
    public String tag() {
        return tag;
    }

    int colour() {
        return colour;
    }

    public String appriseType() {
        return appriseType;
    }

    /** As in a config. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(MessageKind::wire).toList();
    }
}
