"""Exports of Bayanat: bulletins, incidents and actors. All of them are invented."""

import json

import pytest

from importing import accounts, codes, enter, incidents, new_book
from tawthiq.errors import InputError
from tawthiq.intake.importing import ImportOptions
from tawthiq.intake.notice import Treatment
from tawthiq.intake.recognise import recognise
from tawthiq.records import Listing, Source

PLACE = {"id": 1, "title": "Idlib", "title_ar": "إدلب", "full_string": "Idlib", "lat": 35.9,
         "lng": 36.6}  # fmt: skip
EVENT = {"id": 1, "title": "strike", "location": PLACE, "eventtype": {"id": 2, "title": "Other"},
         "from_date": "2030-01-02T14:30", "to_date": None, "estimated": None}  # fmt: skip
HEADER = (",id,title,title_ar,origin_id,source_link,sjac_title,sjac_title_ar,description,"
          "publish_date,documentation_date,labels.label-1,labels.label-2,sources.source-1,"
          "locations.location-1")  # fmt: skip


@pytest.fixture
def book(tmp_path):
    with new_book(tmp_path) as opened:
        yield opened


def bulletin(number=1, **fields):
    return {
        "class": "bulletin", "id": number, "title": "Invented video", "originid": "X-1",
        "locations": [PLACE], "geoLocations": [{"id": 1, "main": True, "lat": 35.91, "lng": 36.61}],
        "labels": [{"id": 1, "title": "Type, Martial, Airstrike"}], "verLabels": [],
        "sources": [{"id": 1, "title": "Invented Source"}], "events": [EVENT], "medias": [],
        "actor_relations": [], "description": "<p>One &amp; two</p><p>three</p>",
        "source_link": "https://example.org/1", "publish_date": "2030-01-03T00:00",
        "tags": ["a"], "roles": [], **fields,
    }  # fmt: skip


def export(folder, *items, kind="bulletins", joint=", ", name="export.json"):
    path = folder / name
    texts = (json.dumps(each, ensure_ascii=False) for each in items)
    path.write_text(f'{{"{kind}": [{joint.join(texts)}]}}', "utf-8")
    return path


def test_a_bulletin_is_an_account_with_its_incident(book, tmp_path):
    result = enter(book, export(tmp_path, bulletin()))
    assert (result.format, result.rows_read, result.rejected) == ("bayanat", 1, 0)
    [account], [incident] = accounts(book).values(), incidents(book).values()
    assert account.key == "bulletin-1"
    assert account.wording == "One & two\nthree"
    assert account.url == "https://example.org/1"
    assert account.published_on.isoformat() == "2030-01-03"
    assert (incident.when.stated, incident.when.clock) == ("2030-01-02T14:30", "Asia/Damascus")
    assert (incident.where.place, incident.where.point.latitude) == ("idlib", 35.91)
    assert incident.violations == ("airstrike",)
    assert [each.name for each in book.view.all(Source)] == ["Invented Source"]
    assert "date.no_zone" in codes(result, Treatment.NOTED)


def test_every_value_is_in_the_account_in_its_own_words(book, tmp_path):
    item = bulletin(actor_relations=[{"actor": {"id": 2, "name": "Invented"}, "related_as": [1]}])
    result = enter(book, export(tmp_path, item))
    given = accounts(book)["bulletin-1"].given
    whole = accounts(book)["bulletin-1"].model_dump_json()
    for name, value in item.items():
        if isinstance(value, list) and value:
            assert json.loads(given[name]) == value
        elif isinstance(value, str) and name != "class":
            assert json.dumps(value, ensure_ascii=False)[1:-1] in whole
    assert "relation.as_given" in codes(result, Treatment.AS_GIVEN)


@pytest.mark.parametrize("joint", [", ", " ", "\n", "", ",\n"])
def test_an_export_without_commas_between_its_pieces_is_read_and_told(book, tmp_path, joint):
    path = export(tmp_path, *(bulletin(number) for number in range(1, 4)), joint=joint)
    assert recognise(path).format == "bayanat"
    result = enter(book, path)
    assert result.records["account"] == 3
    assert ("json.gaps" in codes(result, Treatment.NOTED)) == ("," not in joint)


