package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Writes for people: short, aligned, coloured on a terminal, and harmless whatever the text. */
final class Page {
    /** How a piece of text looks; colour never carries meaning alone. */
    enum Style {
        PLAIN(""),
        BOLD("1"),
        DIM("2"),
        GOOD("32"),
        BAD("31"),
        WARN("33");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    /** One piece of text. */
    record Cell(String text, Style style) {
        Cell(String text, Style style) {
            this.text = Printable.line(text);
            this.style = style;
        }

        private int width() {
            return text.codePointCount(0, text.length());
        }
    }

    private final PrintStream out;
    private final boolean colour;

    Page(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    static Cell cell(@CheckForNull Object value) {
        return new Cell(value == null ? "–" : value.toString(), value == null ? Style.DIM : Style.PLAIN);
    }

    static Cell cell(Object value, Style style) {
        return new Cell(value.toString(), style);
    }

    Page line(Object... cells) {
        StringBuilder line = new StringBuilder();
        for (Object each : cells) {
            line.append(line.isEmpty() ? "" : " ").append(styled(toCell(each)));
        }
        out.println(line);
        return this;
    }

    Page blank() {
        out.println();
        return this;
    }

    /** Text that is meant to have several lines. */
    Page text(String text) {
        out.println(Printable.lines(text));
        return this;
    }

    /**
     * Columns as wide as their widest cell.
     *
     * @param header column titles, or an empty list
     * @param rows strings, {@link Cell}s or null; all rows as long as the header, if there is one
     */
    Page table(List<String> header, List<List<?>> rows) {
        List<List<Cell>> all = new ArrayList<>();
        if (!header.isEmpty()) {
            all.add(header.stream().map(title -> new Cell(title, Style.DIM)).toList());
        }
        for (List<?> row : rows) {
            List<Cell> cells = new ArrayList<>();
            row.forEach(each -> cells.add(toCell(each)));
            all.add(cells);
        }
        List<Integer> widths = widths(all);
        for (List<Cell> row : all) {
            out.println(row(row, widths));
        }
        return this;
    }

    private String row(List<Cell> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            Cell cell = row.get(i);
            line.append(styled(cell));
            if (i < row.size() - 1) {
                line.append(" ".repeat(widths.get(i) - cell.width() + 2));
            }
        }
        return line.toString().stripTrailing();
    }

    private static List<Integer> widths(List<List<Cell>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (List<Cell> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = row.get(i).width();
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        return widths;
    }

    private static Cell toCell(@CheckForNull Object value) {
        return value instanceof Cell cell ? cell : cell(value);
    }

    private String styled(Cell cell) {
        return colour && cell.style() != Style.PLAIN
                ? "\u001b[" + cell.style().code + "m" + cell.text() + "\u001b[0m"
                : cell.text();
    }
}
