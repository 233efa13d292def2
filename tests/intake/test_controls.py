"""Controls and offensives: every fault with its place, contradictions kept and reported."""

import json
from collections import Counter

import pytest
from typer.testing import CliRunner

from conftest import ENTRY
from tawthiq.breaches import agreements_of
from tawthiq.breaches.exclusion import exclusion_test
from tawthiq.breaches.held import Held
from tawthiq.casebook import init_casebook, open_casebook
from tawthiq.cli.commands import app
from tawthiq.errors import InputError
from tawthiq.intake.controls import import_controls
from tawthiq.intake.offensives import import_offensives
from tawthiq.records import Control, Exclusion, Offensive
from tawthiq.report import Phrases

from invented import incident  # isort: skip

WORDS = {"en": "Invented", "ar": "مخترع"}
HEADER = "place,parties,present,from,to,source\n"
ROW = "Idlib,hts,-,2017-10-01,2017-10-31,Invented Monitor\n"


@pytest.fixture
def folder(tmp_path):
    init_casebook(tmp_path / "casebook", name=WORDS, area="syria", clock="Asia/Damascus")
    return tmp_path / "casebook"


def enter(folder, text, *, name="held.csv", using=import_controls):
    path = folder.parent / name
    path.write_text(text, "utf-8")
    with open_casebook(folder) as casebook:
        return using(casebook, path, entry=ENTRY)


def held(folder, kind=Control):
    with open_casebook(folder) as casebook:
        return casebook.view.all(kind)


def test_a_row_becomes_a_control(folder):
    enter(folder, HEADER + ROW)
    [found] = held(folder)
    assert (found.place, found.parties, found.present) == ("idlib", ("hts",), ())
    assert found.during.stated == "2017-10-01/2017-10-31"
    assert (found.during.first_day.day, found.during.last_day.day) == (1, 31)
    assert enter(folder, HEADER + ROW).batch.batch is None


def test_yaml_says_the_same(folder):
    enter(folder, HEADER + ROW)
    text = """
- {place: Idlib, parties: [hts], present: [], from: 2017-10-01, to: 2017-10-31,
   source: Invented Monitor}
"""
    assert enter(folder, text, name="held.yaml").batch.batch is None


def test_a_corrected_row_with_a_key_replaces_its_record(folder):
    for parties in ("hts", "hts|jaish_al_islam"):
        enter(folder, "key,place,parties,during,source\n"
              f"7,Idlib,{parties},2017-10,Invented Monitor\n")  # fmt: skip
    [found] = held(folder)
    assert found.parties == ("hts", "jaish_al_islam")
    assert found.present is None


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("Nowhere,hts,,2017-10-01,2017-10-02,M", "place", "No place named"),
        (",hts,,2017-10-01,2017-10-02,M", "place", "the cell is empty"),
        ("Idlib,nobody,,2017-10-01,2017-10-02,M", "parties", "No party is written"),
        ("Idlib,hts,nobody,2017-10-01,2017-10-02,M", "present", "No party is written"),
        ("Idlib,hts,hts,2017-10-01,2017-10-02,M", "present", "is present too"),
        ("Idlib,hts,,2017-10-01,,M", "to", "the cell is empty"),
        ("Idlib,hts,,2017-10-02,2017-10-01,M", "to", "ends before it starts"),
        ("Idlib,hts,,2017-13-02,2017-10-01,M", "from", "is no date"),
        ("Idlib,hts,,2017-10-01,2017-10-02,", "source", "the cell is empty"),
    ],
)
def test_every_fault_has_its_row_and_column(folder, row, column, words):
    with pytest.raises(InputError) as refused:
        enter(folder, f"{HEADER}{ROW}{row}\n")
    assert [(each.row, each.column) for each in refused.value.faults] == [(3, column)]
    assert words in refused.value.faults[0].reason
    assert held(folder) == []


def test_the_faults_of_yaml_have_their_paths(folder):
    text = """
- {place: Idlib, parties: [hts], during: 2017-10, source: M}
- {place: Nowhere, parties: [nobody], during: soon, source: M}
"""
    with pytest.raises(InputError) as refused:
        enter(folder, text, name="held.yaml")
    paths = {"1.place", "1.parties", "1.during"}
    assert {each.column for each in refused.value.faults} == paths
    with pytest.raises(InputError, match="no field is called 'holder'"):
        enter(folder, "- {holder: hts}", name="held.yaml")