def test_the_same_export_adds_nothing_and_a_changed_item_is_a_new_revision(book, tmp_path):
    enter(book, export(tmp_path, bulletin(1), bulletin(2)))
    again = enter(book, export(tmp_path, bulletin(1), bulletin(2)))
    assert (again.batch, again.created, again.changed) == (None, 0, 0)
    result = enter(book, export(tmp_path, bulletin(1), bulletin(2, title="Another")))
    assert (result.created, result.changed) == (0, 1)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"events": []}, "when.not_told"),
        ({"events": [{**EVENT, "from_date": "2030-01-02T00:00"}]}, "when.midnight"),
        ({"events": [{**EVENT, "estimated": True}]}, "when.estimated"),
        ({"events": [EVENT, {**EVENT, "from_date": "2030-01-05T10:00"}]}, "when.several"),
        (
            {"events": [{**EVENT, "from_date": None, "to_date": "2030-01-05T10:00"}]},
            "when.no_start",
        ),
        ({"events": [], "locations": [PLACE, {"id": 9, "title": "Hama"}]}, "place.several"),
        ({"geoLocations": [{"lat": 1, "lng": 2}, {"lat": 3, "lng": 4}]}, "point.several"),
        ({"sources": [{"id": 1, "title": "A"}, {"id": 2, "title": "B"}]}, "source.several"),
        ({"medias": [{"id": 1}]}, "media.not_there"),
        ({"roles": [{"id": 1, "name": "closed"}]}, "roles.told"),
    ],
)
def test_what_an_item_leaves_open_is_told(book, tmp_path, fields, code):
    result = enter(book, export(tmp_path, bulletin(**fields)))
    assert result.rejected == 0
    assert code in codes(result, Treatment.NOTED)


def test_what_is_left_open_stays_unknown(book, tmp_path):
    events = [EVENT, {**EVENT, "from_date": "2030-01-05T10:00"}]
    items = (bulletin(1, events=[], locations=[], geoLocations=[], labels=[]),
             bulletin(2, events=events),
             bulletin(3, events=[{**EVENT, "from_date": "2030-01-02T00:00"}]))  # fmt: skip
    enter(book, export(tmp_path, *items))
    first, second, third = (incidents(book)[f"bulletin-{number}"] for number in (1, 2, 3))
    assert (first.when, first.where, first.violations) == (None, None, ())
    assert second.when.stated == "2030-01-02T14:30/2030-01-05T10:00"
    assert third.when.stated == "2030-01-02"


def test_a_label_that_is_no_violation_is_kept_and_told(book, tmp_path):
    item = bulletin(labels=[{"id": 1, "title": "Meta, Invented"}])
    result = enter(book, export(tmp_path, item))
    assert incidents(book)["bulletin-1"].violations == ()
    assert "violation.not_known" in codes(result, Treatment.AS_GIVEN)


def test_an_incident_of_bayanat_does_not_meet_a_bulletin_of_one_number(book, tmp_path):
    item = {"class": "incident", "id": 1, "title": "Invented", "description": "x", "labels": [],
            "claimed_violations": [{"id": 1, "title": "Siege"}], "locations": [PLACE],
            "events": [EVENT]}  # fmt: skip
    enter(book, export(tmp_path, bulletin()))
    enter(book, export(tmp_path, item, kind="incidents"))
    assert set(accounts(book)) == {"bulletin-1", "incident-1"}
    assert incidents(book)["incident-1"].violations == ("siege",)


def test_actors_are_listings_and_a_group_is_none(book, tmp_path):
    people = ({"id": 1, "type": "Person", "name": "Invented One", "name_ar": "مخترع",
               "age": "Adult"},
              {"id": 2, "type": "Entity", "name": "Invented Brigade"})  # fmt: skip
    result = enter(book, export(tmp_path, *people, kind="actors"))
    [listing] = book.view.all(Listing)
    assert (listing.key, listing.meant["name_ar"]) == ("actor-1", "name_ar")
    assert listing.cells["name"] == "Invented One"
    assert not any(name.startswith("(") for name in listing.cells)
    assert codes(result, Treatment.REJECTED) == {"actor.no_person"}
    assert "actors.any_role" in codes(result, Treatment.NOTED)


