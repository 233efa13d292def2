"""The page on comparisons against what the command says."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shared_data import shared
from tawthiq.breaches.comparing.design import Design
from tawthiq.cli.commands import app
from tawthiq.report import Phrases
from tawthiq.vocabulary.ged import ged_words

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "how-to" / "compare-before-and-after.md").read_text("utf-8")


def test_the_lines_of_the_page_are_those_of_the_command(casebook):
    file = shared("ucdp_ged", "ged_syria_open.csv.gz")
    words = ["compare", "southwest", "--events", str(file), "-C", str(casebook.folder)]
    said = CliRunner().invoke(app, words, catch_exceptions=False).stdout.splitlines()
    [shown] = re.findall(r"^```text\n(.*?)^```", PAGE, re.M | re.S)
    assert [line for line in shown.splitlines() if line not in said] == []


def test_every_design_is_in_the_table():
    rows = re.findall(r"^\| ([a-z ]+) \| the |^\| ([a-z ]+) \| (?:level|days) ", PAGE, re.M)
    named = {one or other for one, other in rows}
    assert len(named) == len(Design) - 1  # a rate is part of before and after


@pytest.mark.parametrize("value", ged_words().precision)
def test_every_precision_of_ged_is_in_the_table(value):
    rows = re.findall(r"^\| `where_prec` ([0-9, ]+) \|", PAGE, re.M)
    assert str(value) in ", ".join(rows).split(", ")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_sentences_of_comparisons_are_there(language):
    assert "comparison.contrast" in Phrases(language, labels={})
