package io.github.vastwatch.notify.template;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.notify.message.Message;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert as a template tells it.
 *
 * @param message the built-in words
 * @param offers how many of its offers are told at most, best first
 * @param zone what moments are told in
 */
public record TemplateContext(Alert alert, Message message, int offers, ZoneId zone) {

    /** Of as many offers as people read. */
    public static TemplateContext of(Alert alert, Instant now, ZoneId zone) {
        return new TemplateContext(
                alert,
                Message.of(alert, now, zone),
                alert.terms().map(WatchTerms::top).orElse(0),
                zone);
    }

    /** Of the best so many of its offers. */
    static TemplateContext of(Alert alert, Instant now, ZoneId zone, int most) {
        return new TemplateContext(alert, Message.of(alert, now, zone), most, zone);
    }

    List<Match> told() {
        return alert.matches().stream().limit(offers).toList();
    }

    int more() {
        return alert.count() - told().size();
    }

    public Map<String, @Nullable Object> variables() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        TemplateVariable.OF_ALERT.forEach(
                each -> values.put(each.name(), each.value().apply(this)));
        return values;
    }
}
