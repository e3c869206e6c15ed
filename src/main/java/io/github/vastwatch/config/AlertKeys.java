package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.config.Shape.Several;
import io.github.vastwatch.config.Shape.Text;
import io.github.vastwatch.config.Shape.Told;
import io.github.vastwatch.config.Shape.Whole;
import io.github.vastwatch.config.Shape.Word;
import io.github.vastwatch.watch.Event;
import java.util.List;
import java.util.stream.Stream;

/** The keys of a watch that say which matches are told, and when. */
final class AlertKeys {
    private static final Text ID = new Text("^\\s*([mM][aA][cC][hH][iI][nN][eE]|[hH][oO][sS][tT]):\\d+\\s*$");
    private static final Word EVENT =
            new Word(Event.CHOICE.stream().map(Event::wire).toList());
    private static final Told DURATION_OR_OFF = orOff("^(off|" + Text.TIME + ")$");

    private static final Text HOURS = new Text("^\\s*\\d{1,2}:\\d\\d\\s*-\\s*\\d{1,2}:\\d\\d\\s*$");

    static final Keys QUIET = Keys.of(
            Key.of("at", HOURS, "From when to when, over midnight too.")
                    .required()
                    .as("23:00-07:00"),
            Key.of("days", new Several(Text.ANY), "The days on which it begins; every day if none is given.")
                    .as("mon-fri"),
            Key.of("timezone", Text.ANY, "Otherwise the watch's, otherwise the machine's.")
                    .as("Europe/Berlin"),
            Key.of("unless", Text.ANY, "A threshold; whatever meets it is told all the same, whatever at_most says.")
                    .as("dph_total <= 0.15"));

    static final Keys GONE = Keys.of(
            Key.of(
                            "answers",
                            new Whole(1, 1000),
                            "Whole answers in a row without it; 2 where the interval is over 30m.")
                    .otherwise("3"),
            Key.of("time", Text.DURATION, "And for so long.").otherwise("10m"));

    static final Keys ROUTE = Keys.of(
            Key.of("to", Vocabulary.NAME, "The channel.").required().as("me"),
            Key.of(
                            "digest",
                            new Text("^\\s*([dD]aily|[wW]eekly\\s+\\w+)\\s+\\d{1,2}:\\d\\d\\s*$"),
                            "One summary at this time instead of each alert.")
                    .required()
                    .as("weekly Mon 08:00", "daily 08:00"),
            Key.of("timezone", Text.ANY, "Otherwise the watch's, otherwise the machine's.")
                    .as("Europe/Berlin"));

    private static final Text RHYTHM = new Text("^\\s*([dD]aily|[wW]eekly\\s+\\w+)\\s+\\d{1,2}:\\d\\d\\s*$");

    static final Keys ALIVE = Keys.of(
            Key.of("at", RHYTHM, "When.").required().as("weekly Mon 09:00"),
            Key.of("timezone", Text.ANY, "Otherwise the machine's.").as("Europe/Berlin"),
            Key.of("notify", new Several(Vocabulary.NAME), "Otherwise every channel that a watch tells.")
                    .as("me"));

