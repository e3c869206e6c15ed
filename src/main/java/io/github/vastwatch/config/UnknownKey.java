package io.github.vastwatch.config;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Spelling;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A key that a section does not take, and what was meant by it: a key of the section that is spelled nearly so or means the
 * same, a key of another section, or a field of the query.
 *
 * @param keys those that the section takes
 */
record UnknownKey(String name, Keys keys) {
    /** Where a key may belong that stands in the wrong section. */
    private record Home(List<Keys> astray, Keys keys, String advice) {
        boolean isFor(UnknownKey key) {
            return isOf(key)
                    && (keys.find(key.name).isPresent()
                            || new UnknownKey(key.name, keys).meant().isPresent());
        }

        /** The same where the key is spelled right or is a synonym. */
        boolean has(UnknownKey key) {
            return isOf(key)
                    && (keys.find(key.name).isPresent()
                            || new UnknownKey(key.name, keys).synonym().isPresent());
        }

        private boolean isOf(UnknownKey key) {
            return astray.stream().anyMatch(each -> each.all().equals(key.keys.all()));
        }
    }

    /** So many are read at a glance. */
    private static final int FEW = 3;

    private static final List<Keys> WATCHES = List.of(WatchKeys.WATCH, WatchKeys.DEFAULTS);
    private static final List<Keys> TOPS = List.of(Vocabulary.TOP, Vocabulary.INCLUDED);

    private static final List<Home> HOMES = List.of(
            // Channels have an address of their own, which is meant more often.
            new Home(List.of(Vocabulary.TOP), Vocabulary.VAST.without(List.of("url")), "it belongs below vast:"),
            new Home(TOPS, WatchKeys.DEFAULTS, "it belongs to a watch, or below defaults: for every watch"),
            new Home(
                    List.of(Vocabulary.VAST),
                    WatchKeys.DEFAULTS,
                    "it belongs to a watch, or below defaults: for every watch"),
            new Home(List.of(WatchKeys.DEFAULTS), WatchKeys.WATCH, "it belongs to a watch"),
            new Home(WATCHES, WatchKeys.RENT, "it belongs below rent:"),
            new Home(WATCHES, AlertKeys.QUIET, "it belongs below quiet_hours:"),
            new Home(WATCHES, Vocabulary.TOP, "it belongs to the top of the file"),
            new Home(List.of(ChannelKeys.EMAIL), ChannelKeys.SMTP, "it belongs below smtp:"),
            new Home(List.of(ChannelKeys.SMTP), ChannelKeys.EMAIL, "it belongs to the channel, beside smtp:"));

    /** The key of the section that was meant, if one was. */
    Optional<String> meant() {
        return field().isPresent() ? synonym() : synonym().or(() -> Spelling.closest(name, keys.names()));
    }

    /** Whether it is known what it holds, and that this is no secret. */
    boolean isHarmless() {
        return field().isPresent()
                || meant().filter(key -> !Vocabulary.secretKeys().contains(key)).isPresent();
    }

    /** What to do about it. */
    String advice(Node value) {
        return synonym()
                .map(key -> key.equals("threshold") ? threshold(value) : named(key))
                .or(() -> field().map(field -> query(field, value)))
                .or(() -> Spelling.didYouMean(name, keys.names()))
                .or(this::elsewhere)
                .orElseGet(this::nearest);
    }

    private String nearest() {
        if (keys.names().size() <= FEW) {
            return "it takes " + String.join(", ", keys.names());
        }
        return "the nearest keys are "
                + Spelling.nearest(name, keys.names(), 2).stream()
                        .map(each -> "'" + each + "'")
                        .collect(Collectors.joining(" and "))
                + "; config/vastwatch.yaml shows them all";
    }

    private Optional<String> synonym() {
        return Synonyms.of(name).stream()
                .filter(each -> keys.find(each).isPresent())
                .findFirst();
    }

    private String named(String key) {
        return "did you mean '" + key + "'"
                + keys.find(key).stream()
                        .flatMap(each -> each.examples().stream())
                        .findFirst()
                        .map(example -> ", as " + key + ": " + example)
                        .orElse("")
                + "?";
    }

    /** A price by another name, as a threshold. */
    private static String threshold(Node value) {
        Optional<BigDecimal> price = scalar(value).flatMap(UnknownKey::price);
        return "write threshold: dph_total <= "
                + price.map(BigDecimal::toPlainString).orElse("0.40");
    }

    private static Optional<BigDecimal> price(String text) {
        String number = text.replaceAll("^[\\s<=$]+|[\\s$]+$|/h(our|r)?$", "");
        return number.matches("\\d{0,6}(\\.\\d{1,9})?") && !number.isEmpty()
                ? Optional.of(new BigDecimal(number))
                : Optional.empty();
    }

    /** The field of a query that it names, in a watch. */
    private Optional<Field> field() {
        return !WATCHES.contains(keys)
                ? Optional.empty()
                : Field.named(name.toLowerCase(Locale.ROOT))
                        .or(() -> HOMES.stream().anyMatch(home -> home.has(this))
                                ? Optional.empty()
                                : Field.forSynonym(name).stream().findFirst());
    }

    private static String query(Field field, Node value) {
        String operator =
                field.better() == Field.Better.HIGHER ? ">=" : field.better() == Field.Better.LOWER ? "<=" : "=";
        String operand = scalar(value)
                .filter(text -> text.matches("[\\w .-]{1,40}"))
                .map(text -> text.strip().replace(' ', '_'))
                .orElse("…");
        return "it is a part of the query: write query: " + field.wire() + operator + operand;
    }

    private Optional<String> elsewhere() {
        if (TOPS.contains(keys)
                && ChannelType.ALL.stream().anyMatch(type -> type.name().equals(name))) {
            return Optional.of("it belongs below channels:, as me: {type: " + name + ", …}");
        }
        return HOMES.stream()
                .filter(home -> home.isFor(this))
                .map(Home::advice)
                .findFirst()
                .or(this::typed);
    }

    /** The type of channel that takes it, where another does not. */
    private Optional<String> typed() {
        boolean isOfChannel =
                ChannelType.ALL.stream().anyMatch(type -> type.keys().equals(keys));
        return ChannelType.ALL.stream()
                .filter(type -> isOfChannel && type.keys().find(name).isPresent())
                .findFirst()
                .map(type -> "a channel of type " + type.name() + " takes it");
    }

    private static Optional<String> scalar(Node value) {
        return value instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
    }
}
