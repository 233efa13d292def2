"""Questions that are limited to a named operation, or to the days between two dates."""

import json

import pytest
from typer.testing import CliRunner

from conftest import ENTRY
from invented import CLOCK, collection, incident
from tawthiq.breaches import find_breaches
from tawthiq.casebook.casebook import first_places
from tawthiq.cli.commands import app
from tawthiq.counts import count_period, scope_of, select_incidents
from tawthiq.counts.scope import lies_in_places
from tawthiq.dates import When
from tawthiq.errors import InputError, SelectionError
from tawthiq.records import Gazetteer, Offensive, Place, Point, Where
from tawthiq.report import write_report

WORDS = {"en": "Invented offensive", "ar": "معركة مخترعة"}
BOX = json.dumps(
    {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]]}
)
BORDERED = Place(id="b", code="idlib", level="governorate", parent="syria",
                 names={"en": "Idlib", "ar": "إدلب"}, polygon=BOX, border=500)  # fmt: skip
PLACES = Gazetteer([*first_places(), BORDERED])


def offensive(during="2017-10-05/2017-10-20", places=("deir_ezzor",), code="valley"):
    return Offensive(
        id=code, code=code, names=WORDS, parties=("isis",), places=places,
        during=When.parse(during, clock=CLOCK), source="Invented Monitor",
    )  # fmt: skip


@pytest.fixture
def limited(casebook):
    casebook.register.write([offensive()], actor="invented", reason="test", at=ENTRY.at)
    return casebook


def here(longitude, latitude, radius=None):
    return Point(longitude=longitude, latitude=latitude, radius=radius)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Where(place="idlib"), True),
        (Where(place="idlib.harim"), True),
        (Where(place="hama"), False),
        (Where(place="syria"), None),
        (None, None),
        (Where(named="somewhere"), None),
        (Where(point=here(36.5, 35.5)), True),
        (Where(point=here(38.5, 35.5)), False),
        (Where(point=here(36.001, 35.5)), None),
        (Where(point=here(36.01, 35.5, 2000)), None),
        (Where(place="syria", point=here(36.5, 35.5)), True),
        (Where(place="syria", point=here(38.5, 35.5)), False),
        (Where(place="hama", point=here(36.5, 35.5)), False),
    ],
)
def test_places_are_compared_by_code_first_and_by_border_second(where, expected):
    assert lies_in_places(where, ("idlib",), PLACES) is expected


def test_a_point_where_no_border_is_held_is_not_settled():
    plain = Gazetteer(first_places())
    assert lies_in_places(Where(point=here(36.5, 35.5)), ("idlib",), plain) is None


def test_what_is_wider_or_has_no_place_is_left_out_with_its_reason_and_possible():
    found = select_incidents(
        [incident(1), incident(2, place="hama"), incident(3, place="syria"),
         incident(4, place=None)],
        period=When.parse("2017-10", clock=CLOCK),
        collections={"c": collection()},
        within=lambda where: lies_in_places(where, ("idlib",), PLACES),
    )  # fmt: skip
    assert [each.id for each in found.kept] == ["i0001"]
    reasons = {left.reason.code: [each.id for each in left.incidents] for left in found.left_out}
    assert reasons == {
        "left_out.place_wider": ["i0003"],
        "left_out.place_not_known": ["i0004"],
    }
    assert {each.id for each in found.uncertain} == {"i0003", "i0004"}


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (None, "2017-10-05/2017-10-20"),
        ("2017", "2017-10-05/2017-10-20"),
        ("2017-10-07", "2017-10-07"),
        ("2017-10-01/2017-10-06", "2017-10-05/2017-10-06"),
        ("2017-10-19/2017-11", "2017-10-19/2017-10-20"),
    ],
)
def test_the_period_is_what_both_share(limited, period, expected):
    asked = limited.period(period) if period else None
    found = scope_of(limited, asked, offensive="valley")
    assert found.period.stated == expected
    whole = When.parse(expected, clock=CLOCK)
    assert (found.period.start, found.period.end) == (whole.start, whole.end)


