package io.github.vastwatch.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What other programs call what a key of the config says; fields of a query have a table of their own. */
final class Synonyms {
    /** Keys before the words for them; a word may stand for several, of which a section takes the first that it has. */
    private static final Map<String, List<String>> KEYS = inverted("""
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

    private Synonyms() {}

    /** The keys that a word may stand for. */
    static List<String> of(String word) {
        return KEYS.getOrDefault(plain(word), List.of());
    }

    /** Without what separates words, so that {@code max-price} and {@code maxPrice} are one. */
    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[_\\s-]", "");
    }

    private static Map<String, List<String>> inverted(String table) {
        return table.lines()
                .map(line -> line.split(": "))
                .flatMap(parts -> Arrays.stream(parts[1].split(" ")).map(word -> Map.entry(word, parts[0])))
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> List.of(entry.getValue()),
                        (left, right) ->
                                Stream.concat(left.stream(), right.stream()).toList(),
                        LinkedHashMap::new));
    }
}
