package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class VerdictPlotTest {
    @Test
    void anIntervalIsDrawnAgainstItsLimit() throws Exception {
        Document svg = drawn(compared("no-worse", Answer.INCONCLUSIVE, -0.003, -0.011, 0.005));
        assertThat(title(svg)).isEqualTo("ahead of the champion by -0.003, from -0.011 to 0.005; the limit is -0.01");
        // The smallest number lies left, the largest right, the limit between them.
        assertThat(lines(svg, "inconclusive").get(0).getAttribute("x1")).isEqualTo("60.0");
        assertThat(lines(svg, "inconclusive").get(0).getAttribute("x2")).isEqualTo("260.0");
        assertThat(Double.parseDouble(lines(svg, "limit").get(0).getAttribute("x1")))
                .isBetween(60.0, 100.0);
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(1);
    }

    @Test
    void everyAnswerHasAFormOfItsOwn() throws Exception {
        assertThat(drawn(compared("g", Answer.PASS, 0, -0.001, 0.001))
                        .getElementsByTagName("circle")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("fill"))
                .isNull();
        assertThat(drawn(compared("g", Answer.FAIL, -1, -2, -0.5))
                        .getElementsByTagName("polygon")
                        .getLength())
                .isEqualTo(1);
    }

    @Test
    void partsAreRows() throws Exception {
        Verdict whole = compared("slices", Answer.FAIL, -0.1, -0.12, -0.08)
                .ofParts(
                        "slices",
                        Answer.FAIL,
                        "so",
                        List.of(
                                compared("eu", Answer.PASS, 0, -0.005, 0.005),
                                compared("<script>alert(1)</script>&\"", Answer.FAIL, -0.1, -0.12, -0.08)));
        String svg = VerdictPlot.svg(whole).orElseThrow();
        assertThat(svg).doesNotContain("<script").contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;");
        assertThat(parsed(svg).getElementsByTagName("text").getLength()).isEqualTo(2);
    }

    @Test
    void aHistoryIsAChart() throws Exception {
        List<Verdict.Point> points = IntStream.range(0, 10)
                .mapToObj(i -> new Verdict.Point(new Metric(0.9 - i * 0.001), new Metric(0.895), new Metric(0.905)))
                .toList();
        Document svg = drawn(plain(Answer.FAIL, null, 0.89).charted(points));
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(3);
        // Out of limits before, and the last one.
        assertThat(svg.getElementsByTagName("polygon").getLength()).isEqualTo(4);
        assertThat(title(svg)).isEqualTo("ewma of 10 candidates; the last is at 0.891, its limits are 0.895 and 0.905");
    }

    @Test
    void bareNumbersAreMarksOnALine() throws Exception {
        assertThat(title(drawn(plain(Answer.PASS, 0.9, 0.92)))).isEqualTo("limit 0.9, candidate 0.92");
    }

    @Test
    void driftedColumnsAreBarsTheWorstFirst() throws Exception {
        List<Verdict> parts = new ArrayList<>(List.of(
                column("same", Answer.PASS, 0.01),
                column("far", Answer.FAIL, 7.0),
                column("<b>&\"", Answer.FAIL, 0.5),
                column("gone", Answer.FAIL, null),
                column("few", Answer.INCONCLUSIVE, null),
                // Its missing values are another question of the same column.
                column("far", Answer.PASS, 0.02)));
        IntStream.range(0, 10).forEach(i -> parts.add(column("quiet" + i, Answer.PASS, 0.001 * i)));
        Verdict whole = plain(Answer.FAIL, null, null).ofParts("drift", Answer.FAIL, "so", parts);
        Document svg = drawn(whole);
        assertThat(title(svg))
                .isEqualTo(
                        "population stability index by column, at most 0.25 is allowed: gone drifted, far 7 drifted,"
                                + " <b>&\" 0.5 drifted, few not told, same 0.01, quiet9 0.009, quiet8 0.008, quiet7 0.007, and 7 more");
        assertThat(VerdictPlot.svg(whole).orElseThrow()).doesNotContain("<b>");
        List<Element> bars = lines(svg, "fail");
        assertThat(bars).hasSize(3).allSatisfy(bar -> assertThat(bar.getAttribute("x1"))
                .isEqualTo("104.0"));
        // What went farther than the scale, and what no number says, ends at its edge.
        assertThat(bars.get(0).getAttribute("x2")).isEqualTo("262.0");
        assertThat(bars.get(1).getAttribute("x2")).isEqualTo("262.0");
        double limit = Double.parseDouble(lines(svg, "limit").get(0).getAttribute("x1"));
        assertThat(Double.parseDouble(bars.get(2).getAttribute("x2"))).isGreaterThan(limit);
        assertThat(lines(svg, "pass")).hasSize(4).allSatisfy(bar -> assertThat(
                        Double.parseDouble(bar.getAttribute("x2")))
                .isLessThan(limit));
    }

    @Test
    void whatOnlyBreaksItsContractIsNotDrawn() {
        Verdict part = new Verdict("x", "contract", Answer.FAIL, "so", null, null, null, null, List.of());
        assertThat(VerdictPlot.svg(plain(Answer.FAIL, null, null).ofParts("g", Answer.FAIL, "so", List.of(part))))
                .isEmpty();
    }

    private static Verdict column(String name, Answer answer, @CheckForNull Double index) {
        return new Verdict(
                name,
                index == null ? "drift" : "kolmogorov-smirnov",
                answer,
                "so",
                index == null ? null : new Metric(index),
                null,
                new Metric(0.25),
                null,
                List.of());
    }

    @Test
    void anOpenIntervalEndsAtTheEdge() throws Exception {
        Document svg = drawn(compared("g", Answer.PASS, 0.1, -0.001, Double.POSITIVE_INFINITY));
        assertThat(lines(svg, "pass").get(0).getAttribute("x2")).isEqualTo("260.0");
    }

    @Test
    void nothingIsDrawnOfNothing() {
        assertThat(VerdictPlot.svg(plain(Answer.INCONCLUSIVE, null, null))).isEmpty();
        assertThat(VerdictPlot.svg(plain(Answer.PASS, 0.9, 0.9))).isEmpty();
        assertThat(VerdictPlot.svg(plain(Answer.PASS, 0.9, Double.NaN))).isEmpty();
    }

    private static Verdict plain(Answer answer, @CheckForNull Double bound, @CheckForNull Double value) {
        return new Verdict(
                "g",
                "ewma",
                answer,
                "so",
                value == null ? null : new Metric(value),
                null,
                bound == null ? null : new Metric(bound),
                null,
                List.of());
    }

    private static Verdict compared(String gate, Answer answer, double value, double lower, double upper) {
        return new Verdict(
                gate,
                "tango-score-corrected",
                answer,
                "so",
                new Metric(0.9 + value),
                new Metric(0.9),
                new Metric(0.89),
                2_000L,
                new Verdict.Difference(new Metric(value), new Metric(lower), new Metric(upper), new Metric(0.95)),
                null,
                List.of());
    }

    private static Document drawn(Verdict verdict) throws Exception {
        return parsed(VerdictPlot.svg(verdict).orElseThrow());
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }

    private static String title(Document svg) {
        return svg.getElementsByTagName("title").item(0).getTextContent();
    }

    private static List<Element> lines(Document svg, String name) {
        return IntStream.range(0, svg.getElementsByTagName("line").getLength())
                .mapToObj(i -> (Element) svg.getElementsByTagName("line").item(i))
                .filter(line -> line.getAttribute("class").equals(name))
                .toList();
    }
}