def test_what_cannot_be_asked_is_refused(limited):
    with pytest.raises(SelectionError, match="No period is given"):
        scope_of(limited, None)
    with pytest.raises(SelectionError, match="Known: valley"):
        scope_of(limited, None, offensive="forgotten")
    with pytest.raises(SelectionError, match="has no day in 2018"):
        scope_of(limited, limited.period("2018"), offensive="valley")


def test_an_offensive_limits_counts_and_breaches_to_its_places(casebook):
    period, places = casebook.period("2017-10"), casebook.places()
    all_of_it = count_period(casebook, period)
    limit = offensive("2017-10")
    counts = count_period(casebook, period, offensive=limit)
    inside = [each for each in all_of_it.massacres
              if each.where and places.lies_in(each.where.place, "deir_ezzor")]  # fmt: skip
    assert counts.massacres == tuple(inside)
    assert len(inside) == 23
    assert counts.trend is None
    assert "limited to the places of valley" in counts.book.figures["massacres.total"].method
    found = find_breaches(casebook, period, offensive=limit)
    assert {each.incident for each in found.findings} == {each.id for each in inside}


def test_duties_without_an_incident_are_of_no_operation(casebook):
    period = casebook.period("2017-10")
    assert find_breaches(casebook, period).omissions
    found = find_breaches(casebook, period, offensive=offensive())
    assert found.omissions == ()
    assert "breaches.omissions.due" not in found.counts.book.figures
    assert "duties without an incident left out" in found.counts.book.method


def test_all_of_the_country_counts_the_same_as_no_limit(casebook):
    period = casebook.period("2017-10")
    whole = count_period(casebook, period, offensive=offensive("2017-10", ("syria",)))
    assert whole.massacres == count_period(casebook, period).massacres


def test_the_report_names_the_offensives_of_its_period(limited):
    later = offensive("2017-11", code="later")
    limited.register.write([later], actor="invented", reason="test", at=ENTRY.at)
    folder = write_report(limited, limited.period("2017-10")).folder
    english = (folder / "report.en.html").read_text("utf-8")
    assert english.count("Invented offensive") == 1
    assert "A named operation is context" in english
    assert "معركة مخترعة" in (folder / "report.ar.html").read_text("utf-8")


def test_a_report_that_is_limited_says_so_and_stands_beside_the_other(casebook):
    limit = offensive("2017-10")
    casebook.register.write([limit], actor="invented", reason="test", at=ENTRY.at)
    folder = write_report(casebook, casebook.period("2017-10"), offensive=limit).folder
    assert folder.name == "2017-10.valley"
    assert (folder.parent / "2017-10").exists()
    english = (folder / "report.en.html").read_text("utf-8")
    assert "limited to Invented offensive" in english
    arabic = (folder / "report.ar.html").read_text("utf-8")
    assert "يقتصر هذا التقرير على معركة مخترعة" in arabic


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False)


def test_the_commands_take_two_days_or_an_offensive(limited):
    at = ("-C", limited.folder, "--json")
    days = json.loads(run("count", "--from", "2017-10-01", "--to", "2017-10-31", *at).stdout)
    assert days["period"] == "2017-10-01/2017-10-31"
    total = {each["name"]: each["value"] for each in days["figures"]}["massacres.total"]
    assert total == 39
    found = json.loads(run("breaches", "2017-10", "--offensive", "valley", *at).stdout)
    assert (found["period"], found["offensive"]) == ("2017-10-05/2017-10-20", "valley")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ((None, "2017-10-01", None), "--to"),
        ((None, None, "2017-10-01"), "--from"),
        (("2017", "2017-10-01", "2017-10-02"), "period"),
        ((None, "2017-10-02", "2017-10-01"), "period"),
    ],
)
def test_half_a_period_is_refused(casebook, given, field):
    with pytest.raises(InputError) as refused:
        casebook.span(*given)
    assert refused.value.faults[0].file == field
