"""One incident more or less changes what depends on it, in every page, and nothing else."""

import json
import re

import pytest

from conftest import ENTRY
from tawthiq.intake.enter import CollectionSpec, import_table
from tawthiq.records import Incident
from tawthiq.report import write_report

FILES = ("report.en.html", "report.ar.html")
PIN = ("tree_size", "root")


def figures(folder):
    listed = json.loads((folder / "figures.json").read_text("utf-8"))
    return {
        figure["name"]: {key: value for key, value in figure.items() if key not in PIN}
        for figure in listed
    }


def blocks(folder, name):
    """Returns the page's blocks of text with the figures that each cites."""
    page = (folder / name).read_text("utf-8")
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    found = re.findall(r"<(p|li|tr|dd|h1|caption|figcaption)\b[^>]*>(.*?)</\1>", page, re.DOTALL)
    return [
        (re.sub(r"<[^>]+>", "", body), frozenset(re.findall(r'data-figure="([^"]+)"', body)))
        for _, body in found
    ]


def one_of(casebook, party, place):
    return next(
        each
        for each in casebook.view.all(Incident)
        if each.candidates == {party}
        and each.where.place == place
        and each.key.startswith("2017-10-")
        and each.when.stated == "2017-10"
    )


def rewrite(casebook):
    return write_report(casebook, casebook.period("2017-10")).folder


def test_removing_one_incident_changes_the_figures_that_rest_on_it_and_no_others(demo, casebook):
    before = figures(demo.report)
    removed = one_of(casebook, "regime", "idlib")
    casebook.register.withdraw([removed.id], actor="invented", reason="test", at=ENTRY.at)
    after = figures(rewrite(casebook))
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    resting = {name for name, figure in before.items() if removed.id in figure["record_ids"]}
    assert changed == resting
    assert after["massacres.total"]["value"] == 38
    assert after["massacres.alliance"]["value"] == 26
    assert after["massacres.by_party.regime"]["value"] == 10
    assert after["massacres.by_party.russia"]["value"] == 16
    assert after["massacres.by_party.russia.share"]["value"] == 42.1
    assert after["massacres.by_governorate.idlib"]["value"] == 1
    assert after["massacres.cumulative_since.2017-01-01"]["value"] == 324
    assert after["massacres.change_on_previous_month"]["value"] == -5
    assert after["breaches.possible.by_party.regime"]["value"] == 4
    assert after["breaches.agreement.idlib.possible"]["value"] == 2
    assert after["victims.total"] == before["victims.total"]


@pytest.mark.parametrize("page", FILES)
def test_removing_one_incident_changes_the_sentences_that_cite_it_and_no_others(
    demo, casebook, page
):
    before = figures(demo.report)
    removed = one_of(casebook, "regime", "idlib")
    casebook.register.withdraw([removed.id], actor="invented", reason="test", at=ENTRY.at)
    folder = rewrite(casebook)
    after = figures(folder)
    changed = {
        name
        for name in before | after
        if before.get(name, {}).get("value") != after.get(name, {}).get("value")
    }
    untouched = {name for name in before if before[name] == after.get(name)}
    old, new = dict(blocks(demo.report, page)), dict(blocks(folder, page))
    for text, cited in old.items():
        if cited & changed:
            assert text not in new, text
    kept = [text for text, cited in old.items() if cited and cited <= untouched]
    assert kept
    for text in kept:
        assert text in new, text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_removing_one_incident_changes_drawings_and_pdf(demo, casebook, language):
    removed = one_of(casebook, "regime", "idlib")
    casebook.register.withdraw([removed.id], actor="invented", reason="test", at=ENTRY.at)
    folder = rewrite(casebook)
    names = [f"report.{language}.pdf", f"map.{language}.svg",
             f"chart_massacres_by_party.{language}.svg",
             f"chart_massacres_by_governorate.{language}.svg"]  # fmt: skip
    for name in names:
        assert (folder / name).read_bytes() != (demo.report / name).read_bytes(), name


def test_adding_one_incident_can_change_who_leads(casebook, tmp_path):
    header = "key,when,place,party,violation,source,civilians_killed_min\n"
    rows = "".join(
        f"invented-{at},2017-10,Hama,regime,airstrike,Invented Monitor,5\n" for at in range(6)
    )
    (tmp_path / "more.csv").write_text(header + rows, "utf-8")
    spec = CollectionSpec("massacres-2017-10")
    import_table(casebook, tmp_path / "more.csv", collection=spec, entry=ENTRY)
    after = figures(rewrite(casebook))
    assert after["massacres.total"]["value"] == 45
    assert after["massacres.topped_by"]["value"] == "regime"
    assert after["massacres.by_party.regime"]["value"] == 17
    assert after["massacres.lead.first_since"]["detail"]["party"] == "regime"


def test_the_report_that_was_there_is_kept(casebook):
    before = (casebook.folder / "reports" / "2017-10" / "report.en.html").read_bytes()
    removed = one_of(casebook, "regime", "idlib")
    casebook.register.withdraw([removed.id], actor="invented", reason="test", at=ENTRY.at)
    rewrite(casebook)
    (earlier,) = (casebook.folder / "reports" / "earlier").iterdir()
    assert (earlier / "report.en.html").read_bytes() == before


def test_the_same_state_gives_the_same_bytes(demo, casebook):
    folder = rewrite(casebook)
    names = sorted(path.name for path in demo.report.iterdir())
    assert sorted(path.name for path in folder.iterdir()) == names
    for name in names:
        assert (folder / name).read_bytes() == (demo.report / name).read_bytes(), name
    assert not (casebook.folder / "reports" / "earlier").exists()


def test_a_report_on_more_than_massacres_says_of_how_many_incidents_its_breaches_are(casebook):
    period = casebook.period("2017-10")
    folder = write_report(casebook, period, collection="accounts-2017").folder
    counted = {name: figure["value"] for name, figure in figures(folder).items()}
    assert counted["breaches.tested.total"] > counted["massacres.total"]
    page = (folder / "report.en.html").read_text("utf-8")
    captions = ("Breaches of local and regional agreements, by party",
                "The incidents tested against each agreement")  # fmt: skip
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        if any(caption in table for caption in captions):
            assert "assacre" not in table
    assert all(caption in page for caption in captions)
    for party in ("russia", "coalition", "syrian_russian", "unidentified"):
        decided = (counted[f"breaches.{word}.by_party.{party}"] for word in ("certain", "possible"))
        assert sum(decided) <= counted[f"breaches.tested.by_party.{party}"]
    assert "no split among the incidents" not in page