def test_a_row_that_stands_twice_is_refused(folder):
    with pytest.raises(InputError, match="number 2 is the same row"):
        enter(folder, HEADER + ROW + ROW)


def test_contradictions_are_kept_and_reported_and_leave_the_test_unknown(folder, casebook):
    other = "Idlib,regime,-,2017-10-15,2017-11-15,Another Invented Monitor\n"
    enter(folder, HEADER + ROW)
    done = enter(folder, HEADER + other, name="other.csv")
    [note] = done.notes
    assert note.code == "controls.contradict"
    assert note.facts["place"] == "idlib"
    assert len(held(folder)) == 2
    (agreement,) = agreements_of(casebook, ["idlib"])
    agreement = agreement.model_copy(update={"exclusions": (Exclusion(parties=("hts",)),)})
    known = Held(held(folder), casebook.places())
    values = {
        day: exclusion_test(incident(when=day), agreement, known).value.value
        for day in ("2017-10-03", "2017-10-20", "2017-11-03")
    }
    assert values == {"2017-10-03": "true", "2017-10-20": "unknown", "2017-11-03": "false"}


def test_a_part_held_by_another_is_reported(folder):
    part = "idlib.ariha,regime,-,2017-10-15,2017-10-16,Invented Monitor\n"
    done = enter(folder, HEADER + ROW + part)
    [note] = done.notes
    assert note.code == "controls.part_differs"
    assert (note.facts["place"], note.facts["other_place"]) == ("idlib.ariha", "idlib")
    for language in ("en", "ar"):
        assert Phrases(language, labels={}).reason(note)


def test_the_commands_enter_and_list(folder):
    path = folder.parent / "held.csv"
    path.write_text(HEADER + ROW + ROW.replace("hts", "regime"), "utf-8")
    run = CliRunner().invoke
    done = run(app, ["import", "controls", str(path), "-C", str(folder)], catch_exceptions=False)
    assert "both recorded as holding it" in done.stdout
    listed = run(app, ["controls", "list", "-C", str(folder), "--json"], catch_exceptions=False)
    found = json.loads(listed.stdout)
    assert Counter(each["place"] for each in found) == {"idlib": 2}
    assert "Invented Monitor" not in listed.stdout
    table = run(app, ["controls", "list", "-C", str(folder)], catch_exceptions=False).stdout
    assert "nobody else" in table


# Offensives

VALLEY = """
- code: invented_valley
  names: {en: Valley offensive, ar: معركة الوادي}
  parties: [regime, Russian forces]
  during: 2017-10-05/2017-10-20
  places: [Idlib, hama.muhradah]
  source: Invented Monitor
"""


def test_an_offensive_is_entered_and_listed(folder):
    enter(folder, VALLEY, name="o.yaml", using=import_offensives)
    [found] = held(folder, Offensive)
    assert found.parties == ("regime", "russia")
    assert found.places == ("idlib", "hama.muhradah")
    again = enter(folder, VALLEY, name="o.yaml", using=import_offensives)
    assert again.batch is None
    listed = CliRunner().invoke(app, ["offensives", "list", "-C", str(folder)])
    assert "معركة الوادي" in listed.stdout


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("invented_valley", "Invented Valley", "0.code"),
        ("ar: معركة الوادي", "fr: vallée", "0.names.ar"),
        ("[regime, Russian forces]", "[regime, nobody]", "0.parties.1"),
        ("[regime, Russian forces]", "regime", "0.parties"),
        ("[Idlib, hama.muhradah]", "[Nowhere]", "0.places.0"),
        ("2017-10-05/2017-10-20", "soon", "0.during"),
        ("source: Invented Monitor", "sauce: x", "0.source"),
    ],
)
def test_every_fault_of_an_offensive_has_its_path(folder, old, new, path):
    with pytest.raises(InputError) as refused:
        enter(folder, VALLEY.replace(old, new), name="o.yaml", using=import_offensives)
    assert path in {each.column for each in refused.value.faults}


def test_two_offensives_of_one_code_are_refused(folder):
    with pytest.raises(InputError, match="number 0 has the same code"):
        enter(folder, VALLEY + VALLEY, name="o.yaml", using=import_offensives)
