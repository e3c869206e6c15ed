package io.github.vastwatch.notify.mail;

import io.github.vastwatch.notify.message.OfferRow;
import io.github.vastwatch.notify.message.OfferView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Offers side by side in plain text, a line each. */
final class TextTable {
    private TextTable() {}

    /** Nothing of a single offer, which has none to be compared with. */
    static List<String> of(List<OfferView> offers) {
        if (offers.size() < 2) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        for (int number = 1; number <= offers.size(); number++) {
            OfferView offer = offers.get(number - 1);
            OfferRow row = offer.row();
            rows.add(List.of(
                    number + ".",
                    row.price(),
                    row.day(),
                    row.metric(),
                    row.gpu(),
                    row.place(),
                    row.reliability(),
                    offer.label()));
        }
        List<Integer> widths = IntStream.range(0, rows.get(0).size())
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, List<Integer> widths) {
        return IntStream.range(0, row.size())
                .filter(column -> widths.get(column) > 0)
                .mapToObj(column -> row.get(column)
                        + " ".repeat(widths.get(column) - row.get(column).length()))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }
}
