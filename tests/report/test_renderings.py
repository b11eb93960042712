"""JSON with a schema that stays, and Markdown."""

import json
import re

import numpy as np
import pytest
from hostile_names import HOSTILE

from clover.report._content.values import clean_text, round_numbers, to_plain
from clover.report._renderings.map_svg import draw_map
from clover.report._renderings.markdown import escape
from clover.report._renderings.scale import Scale, find_ticks
from clover.report._renderings.texts import (
    tell_decimals,
    tell_number,
    tell_points,
    tell_share,
)

# Programs read these names. If one changes, raise the `schema_version`.
SCHEMA = {
    "schema_version": 1,
    "table": "name n_rows n_columns kind n_numeric n_categorical",
    "composition": "sampler sentence code is_complete seed is_seed_given versions "
    "seconds",
    "classes": "label before asked made after share_before share_after weight_share",
    "clusters": "n_clusters n_noise n_entries entries effective notes",
    "alternatives": "thresholds exponents",
    "map": "axes explained n_given n_made points centers note",
    "features": "n_features shown note",
    "measures": "validity validity_note diversity diversity_note",
    "findings": "code severity title finding remedy page",
    "notes": "",
}


def parse(report):
    def refuse(constant):
        raise AssertionError(constant)

    return json.loads(report.to_json(), parse_constant=refuse)


def test_schema_stays(digits_report):
    facts = parse(digits_report)
    assert list(facts) == list(SCHEMA)
    assert facts["schema_version"] == SCHEMA["schema_version"]
    for name, keys in SCHEMA.items():
        part = facts[name][0] if isinstance(facts[name], list) and keys else facts[name]
        if keys and name != "schema_version":
            assert list(part) == keys.split()


def test_json_holds_what_the_report_holds(digits_report, hostile_report):
    for report in (digits_report, hostile_report):
        # Tuples become lists.
        assert parse(report) == json.loads(json.dumps(report.to_dict()))
    assert hostile_report.to_dict()["table"]["name"] == "<svg onload=x> & |"


def test_infinity_is_null(digits_report):
    thresholds = parse(digits_report)["alternatives"]["thresholds"]
    assert thresholds[-1]["threshold"] is None
    assert thresholds[-1]["n_rows"] == 174


def test_markdown_has_all_sections(digits_report):
    text = digits_report.to_markdown()
    heads = re.findall(r"^## (.*)", text, re.MULTILINE)
    assert heads == [
        "Findings",
        "Composition",
        "Classes",
        "Clusters",
        "Other thresholds",
        "Other exponents",
        "Features, the largest shifts first",
        "Validity and diversity",
    ]
    assert "| 1 | 174 | 1,449 | 1,449 | 1,623 | 9.7\N{NO-BREAK SPACE}% |" in text
    assert "```python\nfrom clover.over_sampling import KMeansSMOTE\n" in text


def test_tables_of_markdown_have_equal_lines(hostile_report):
    blocks = re.findall(r"(?:^\|.*\n)+", hostile_report.to_markdown(), re.MULTILINE)
    assert len(blocks) > 2
    for block in blocks:
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(widths) == 1


def test_hostile_names_mean_nothing_in_markdown(hostile_report):
    text = hostile_report.to_markdown()
    code = re.search(r"```python.*?```", text, re.DOTALL)[0]
    rest = text.replace(code, "")
    for finding in hostile_report.facts.findings:
        rest = rest.replace(finding.remedy, "")
    assert not re.search(r"(?<!\\)<(?=[a-zA-Z/!?])(?!https://)", rest)
    assert not re.search(r"(?<!\\)[`\]]", rest)
    assert escape(HOSTILE[0]) == r"\<script\>alert(1)\</script\>"
    assert escape("a\n# b") == r"a \# b"


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (True, True),
        (3, 3),
        (0.5, 0.5),
        (float("nan"), None),
        (float("inf"), None),
        (None, None),
        ("a\x00b", "a\N{REPLACEMENT CHARACTER}b"),
        (b"a", "b'a'"),
    ],
)
def test_values_become_plain(value, plain):
    assert to_plain(value) == plain
    assert type(to_plain(value)) is type(plain)


def test_texts_keep_all_but_what_no_page_may_hold():
    assert clean_text("tab\t é \N{FOUR LEAF CLOVER}") == "tab\t é \N{FOUR LEAF CLOVER}"
    assert clean_text("\x0b\ud800\x85\ufffe") == "\N{REPLACEMENT CHARACTER}" * 4


def test_numbers_have_so_many_digits():
    assert round_numbers([1234.56, 0.0123456]) == [1235.0, 0.01235]
    assert [tell_number(x) for x in (0.123456, 12345, 1e7, 0, None)] == [
        "0.123",
        "12,345",
        "1.00e+07",
        "0",
        "",
    ]
    assert tell_number(-0.5) == "\N{MINUS SIGN}0.5"
    assert tell_number(152_000) == "152,000"
    assert [tell_decimals(x, "?") for x in (11.75, 1234, -0.5, np.inf, None)] == [
        "11.75",
        "1,234.00",
        "\N{MINUS SIGN}0.50",
        "∞",
        "?",
    ]
    assert [tell_points(x) for x in (0.0075, -0.02, -1e-5, None)] == [
        "+0.8",
        "\N{MINUS SIGN}2.0",
        "0.0",
        "not known",
    ]
    assert [tell_share(x).split("\N{NO-BREAK SPACE}")[0] for x in (0.5, 1e-6, 0)] == [
        "50.0",
        "< 0.1",
        "0.0",
    ]


def test_scale_puts_ends_at_the_ends():
    scale = Scale([2, 4], 10, 30)
    assert scale([2, 3, 4]).tolist() == [10, 20, 30]
    assert Scale([5, 5], 10, 30)([5]).tolist() == [20]
    # The difference of these two overflows.
    assert Scale([-1.7e308, 1.7e308], 0, 1)([0]).tolist() == [0.5]


def test_ticks_are_round():
    assert find_ticks(0, 10, 5) == [0, 2, 4, 6, 8, 10]
    assert find_ticks(-1.3, 1.1, 5) == [-1, -0.5, 0, 0.5, 1]
    assert find_ticks(3, 3) == [3]


def test_the_map_draws_given_rows_of_a_class_over_its_made_rows():
    kinds = [("many", False), ("few", False), ("few", True)]
    points = [
        {"class_label": label, "is_made": made, "x": [0.0, 1.0], "y": [0.0, 1.0]}
        for label, made in kinds
    ]
    facts = {
        "points": points,
        "axes": ["u", "v"],
        "centers": [],
        "n_given": 4,
        "n_made": 2,
    }
    styles = dict(zip(kinds, ("of-many", "of-few", "of-made"), strict=True))
    drawn = re.findall(r'class="(?:given|made) (of-\w+)"', draw_map(facts, styles))
    assert drawn == ["of-many", "of-made", "of-few"]