def test_rejected_items_go_back_as_they_were_and_can_be_corrected(book, tmp_path):
    bad = bulletin(2, events=[{**EVENT, "from_date": "2030-13-02"}])
    result = enter(book, export(tmp_path, bulletin(1), bad))
    assert (result.rejected, set(accounts(book))) == (1, {"bulletin-1"})
    text = result.rejects_file.read_text("utf-8")
    assert json.loads(text) == {"bulletins": [bad]}
    assert enter(book, result.rejects_file).rejected == 1
    result.rejects_file.write_text(text.replace("2030-13-02", "2030-01-02T14:30"), "utf-8")
    assert enter(book, result.rejects_file).created == 2
    assert enter(book, export(tmp_path, bulletin(1), bulletin(2))).batch is None


def test_a_csv_gives_less_and_says_so(book, tmp_path):
    path = tmp_path / "export.csv"
    row = ("0,7,'=Invented,,X,https://example.org/7,,,<p>x</p>,2030-01-03T10:00,,"
           '"24-Type, Airstrike",9-Meta,3-Invented Source,17-Idlib')  # fmt: skip
    path.write_text(f"{HEADER}\n{row}\n", "utf-8")
    result = enter(book, path)
    assert (result.format, result.rejected) == ("bayanat", 0)
    incident = incidents(book)["bulletin-7"]
    assert (incident.when, incident.where.place) == (None, "idlib")
    assert incident.violations == ("airstrike",)
    assert {"events.no_date", "cell.guarded", "when.not_told"} <= codes(result, Treatment.NOTED)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"bulletins": [{"id": 1, "title": "x', "cut off"),
        ('{"bulletins": [{"id": 1}', "cut off"),
        ('{"bulletins": [{"id": 1}]', "cut off"),
        ('{"bulletins": [1]}', "damaged"),
        ('{"bulletins": []}', "no list"),
        ('{"bulletins": [{"id": 1, "id": 2}]}', "twice"),
        ('{"bulletins": [{"id": NaN}]}', "no number"),
        ('{"bulletins": [{"id": ' + "[" * 100_000, "cannot be read"),
        ('{"bulletins": [{"id": 1}], "other": {}}', "beside"),
        ('{"bulletins": [{"id": 1}], "others": [{}]}', "no list"),
    ],
)
def test_a_damaged_export_is_refused_and_nothing_is_written(book, tmp_path, text, words):
    path = tmp_path / "export.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=words):
        enter(book, path, format="bayanat")
    assert book.view.state().tree_size == 0
    assert path in tmp_path.iterdir()


@pytest.mark.parametrize(
    ("title", "code"),
    [("In\0vented", "cell.nul"), ("x" * 10_000_000, "cell.too_long"), ("\ud800", "cell.nul")],
)
def test_a_damaged_value_rejects_its_item_alone(book, tmp_path, title, code):
    path = tmp_path / "export.json"
    items = json.dumps({"bulletins": [bulletin(1, title=title), bulletin(2)]})
    path.write_text(items, "utf-8")
    result = enter(book, path)
    assert codes(result, Treatment.REJECTED) == {code}
    assert set(accounts(book)) == {"bulletin-2"}


def test_a_mapping_is_refused_since_the_layout_is_known(book, tmp_path):
    (tmp_path / "map.yaml").write_text("columns: {id: key}\n", "utf-8")
    options = ImportOptions(mapping=tmp_path / "map.yaml")
    with pytest.raises(InputError, match="takes no mapping"):
        enter(book, export(tmp_path, bulletin()), options, format="bayanat")


def test_an_item_without_an_end_is_refused_before_it_fills_the_memory(book, tmp_path):
    path = tmp_path / "export.json"
    path.write_text('{"bulletins": [{"id": 1, "title": "' + "x" * 40_000_000, "utf-8")
    with pytest.raises(InputError, match="more than 16 million"):
        enter(book, path)
    assert book.view.state().tree_size == 0
