package io.github.vastwatch.notify.template;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.notify.message.SampleAlert;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeMap;

/** What a template can say, with an example of each. */
public final class TemplateReference {
    private TemplateReference() {}

    /** By {@code alert}, {@code offer} and {@code filters}: lists of names, meanings, and units and examples where there are. */
    public static ObjectNode json() {
        TemplateContext templateContext =
                TemplateContext.of(SampleAlert.BETTER.sample(SampleAlert.AT), SampleAlert.AT, ZoneOffset.UTC);
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        write(all.putArray("alert"), TemplateVariable.OF_ALERT, templateContext);
        write(
                all.putArray("offer"),
                TemplateVariable.OF_OFFER,
                new TemplateVariable.Told(
                        templateContext.alert().terms(), templateContext.told().get(0), ZoneOffset.UTC));
        ArrayNode filters = all.putArray("filters");
        new TreeMap<>(TemplateFilters.MEANINGS)
                .forEach(
                        (name, meaning) -> filters.addObject().put("name", name).put("meaning", meaning));
        return all;
    }

    /** The filters, functions and tags of Pebble itself that a template may use. */
    public static String pebble() {
        return "Of Pebble itself there are the filters "
                + String.join(", ", Sandbox.FILTERS.stream().sorted().toList())
                + "; the functions max, min and range; and the tags " + String.join(", ", Sandbox.TAGS) + ".";
    }

    private static <T> void write(ArrayNode list, List<TemplateVariable<T>> variables, T of) {
        variables.forEach(each -> {
            ObjectNode node = list.addObject().put("name", each.name()).put("meaning", each.meaning());
            if (!each.unit().isEmpty()) {
                node.put("unit", each.unit());
            }
            // Its parts are listed by themselves.
            if (!each.name().equals("offers")) {
                node.set("example", PlainJson.of(each.value().apply(of)));
            }
        });
    }
}
