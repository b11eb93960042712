"""The page: valid, escaped, small, and loading nothing."""

import re

import numpy as np
import pytest
from hostile_names import HOSTILE
from html_pages import Page
from imblearn.over_sampling import RandomOverSampler

from clover import _codes
from clover.over_sampling import KMeansSMOTE
from clover.report import ResamplingReport

ALLOWED_SCHEMES = ("data:,",)


@pytest.fixture(params=["digits_report", "hostile_report"])
def report(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def page(report):
    return Page(report.to_html())


def test_page_is_well_formed(page):
    assert page.faults == []
    assert page.elements["html"] == page.elements["main"] == page.elements["h1"] == 1


def test_reader_of_pages_finds_faults():
    for text in ("<p><div></div></p>", "<b><i></b></i>", "<td></td>", "<p>"):
        assert Page(text).faults
    assert Page('<i id="a"></i><i id="a"></i>').faults == ["id a twice"]


def test_page_is_below_a_megabyte(report):
    assert len(report.to_html().encode()) < 1_000_000


def test_page_loads_nothing(page):
    loading = {"img", "iframe", "object", "embed", "audio", "video", "base", "form"}
    assert not loading & page.elements.keys()
    for tag, name, value in page.attributes:
        assert name not in ("src", "srcset", "action", "style", "xlink:href")
        assert not name.startswith("on")
        if name == "href":
            assert tag == "a" or (tag, value) == ("link", "data:,")
    assert not re.search(r"url\(|@import|https?:|//|fetch\(|import\(", page.scripts)


def test_policy_of_the_page_forbids_requests(page):
    policies = [v for tag, name, v in page.attributes if name == "content"]
    assert any(policy.startswith("default-src 'none'; ") for policy in policies)


def list_links(page):
    return [v for tag, name, v in page.attributes if (tag, name) == ("a", "href")]


def test_without_an_address_of_the_documentation_pages_are_named(page, report):
    assert list_links(page) == []
    for finding in report.facts.findings:
        assert f"See {finding.page} in the documentation." in page.text


def test_links_lead_to_the_pages_of_findings_only(report, monkeypatch):
    monkeypatch.setattr(_codes, "DOCUMENTATION", "https://docs.example/stable/")
    page = Page(report.to_html())
    codes = [finding.code for finding in report.facts.findings]
    addresses = [f"https://docs.example/stable/diagnostics/{c}.html" for c in codes]
    assert list_links(page) == addresses
    assert all(f"<{address}>" in report.to_markdown() for address in addresses)


def test_hostile_names_are_read_as_text(hostile_report):
    page = Page(hostile_report.to_html())
    assert page.elements["script"] == page.elements["style"] == 1
    assert not {"img", "b", "i", "template"} & page.elements.keys()
    for name in HOSTILE[:3]:
        assert name in page.text
    assert "\N{REPLACEMENT CHARACTER}</style></template>" in page.text
    assert "</template>many" in page.text
    assert "<img src=x onerror=alert(1)>" in page.text
    assert "<svg onload=x> & |" in page.text


def test_page_can_be_read_without_scripts(digits_report):
    text = Page(digits_report.to_html()).text
    for words in ("Findings", "1,449", "above the threshold 9.33", "column 19"):
        assert words in text


def test_pictures_have_descriptions(page):
    roles = [v for tag, name, v in page.attributes if (tag, name) == ("svg", "role")]
    labels = [v for tag, name, v in page.attributes if name == "aria-label"]
    assert roles.count("img") == len(labels) > 0


def test_page_has_light_dark_phone_and_print(page):
    for rule in (
        "prefers-color-scheme: dark",
        "max-width: 620px",
        "@media print",
    ):
        assert rule in page.scripts
    assert ("meta", "name", "viewport") in page.attributes


def test_notebook_keeps_its_styles_to_itself(report):
    page = Page(report._repr_html_())
    assert page.faults == []
    assert page.elements["template"] == 1
    assert ("template", "shadowrootmode", "open") in page.attributes
    assert "attachShadow" in page.scripts
    # All selectors are those of the report or of its host.
    style = re.search(r"<style>(.*?)</style>", report._repr_html_(), re.DOTALL)[1]
    selectors = re.findall(r"(?:^|[}{])\s*([^{}@]+)\{", style)
    assert selectors
    assert all(re.match(r"(\.clover-report|:host)", one) for one in selectors)


def test_two_reports_in_a_notebook_do_not_mix(digits_report):
    both = digits_report._repr_html_() + digits_report._repr_html_()
    assert Page(both).faults == []


def test_classes_that_differ_in_capitals_are_told_apart(overlapping):
    X, y = overlapping
    y = np.where(np.arange(240) < 20, "b", np.where(y == 1, "B", "other"))
    report = ResamplingReport.from_estimator(
        KMeansSMOTE(kmeans_estimator=2, random_state=0), X, y
    )
    page = Page(report.to_html())
    assert page.text.count("class b") == page.text.count("class B") > 1


def test_unknown_distances_are_sorted_as_numbers(overlapping):
    X, y = overlapping
    X[y == 1] = 5.0
    report = ResamplingReport.from_estimator(RandomOverSampler(), X, y)
    assert report.facts.measures.diversity[0].relative_distance is None
    attributes = Page(report.to_html()).attributes
    sorted_by = [value for _, name, value in attributes if name == "data-v"]
    assert "None" not in sorted_by
