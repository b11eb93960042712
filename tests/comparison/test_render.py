"""The table of a comparison as text."""

import pytest
from crafted_results import craft_record, craft_results, tidy

from clover.comparison import Comparison
from clover.comparison._analysis.render import escape_markdown
from clover.comparison._analysis.wording import format_number, format_p, join

SCORES = {
    "a": {"none": 0.5, "k_means & <b>|": 0.625},
    "b": {"none": 0.75, "k_means & <b>|": 0.875},
    "c": {"none": 0.25, "k_means & <b>|": 0.375},
}


@pytest.fixture
def comparison():
    return Comparison.from_frame(tidy(SCORES))


def test_markdown_has_a_line_a_method_the_best_first(comparison):
    # Three gains of .125: the interval has no width, and p is 2 of 8.
    assert comparison.to_markdown().splitlines() == [
        "| method | mean | mean rank | gain over none | 95 % interval | "
        "wins/ties/losses | p (Holm) | failures |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| k_means & \\<b>\\| | 0.625 | 1.00 | 0.125 | 0.125 to 0.125 | 3/0/0 | "
        "0.250 | 0 |",
        "| none | 0.500 | 2.00 |  |  |  |  | 0 |",
        "",
        "auc (greater is better), mean over 3 families of 3 data sets. Gains are "
        "positive where the method is better. p is that of Wilcoxon's signed-rank test "
        "over families, adjusted by Holm's method; intervals are bootstrap-t intervals "
        "over families. No run failed.",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("class_weight", "class_weight"),
        ("_a_ *b* `c`", r"\_a\_ \*b\* \`c\`"),
        ("[a](b) <script> <0.001", r"\[a\](b) \<script> <0.001"),
        ("a\\|b\nc", r"a\\\|b c"),
    ],
)
def test_signs_of_markdown_are_printed_as_they_are(name, text):
    assert escape_markdown(name) == text


def test_names_of_several_lines_stay_in_their_row():
    scores = {name: {"none": 0.5, "a\n\nb": 0.6} for name in ("c", "d\ne")}
    comparison = Comparison.from_frame(tidy(scores))
    assert r"a  b & 0.600 & " in comparison.to_latex()
    assert "| a  b | 0.600 | " in comparison.to_markdown()


def test_latex_is_escaped(comparison):
    lines = comparison.to_latex().splitlines()
    assert lines[0] == r"\begin{table}"
    assert lines[-1] == r"\end{table}"
    assert r"\begin{tabular}{lrrrrrrr}" in lines
    assert (
        r"k\_means \& \textless{}b\textgreater{}\textbar{} & 0.625 & 1.00 & 0.125 & "
        r"0.125 to 0.125 & 3/0/0 & 0.250 & 0 \\"
    ) in lines
    assert r"none & 0.500 & 2.00 &  &  &  &  & 0 \\" in lines
    assert any(r"95 \% interval" in line for line in lines)


def test_html_is_escaped(comparison):
    text = comparison._repr_html_()
    assert text.startswith("<table><caption>auc (greater is better)")
    assert "<td>k_means &amp; &lt;b&gt;|</td><td>0.625</td>" in text
    assert "<b>" not in text
    assert text.count("<tr>") == text.count("</tr>") == 3


def test_the_caption_tells_of_failures_and_their_rule_and_of_what_is_left_out():
    records = [
        craft_record("a", "none"),
        craft_record("a", "x", error="ValueError: no"),
        craft_record("b", "none"),
    ]
    comparison = Comparison.from_results(craft_results(records))
    assert comparison.to_markdown("brier").endswith(
        "brier (less is better), mean over 1 family of 1 data set. Gains are positive "
        "where the method is better. 1 run failed: a failed run has the score of no "
        "resampling in the same fold. Left out as incomplete: b."
    )


def test_without_a_table_html_says_why():
    frame = tidy({"a": {"none": float("nan"), "<x>": float("nan")}})
    text = Comparison.from_frame(frame)._repr_html_()
    assert text.startswith("<pre>Comparison of 2 methods on 1 data set in 1 family")
    assert "No data set has a score" in text
    assert "<x>" not in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1234, "0.123"),
        (-0.0312, "-0.031"),
        (0.0, "0.000"),
        (0.000123, "0.000123"),
        (12345.6, "1.23e+04"),
        (float("nan"), ""),
    ],
)
def test_numbers_show_three_decimals_or_three_digits(value, text):
    assert format_number(value) == text


def test_small_p_values_are_said_to_be_small():
    assert [format_p(p) for p in (0.00099, 0.001, 1.0)] == ["<0.001", "0.001", "1.000"]


def test_enumerations():
    assert [join("a"), join("ab"), join("abc")] == ["a", "a and b", "a, b and c"]
