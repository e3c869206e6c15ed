package io.github.vastwatch.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A table of text: columns as wide as their widest cell, two blanks between them, none at the end of a line. */
public final class TextTable {
    private final Set<Integer> numbers;
    private final List<Integer> widths = new ArrayList<>();

    /** @param numbers the columns that align right, from 0 */
    public TextTable(Integer... numbers) {
        this.numbers = Set.of(numbers);
    }

    /** Widens the columns for a row that is to be printed; rows may be measured one at a time. */
    public void measure(List<String> row) {
        for (int i = 0; i < row.size(); i++) {
            int length = row.get(i).length();
            if (i == widths.size()) {
                widths.add(length);
            } else {
                widths.set(i, Math.max(widths.get(i), length));
            }
        }
    }

    public String line(List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String blanks = " ".repeat(Math.max(0, widths.get(i) - row.get(i).length()));
            line.append(numbers.contains(i) ? blanks + row.get(i) : row.get(i) + blanks)
                    .append("  ");
        }
        return line.toString().stripTrailing();
    }

    /** The lines of rows that memory holds. */
    public List<String> lines(List<List<String>> rows) {
        rows.forEach(this::measure);
        return rows.stream().map(this::line).toList();
    }
}