    static final List<Key> ALL = List.of(
            Key.of(
                            "per",
                            new Word(List.of("machine", "offer")),
                            "What is one find: a machine, whatever it is cut into, or each size. Without it offer where"
                                    + " the query fixes num_gpus with =, else machine.")
                    .as("machine"),
            Key.of(
                    "events",
                    new Told(AlertKeys::events),
                    "What is told of an offer: new, better, worse, gone, back. Without it new and better."),
            Key.of("confirm", new Whole(1, 100), "So many answers in a row must show a match before it is told.")
                    .otherwise("1"),
            Key.of(
                            "better_by",
                            orOff("^\\s*(off|\\d+(\\.\\d+)?\\s*%|\\$\\s*\\d*\\.?\\d+)\\s*$"),
                            "Told again when better by this than when last told: a share, dollars an hour, or off."
                                    + " Without it 5%, for bids 10%.")
                    .as("5%", "$0.02"),
            Key.of(
                            "slack",
                            new Text("^\\s*\\d+(\\.\\d+)?\\s*%\\s*$"),
                            "A told offer counts as matching until it is so far outside the threshold.")
                    .otherwise("2%"),
            Key.of(
                    "gone_after",
                    new Told(() -> either(Text.DURATION, GONE)),
                    "How often and how long an offer must be missing to be gone."),
            Key.of(
                            "rearm",
                            new Text("^(never|always|" + Text.TIME + ")$"),
                            "After so long out of sight an offer that returns is new again; never or always."
                                    + " Without it 1h, for bids 15m.")
                    .as("1h"),
            Key.of("remind", DURATION_OR_OFF, "Tell again what still matches after so long.")
                    .otherwise("off")
                    .as("12h"),
            Key.of(
                            "on_start",
                            new Word(List.of("alert", "quiet")),
                            "Whether what a new watch's first answer shows is told or taken as known.")
                    .otherwise("alert"),
            Key.of("urgent", Text.ANY, "A threshold; a message of what meets it is urgent, on every channel.")
                    .as("dph_total <= 0.25"),
            Key.of("top", new Whole(1, 100), "At most so many offers, the best, in a message that people read.")
                    .otherwise("5"),
            Key.of(
                            "at_most",
                            orOff("^\\s*(off|\\d{1,4}\\s*/\\s*h)\\s*$"),
                            "Alerts in any hour; beyond it they gather into one, but what is better than all is told.")
                    .otherwise("10/h"),
            Key.of(
                            "quiet_hours",
                            new Told(() -> either(HOURS, QUIET)),
                            "When alerts wait; at the end one message tells what still matches.")
                    .as("23:00-07:00"),
            Key.of(
                            "count",
                            new Text("^\\s*(offers|machines|gpus)\\s*>=\\s*\\d{1,6}\\s*$"),
                            "Tell when so many match at once; with events: [] nothing else is told.")
                    .as("gpus >= 8"),
            Key.of("absent", Text.DURATION, "Tell when nothing has matched for so long.")
                    .as("6h"),
            Key.of("blocked", new Several(ID), "Machines and hosts to leave out.")
                    .as("machine:146113"),
            Key.of("only", new Several(ID), "Machines and hosts to keep to.").as("host:1234"),
            Key.of("stop_after", new Whole(1, 1_000_000), "After so many alerts the watch is done, and says so.")
                    .as("1"),
            Key.of(
                            "trouble",
                            new Several(Vocabulary.NAME),
                            "The channels that are told when the watch sees too little of the market, or a channel"
                                    + " fails; without it those of notify.")
                    .as("me"),
            Key.of(
                            "trouble_after",
                            Text.DURATION,
                            "How long the market may not be seen whole; without it the longer of 15m and three"
                                    + " intervals.")
                    .as("30m"),
            Key.of("hello", new Shape.Flag(), "Whether a new watch says what it sees.")
                    .otherwise("true"));

    private AlertKeys() {}

    /** The keys of a watch with these after {@code before}. */
    static Keys after(Key... before) {
        return Keys.of(Stream.concat(Stream.of(before), ALL.stream()).toArray(Key[]::new));
    }

    /** A text; an unquoted off is a switch to an editor, and a text to the reader. */
    private static Told orOff(String pattern) {
        return new Told(() -> {
            ObjectNode either = Shape.JSON.objectNode();
            ArrayNode ways = either.putArray("anyOf");
            ways.add(new Text(pattern).schema());
            ways.addObject().put("const", false);
            return either;
        });
    }

    /** One event or a list of them, which may be empty. */
    private static ObjectNode events() {
        ObjectNode either = Shape.JSON.objectNode();
        ArrayNode ways = either.putArray("anyOf");
        ways.add(EVENT.schema());
        ways.addObject().put("type", "array").set("items", EVENT.schema());
        ways.add(Shape.SEVERAL);
        return either;
    }

    /** A rhythm, or a rhythm with whom to tell. */
    static ObjectNode alive() {
        return either(RHYTHM, ALIVE);
    }

    /** A channel, or a channel with a rhythm. */
    static ObjectNode route() {
        return either(Vocabulary.NAME, ROUTE);
    }

    /** A text alone, or a section that says more. */
    private static ObjectNode either(Text text, Keys keys) {
        ObjectNode either = Shape.JSON.objectNode();
        either.putArray("anyOf").add(text.schema()).add(JsonSchema.section(keys));
        return either;
    }
}
