package io.github.vastwatch.config;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Spelling;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A key that a section does not take, and what was probably meant: a key of the section that is spelled nearly so or is a
 * synonym, a key of another section, or a field of the query.
 *
 * @param section the kind of the section
 * @param keys the keys that it takes, each with an example
 * @param homes where keys belong that stand in the wrong section
 */
record UnknownKey(String name, String section, Map<String, String> keys, List<Home> homes) {
    /**
     * Where a key belongs that stands in the wrong section.
     *
     * @param strays the kinds of sections that it may stand in by mistake
     * @param keys the keys of the section that takes it
     * @param isNear whether a key that is spelled nearly so or is a synonym counts too
     */
    record Home(List<String> strays, Collection<String> keys, boolean isNear, String advice) {}

    /** The most keys that advice lists. */
    private static final int FEW = 3;

    /** Keys before the words for them; a word may stand for several keys, of which a section takes the first that it has. */
    private static final Map<String, List<String>> SYNONYMS = inverted("""
            watches: watch rule rules search searches monitor monitors queries job jobs alert alerts
            channels: channel notification notifications notifier notifiers receiver receivers contacts targets
            vast: vastai api account
            state: database db storage store persistence
            include: import imports files
            heartbeat: healthcheck healthchecks deadman watchdog ping
            alive: report reports
            defaults: default global globals settings common
            name: id title label
            query: search filter filters offer offers find q
            threshold: price maxprice pricemax maxdph maxcost cost budget pricelimit targetprice dph dphtotal below limit
            notify: channel channels notification notifications notifier notifiers receiver receivers alert alerts to
            notify: recipient recipients send sendto tell
            every: interval poll pollinterval polling frequency period checkevery checkinterval refresh
            cron: schedule crontab
            enabled: active disabled paused
            type: rental rentaltype rentalmode mode kind interruptible
            disk: diskgb disksize storage
            timezone: tz zone
            until: end enddate expiry expires
            quiet_hours: quiet mute dnd donotdisturb silence silent night
            remind: repeat repeatinterval reminder renotify
            rearm: cooldown
            at_most: ratelimit maxalerts throttle
            top: limit maxoffers maxresults
            blocked: exclude excluded ignore ignored blacklist block blocklist
            only: whitelist allow allowlist
            at: from to start end begin time times hours between
            to: recipient recipients address addresses email mailto
            from: sender
            smtp: server mailserver mail
            host: server hostname address
            user: username login
            password: pass passwd pwd
            tls: ssl encryption security starttls
            url: uri webhook webhookurl endpoint hook address link server host
            token: bottoken apitoken accesstoken apikey key
            chat_id: chat chatid to channel recipient
            topic: channel
            api_key: key token apitoken
            requests_per_minute: rate ratelimit rpm requests
            secret: signingsecret hmac key
            headers: header
            ca_file: ca cacert cert certificate
            """);

    private static Map<String, List<String>> inverted(String table) {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        table.lines().map(line -> line.split(": ")).forEach(parts -> {
            for (String word : parts[1].split(" ")) {
                keys.computeIfAbsent(word, each -> new ArrayList<>()).add(parts[0]);
            }
        });
        return keys;
    }

    /** The key of the section that was meant, if one was. */
    Optional<String> meant() {
        return field().isPresent() ? synonym(keys.keySet()) : near(keys.keySet());
    }

    private Optional<String> near(Collection<String> known) {
        return synonym(known).or(() -> Spelling.closest(name, known));
    }

    private Optional<String> synonym(Collection<String> known) {
        // Without what separates words, so that max-price and maxPrice are one.
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[_\\s-]", "");
        return SYNONYMS.getOrDefault(plain, List.of()).stream()
                .filter(known::contains)
                .findFirst();
    }

    /** What to do about it. */
    String advice(String value) {
        return synonym(keys.keySet())
                .map(key -> key.equals("threshold") ? threshold(value) : named(key))
                .or(() -> field().map(field -> query(field, value)))
                .or(() -> Spelling.didYouMean(name, keys.keySet()))
                .or(this::elsewhere)
                .orElseGet(this::nearest);
    }

    private String nearest() {
        if (keys.size() <= FEW) {
            return "it takes " + String.join(", ", keys.keySet());
        }
        return "the nearest keys are "
                + Spelling.nearest(name, keys.keySet(), 2).stream()
                        .map(each -> "'" + each + "'")
                        .collect(Collectors.joining(" and "))
                + "; config/vastwatch.yaml shows them all";
    }

    private String named(String key) {
        String example = keys.getOrDefault(key, "");
        return "did you mean '" + key + "'" + (example.isEmpty() ? "" : ", as " + key + ": " + example) + "?";
    }

    /** A price by another name, as a threshold. */
    private static String threshold(String value) {
        String price = value.replaceAll("^[\\s<=$]+|[\\s$]+$|/h(our|r)?$", "");
        boolean isPrice = price.matches("\\d{0,6}(\\.\\d{1,9})?") && !price.isEmpty();
        return "write threshold: dph_total <= " + (isPrice ? new BigDecimal(price).toPlainString() : "0.40");
    }

    /** The field of a query that it names, in a section with a query. */
    private Optional<Field> field() {
        return !keys.containsKey("query")
                ? Optional.empty()
                : Field.named(name.toLowerCase(Locale.ROOT))
                        .or(() -> homesHere()
                                        .anyMatch(home -> home.keys().contains(name)
                                                || (home.isNear()
                                                        && synonym(home.keys()).isPresent()))
                                ? Optional.empty()
                                : Field.forSynonym(name).stream().findFirst());
    }

    private static String query(Field field, String value) {
        String operator =
                field.better() == Field.Better.HIGHER ? ">=" : field.better() == Field.Better.LOWER ? "<=" : "=";
        return "it is a part of the query: write query: " + field.wire() + operator
                + (value.matches("[\\w .-]{1,40}") ? value.strip().replace(' ', '_') : "…");
    }

    private Stream<Home> homesHere() {
        return homes.stream().filter(home -> home.strays().contains(section));
    }

    private Optional<String> elsewhere() {
        return homesHere()
                .filter(home -> home.keys().contains(name)
                        || (home.isNear() && near(home.keys()).isPresent()))
                .map(Home::advice)
                .findFirst();
    }
}
