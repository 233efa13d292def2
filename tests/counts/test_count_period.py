"""A period of a casebook: what is possible is said, and what is not covered is refused."""

import pytest

from conftest import ENTRY
from tawthiq.counts import count_period
from tawthiq.errors import SelectionError
from tawthiq.intake.enter import CollectionSpec, import_table
from tawthiq.report import write_report


def test_incidents_known_to_the_month_are_possible_in_a_week_of_it(casebook):
    counts = count_period(casebook, casebook.period("2017-10-01/2017-10-07"))
    figures = counts.book.figures
    assert figures["massacres.total"].value == 0
    assert figures["massacres.possible"].value == 39
    (left,) = [each for each in counts.selection.left_out if "straddles" in each.reason.code]
    assert len(left.incidents) == 39


def test_a_report_with_possible_incidents_is_not_headed_no_massacres(casebook):
    written = write_report(casebook, casebook.period("2017-10-01/2017-10-07"))
    page = (written.folder / "report.en.html").read_text("utf-8")
    assert "No massacres documented" not in page
    assert "none certain" in page


@pytest.mark.parametrize("stated", ["2017", "2017-09/2017-10", "2017-10-15/2017-11-15"])
def test_a_period_beyond_what_the_collection_covers_is_refused(casebook, stated):
    with pytest.raises(SelectionError, match="covers 2017-10 only"):
        count_period(casebook, casebook.period(stated))


def test_another_collection_can_be_named_for_the_longer_period(casebook):
    counts = count_period(casebook, casebook.period("2017"), collection="accounts-2017")
    assert counts.selection.kept
    assert counts.trend is None


def test_an_incident_without_a_time_is_possible_in_any_period(casebook, tmp_path):
    (tmp_path / "t.csv").write_text(
        "key,when,place,party,violation,source,civilians_killed\n"
        "1,2018-02-03,Hama,regime,airstrike,Invented Monitor,7\n"
        "2,,Hama,regime,airstrike,Invented Monitor,9\n"
        "3,,Hama,regime,airstrike,Invented Monitor,2\n",
        "utf-8",
    )
    import_table(casebook, tmp_path / "t.csv", collection=CollectionSpec("ours"), entry=ENTRY)
    figures = count_period(casebook, casebook.period("2018-02")).book.figures
    assert figures["massacres.total"].value == 1
    assert figures["massacres.possible"].value == 1


def test_every_figure_names_the_rules_it_was_made_with(october):
    for name, figure in october.items():
        assert figure["method"].startswith("methodology v1 ")
        assert ("ruleset default v3" in figure["method"]) is name.startswith("breaches.")
