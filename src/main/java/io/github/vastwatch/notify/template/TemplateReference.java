package io.github.vastwatch.notify.template;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.message.Message;
import io.github.vastwatch.notify.message.SampleAlert;
import io.github.vastwatch.notify.template.TemplateVariables.Context;
import io.github.vastwatch.notify.template.TemplateVariables.Variable;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeMap;

/** The variables and filters of templates, with an example of each. */
public final class TemplateReference {
    private TemplateReference() {}

    /** Lists {@code alert}, {@code offer} and {@code filters}: names and meanings, with unit and example of a variable. */
    public static ObjectNode json() {
        Alert alert = SampleAlert.BETTER.sample(SampleAlert.AT);
        Context context = new Context(alert, Message.of(alert, SampleAlert.AT, ZoneOffset.UTC), 1, ZoneOffset.UTC);
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        write(all.putArray("alert"), TemplateVariables.ALERT, context);
        write(all.putArray("offer"), TemplateVariables.OFFER, context.matches().get(0));
        ArrayNode filters = all.putArray("filters");
        new TreeMap<>(TemplateFilters.MEANINGS)
                .forEach(
                        (name, meaning) -> filters.addObject().put("name", name).put("meaning", meaning));
        return all;
    }

    /** The filters, functions and tags of Pebble that a template may use. */
    public static String pebble() {
        return "From Pebble, there are the filters "
                + String.join(", ", Sandbox.FILTERS.stream().sorted().toList())
                + "; the functions max, min and range; and the tags " + String.join(", ", Sandbox.TAGS) + ".";
    }

    private static <T> void write(ArrayNode list, List<Variable<T>> variables, T from) {
        variables.forEach(each -> {
            ObjectNode node = list.addObject().put("name", each.name()).put("meaning", each.meaning());
            if (!each.unit().isEmpty()) {
                node.put("unit", each.unit());
            }
            // The variables of an offer are listed below.
            if (!each.name().equals("offers")) {
                node.set("example", TemplateFilters.PlainJson.of(each.value().apply(from)));
            }
        });
    }
}
