package io.github.vastwatch.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.vast.OfferJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Offers as a table, as JSON, or as comma-separated values. */
final class OfferList {
    enum Format {
        table,
        json,
        csv
    }

    private static final List<Field> COLUMNS = List.of(
            Field.ID,
            Field.NUM_GPUS,
            Field.GPU_NAME,
            Field.DPH_TOTAL,
            Field.DLPERF_PER_DPHTOTAL,
            Field.GPU_RAM,
            Field.CPU_CORES_EFFECTIVE,
            Field.CPU_RAM,
            Field.DISK_SPACE,
            Field.INET_DOWN,
            Field.RELIABILITY,
            Field.VERIFICATION,
            Field.GEOLOCATION,
            Field.MACHINE_ID);

    private OfferList() {}

    static void print(List<Offer> offers, Format format, PrintWriter out) {
        switch (format) {
            case table -> table(offers, out);
            case json -> out.println(json(offers));
            case csv -> csv(offers, out);
        }
    }

    private static void table(List<Offer> offers, PrintWriter out) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(COLUMNS.stream()
                .map(field -> field.wire() + (field.unit().isEmpty() ? "" : " " + field.unit()))
                .toList());
        offers.forEach(offer ->
                lines.add(COLUMNS.stream().map(field -> cell(offer, field)).toList()));
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < COLUMNS.size(); column++) {
                int at = column;
                int width = lines.stream()
                        .mapToInt(each -> each.get(at).length())
                        .max()
                        .orElse(0);
                boolean left = !COLUMNS.get(column).kind().isOrdered();
                text.append(String.format(
                        Locale.ROOT, left ? "%-" + width + "s  " : "%" + width + "s  ", line.get(column)));
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private static String cell(Offer offer, Field field) {
        if (!field.kind().isOrdered()) {
            return offer.text(field).orElse("-").replaceAll("\\p{Cntrl}+", " ");
        }
        return offer.number(field)
                .map(value -> value == Math.rint(value)
                        ? String.valueOf(value.longValue())
                        : String.format(Locale.ROOT, value < 10 ? "%.4f" : "%.1f", value))
                .orElse("-");
    }

    private static String json(List<Offer> offers) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        offers.forEach(offer -> list.add(OfferJson.write(offer)));
        return list.toString();
    }

    private static void csv(List<Offer> offers, PrintWriter out) {
        out.println(String.join(",", COLUMNS.stream().map(Field::wire).toList()));
        for (Offer offer : offers) {
            out.println(String.join(
                    ",",
                    COLUMNS.stream()
                            .map(field -> offer.text(field).orElse(""))
                            .map(text ->
                                    text.matches("[^,\"\\r\\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"")
                            .toList()));
        }
    }
}
