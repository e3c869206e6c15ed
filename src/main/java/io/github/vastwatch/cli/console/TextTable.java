package io.github.vastwatch.cli.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table of text: columns as wide as their widest cell, two blanks between them, none at the end of a line. */
public final class TextTable {
    private final List<Integer> widths = new ArrayList<>();

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

    public void print(List<String> row, PrintWriter out) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String cell = row.get(i);
            line.append(cell).append(" ".repeat(Math.max(0, widths.get(i) - cell.length()) + 2));
        }
        out.println(line.toString().stripTrailing());
    }

    /** Prints rows that memory holds. */
    public static void print(Iterable<List<String>> rows, PrintWriter out) {
        TextTable table = new TextTable();
        rows.forEach(table::measure);
        rows.forEach(row -> table.print(row, out));
    }
}
