"""Lists of victims out of a casebook: what their cells tell, and who is one person."""

import pytest

from invented import collection, incident
from tawthiq.casebook.backup import restore_backup, write_backup
from tawthiq.errors import InputError, SelectionError
from tawthiq.intake.collecting import CollectionSpec
from tawthiq.intake.formats import import_file
from tawthiq.linkage.choice import Choice, Rule, choice_of
from tawthiq.linkage.diagnostics import FEWEST, diagnose
from tawthiq.linkage.explain import explain_pair
from tawthiq.linkage.judgements import judge
from tawthiq.linkage.listings import Unread, read_listings
from tawthiq.linkage.resolve import as_rows, resolve_people
from tawthiq.linkage.review import review_queue
from tawthiq.linkage.victims import link_victims
from tawthiq.records import Listing, Publication, PublishedFigure, Source
from victim_lists import ENTRY, ids_by_key, import_list, new_book, people, two_lists

ROW = {"key": "1", "name": "سامي نوار الحلواني", "age": "30", "sex": "ذكر", "died": "2017-10-05",
       "place": "إدلب"}  # fmt: skip


def read(tmp_path, *rows):
    with new_book(tmp_path / "book") as book:
        import_list(book, tmp_path / "list.csv", rows, "one")
        return read_listings(book)


def told(tmp_path, **changed):
    found = read(tmp_path, {**ROW, **changed})
    return next(iter(found.people.values())).told, found.unread


def test_cells_are_read_in_arabic(tmp_path):
    found, unread = told(tmp_path)
    assert found == {"name": "سامي نوار الحلواني", "age": "30", "sex": "male",
                     "died": "2017-10-05", "area": "idlib"}  # fmt: skip
    assert unread == ()


@pytest.mark.parametrize(
    ("field", "cell", "value", "reason"),
    [
        ("age", "Less than a day", "Less than a day", None),
        ("age", "غير معروف", None, None),
        ("age", "old", None, "not understood"),
        ("age", "-1", None, "not understood"),
        ("sex", "Female", "female", None),
        ("sex", "?!", None, "not understood"),
        ("died", "5 تشرين الأول 2017", "2017-10-05", None),
        ("died", "٥/١٣/٢٠١٧", "2017-05-13", None),
        ("died", "05/10/2017", None, "day or month first"),
        ("died", "2017-10-05/2017-10-07", "2017-10", None),
        ("died", "2017-10-30 - 2018-01-02", None, None),
        ("died", "2017-02-31", None, "no date"),
        ("died", "0017-10-05", None, "no date of our time"),
        ("died", "after the rain", None, "no date"),
    ],
)
def test_a_cell_is_read_or_counted_as_unread(tmp_path, field, cell, value, reason):
    found, unread = told(tmp_path, **{field: cell})
    assert found.get(field) == value
    assert unread == (() if reason is None else (Unread("one", field, reason, 1),))


def test_a_column_of_mothers_and_places_of_several_levels_are_read(tmp_path):
    (tmp_path / "list.csv").write_text(
        "id,name,mother name,governorate,town,age\n"
        "1,Sami Nawar,Huda Salem,Idlib,Tell Invented,30\n",
        "utf-8",
    )
    with new_book(tmp_path / "book") as book:
        import_file(book, tmp_path / "list.csv", format="victims", entry=ENTRY, options=None,
                    collection=CollectionSpec("one"))  # fmt: skip
        [found] = read_listings(book).people.values()
    assert found.told == {"name": "Sami Nawar", "mother": "Huda Salem", "age": "30",
                          "place": "tell invented", "area": "idlib"}  # fmt: skip


def test_a_column_that_shows_its_order_of_day_and_month_is_read_by_it(tmp_path):
    found = read(tmp_path, {**ROW, "died": "05/10/2017"}, {**ROW, "key": "2", "died": "25/10/2017"})
    days = sorted(each.told["died"] for each in found.people.values())
    assert days == ["2017-10-05", "2017-10-25"]


@pytest.mark.parametrize("name", ["...", "؟", "😀"])
def test_a_row_without_a_name_is_left_out_and_counted(tmp_path, name):
    found = read(tmp_path, ROW, {**ROW, "key": "2", "name": name})
    assert len(found.people) == 1
    assert len(found.left_out["no_name"]) == 1
    assert found.unread == (Unread("one", "name", "no letters", 1),)


def test_a_cell_that_says_that_nothing_is_known_is_no_unread_cell(tmp_path):
    found = read(tmp_path, ROW, {**ROW, "key": "2", "name": "-"})
    assert len(found.left_out["no_name"]) == 1
    assert found.unread == ()


def test_a_listing_of_an_incident_takes_its_day_and_place_where_it_tells_none(tmp_path):
    known = incident(when="2017-10-05", place="idlib.harim")
    with new_book(tmp_path / "book") as book:
        book.register.write(
            [
                collection(), known,
                listing("l1", {"name": "سامي نوار", "died": ""}, incident=known.id),
                listing("l2", {"name": "سامي نوار", "died": "2017-10-09"}, incident=known.id),
            ],
            actor="invented", reason="test", at=ENTRY.at,
        )  # fmt: skip
        found = read_listings(book).people
    assert found["l1"].told["died"] == "2017-10-05"
    assert found["l2"].told["died"] == "2017-10-09"
    assert found["l1"].told["incident"] == found["l1"].incident == known.id
    assert (found["l1"].told["place"], found["l1"].told["area"]) == ("idlib.harim", "idlib")


def test_each_source_of_a_collection_is_a_list_of_its_own(tmp_path):
    sources = [Source(id=f"source{each}", name=each, form="person") for each in "xy"]
    with new_book(tmp_path / "book") as book:
        book.register.write(
            [collection(), *sources, listing("l1", {"name": "سامي نوار"}, source="sourcex"),
             listing("l2", {"name": "سامي نوار"}, source="sourcey"),
             listing("l3", {"name": "سامي نوار"})],
            actor="invented", reason="test", at=ENTRY.at,
        )  # fmt: skip
        lists = read_listings(book).lists
    assert list(lists) == ["c/no source", "c/sourcex", "c/sourcey"]


def listing(id_, cells, **more):
    meant = {each: each for each in cells}
    return Listing(id=id_, collection="c", key=id_, cells=cells, meant=meant, **more)


@pytest.mark.parametrize("names", [[], ["-"], ["-", "..."], ["سامي نوار"], ["سامي نوار"] * 3])
def test_lists_that_are_too_small_are_answered_in_every_view(tmp_path, names):
    with new_book(tmp_path / "book") as book:
        held = [listing(f"l{at}", {"name": name}) for at, name in enumerate(names)]
        book.register.write([collection(), *held], actor="invented", reason="test", at=ENTRY.at)
        if not names:
            with pytest.raises(SelectionError):
                link_victims(book)
            return
        found = link_victims(book)
        assert all(0.05 <= each.probability <= 0.95 for each in review_queue(book, found))
        assert sum(size * each for size, each in diagnose(found).sizes.items()) == len(found.people)
        assert len(resolve_people(found, choice_of(book))) == len(found.clusters)
        if len(names) == 3:
            why = explain_pair(found, "l0", "l1")
            assert why.names.score == 1.0
            assert why.linked == (why.probability >= 0.5)


def test_two_lists_of_the_same_people_are_linked(linked):
    ids = linked.ids
    true = {frozenset((ids["one", str(each)], ids["two", f"b{each}"])) for each in range(40, 160)}
    found = {frozenset((each["left"], each["right"])) for each in linked.found.pairs
             if each["linked"]}  # fmt: skip
    assert len(true & found) >= 0.98 * len(true)
    assert len(found - true) <= 3
    assert sorted(each for cluster in linked.found.clusters for each in cluster) == sorted(
        ids.values()
    )


def test_the_order_of_rows_and_of_imports_changes_no_cluster(linked, tmp_path):
    first, second = two_lists()
    with new_book(tmp_path / "book") as book:
        import_list(book, tmp_path / "two.csv", second[::-1], "two")
        import_list(book, tmp_path / "one.csv", first[1::2] + first[::2], "one")
        found = link_victims(book)
        key = {listing: each for each, listing in ids_by_key(book).items()}
    before = {listing: each for each, listing in linked.ids.items()}
    assert {frozenset(key[each] for each in one) for one in found.clusters} == {
        frozenset(before[each] for each in one) for one in linked.found.clusters
    }


def test_a_list_that_is_split_over_two_files_links_as_before(linked, tmp_path):
    first, second = two_lists()
    with new_book(tmp_path / "book") as book:
        import_list(book, tmp_path / "one.csv", first[:50], "one")
        import_list(book, tmp_path / "one-more.csv", first[50:], "one")
        import_list(book, tmp_path / "two.csv", second, "two")
        found = link_victims(book)
        key = {listing: each for each, listing in ids_by_key(book).items()}
    before = {listing: each for each, listing in linked.ids.items()}
    assert {frozenset(key[each] for each in one) for one in found.clusters} == {
        frozenset(before[each] for each in one) for one in linked.found.clusters
    }


def test_only_the_named_collections_are_linked(book):
    found = link_victims(book, collections=["two"])
    assert {each.list for each in found.people.values()} == {"two"}
    with pytest.raises(SelectionError, match=r"code 'three'\. Known: one, two"):
        link_victims(book, collections=["three"])


def test_an_empty_casebook_and_a_threshold_that_is_none_are_refused(tmp_path, book):
    with new_book(tmp_path / "book") as empty, pytest.raises(SelectionError, match="no listing"):
        link_victims(empty)
    for threshold in (0, 1, -1, 2, float("nan")):
        with pytest.raises(InputError, match="threshold"):
            link_victims(book, threshold=threshold)


# Why


def test_what_fields_weigh_adds_up_to_the_weight_of_the_pair(linked):
    for row in (linked.found.pairs[0], linked.found.pairs[-1]):
        why = explain_pair(linked.found, row["left"], row["right"])
        assert why.prior + sum(each.bits for each in why.fields) == pytest.approx(row["weight"])
        assert why.bits == pytest.approx(row["weight"])
        assert why.probability == row["probability"]


def test_all_pairs_of_two_lists_begin_with_one_prior(linked):
    found = linked.found
    priors = [explain_pair(found, each["left"], each["right"]).prior for each in found.pairs[::40]]
    # the shares of levels are one round of learning newer than the weights of pairs
    assert priors == pytest.approx([priors[0]] * len(priors), abs=0.1)
    never = explain_pair(found, linked.ids["one", "0"], linked.ids["two", "b41"])
    assert never.prior == pytest.approx(priors[0], abs=0.1)
    assert never.probability is None
    assert not never.linked
    assert never.alone < 0.01


def test_an_explanation_turned_round_says_the_same(linked):
    row = linked.found.pairs[-1]
    there = explain_pair(linked.found, row["left"], row["right"])
    back = explain_pair(linked.found, row["right"], row["left"])
    assert back.bits == pytest.approx(there.bits)
    assert [(each.second, each.first, each.level) for each in back.fields] == [
        (each.first, each.second, each.level) for each in there.fields
    ]


def test_names_that_contradict_are_said_and_nothing_but_a_number_or_birth_turns_it(linked):
    why = explain_pair(linked.found, linked.ids["one", "0"], linked.ids["two", "b41"])
    assert why.contrary
    assert not why.linked
    assert {each.field for each in why.turns} <= {"born", "number"}
    same = linked.found.pairs[0]
    assert not explain_pair(linked.found, same["left"], same["right"]).contrary


def test_names_are_explained_word_by_word(linked):
    row = linked.found.pairs[0]
    why = explain_pair(linked.found, row["left"], row["right"])
    words = why.first.told["name"].split()
    assert next(each.query for each in why.names.steps if each.query)[:2] == words[0][:2]


@pytest.mark.parametrize(("first", "second"), [("x", "y"), ("A", "A")])
def test_what_cannot_be_explained_is_refused(linked, first, second):
    names = {"A": linked.ids["one", "1"]}
    with pytest.raises(InputError):
        explain_pair(linked.found, names.get(first, first), names.get(second, second))


# What to judge


def grey(found):
    return [each for each in found.pairs if 0.05 <= each["probability"] <= 0.95]


@pytest.fixture
def doubtful(tmp_path):
    """A casebook with some pairs that the lists themselves do not settle."""
    rows = people(160, seed=3)
    other = []
    for at, each in enumerate(rows[:120]):
        words = each["name"].split()
        name = (words[:2] + words[3:], [words[0], words[3]], words)[at % 3]
        some = {"age": "", "died": ""} if at % 2 == 0 else {}
        other.append({**each, **some, "key": f"b{each['key']}", "name": " ".join(name)})
    with new_book(tmp_path / "doubtful") as book:
        import_list(book, tmp_path / "one.csv", rows, "one")
        import_list(book, tmp_path / "two.csv", other, "two")
        yield book


def test_the_queue_begins_with_what_teaches_most(doubtful):
    found = link_victims(doubtful)
    asked = review_queue(doubtful, found)
    assert len(asked) == len(grey(found)) >= 3
    assert [each.value for each in asked] == sorted((e.value for e in asked), reverse=True)
    for each in asked:
        homes = {found.home[each.first], found.home[each.second]}
        assert each.size == sum(len(found.clusters[at]) for at in homes)
        rarer = min(each.probability, 1 - each.probability)
        assert each.teaches == pytest.approx(2 * rarer * each.size)


def test_what_was_judged_is_not_asked_again_and_unsure_comes_last(doubtful):
    found = link_victims(doubtful)
    first, second, *_ = review_queue(doubtful, found)
    judge(doubtful, first.first, first.second, "same", reason="invented", entry=ENTRY)
    judge(doubtful, second.first, second.second, "unsure", reason="invented", entry=ENTRY)
    asked = review_queue(doubtful, link_victims(doubtful))
    pairs = [(each.first, each.second) for each in asked]
    assert (first.first, first.second) not in pairs
    assert pairs[-1] == (second.first, second.second)
    assert asked[-1].unsure


def test_a_pair_that_may_change_a_published_figure_weighs_double(doubtful):
    plain = {(e.first, e.second): e for e in review_queue(doubtful, link_victims(doubtful))}
    period = doubtful.period("2017")
    doubtful.register.write(
        [
            Publication(id="p", code="office-a.2017", publisher="office_a",
                        topic="civilians_killed", period=period),
            PublishedFigure(id="f", publication="p", measure="civilians", value=120),
        ],
        actor="invented", reason="test", at=ENTRY.at,
    )  # fmt: skip
    for each in review_queue(doubtful, link_victims(doubtful)):
        before = plain[each.first, each.second]
        [figure] = each.figures
        assert (figure.where, figure.name, figure.value) == ("office-a.2017", "civilians", 120)
        assert each.changes == ("different" if each.linked else "same")
        assert each.value == pytest.approx(2 * before.value)


# One value out of several


CHOICE = Choice(version=1, fields={"name": "longest", "age": "range"})


def test_every_value_names_the_listing_that_it_comes_from(linked):
    found = resolve_people(linked.found, CHOICE)
    assert len(found) == len(linked.found.clusters)
    for person in found:
        for name, field in person.fields.items():
            assert {one for each in field.told for one in each.listings} <= set(person.listings)
            if field.source is not None:
                told = linked.found.people[field.source].told
                assert told["name" if name == "name_ar" else name] == field.value or name == "age"


def test_numbers_are_given_from_the_least_to_the_highest(linked):
    ages = [each.fields["age"] for each in resolve_people(linked.found, CHOICE)
            if "age" in each.fields and len(each.fields["age"].told) == 2]  # fmt: skip
    assert ages
    for age in ages:
        assert age.count.maximum == age.count.minimum + 1
        assert age.value == f"{age.count.minimum} to {age.count.maximum}"
        assert age.source is None
        ends = [int(linked.found.people[each].told["age"]) for each in age.bounds]
        assert ends == [age.count.minimum, age.count.maximum]


def test_a_tie_is_unsettled_and_a_priority_settles_it(linked):
    def names(rule, *priority):
        choice = Choice(version=2, priority=priority, fields={"name": rule})
        return [each.fields["name_ar"] for each in resolve_people(linked.found, choice)]

    tied = [each for each in names("majority") if len(each.told) == 2]
    assert tied
    assert all(each.is_unsettled and each.source is None for each in tied)
    assert not any(each.is_unsettled for each in names("priority", "two"))
    chosen = [each for each in names("priority", "two", "one") if len(each.told) == 2]
    assert all(linked.found.people[each.source].list == "two" for each in chosen)


def test_the_earliest_day_is_the_most_precise_of_its_time(tmp_path, linked):
    cluster = next(each for each in linked.found.clusters if len(each) == 2)
    found = link_victims_with(linked, cluster, ("2017-10", "2017-10-05"))
    [day] = [each.fields["died"] for each in found if each.listings == cluster]
    assert day.value == "2017-10-05"


def link_victims_with(linked, cluster, days):
    from dataclasses import replace

    changed = dict(linked.found.people)
    for each, day in zip(cluster, days, strict=True):
        changed[each] = replace(changed[each], told={**changed[each].told, "died": day})
    choice = Choice(version=1, fields={"died": Rule.EARLIEST})
    return resolve_people(replace(linked.found, people=changed), choice)


def test_a_casebook_can_choose_by_rules_of_its_own(book):
    assert choice_of(book).fields["age"] is Rule.RANGE
    (book.folder / "linkage.yaml").write_text("version: 7\npriority: [one]\n", "utf-8")
    assert choice_of(book).version == 7
    (book.folder / "linkage.yaml").write_text("version: 7\nfields: {age: guess}\n", "utf-8")
    with pytest.raises(Exception, match=r"linkage\.yaml, fields\.age"):
        choice_of(book)


def test_the_rules_of_choice_go_into_a_backup(book, tmp_path):
    (book.folder / "linkage.yaml").write_text("version: 7\n", "utf-8")
    write_backup(book, tmp_path / "book.tar")
    restore_backup(tmp_path / "book.tar", tmp_path / "again", check=lambda folder: None)
    assert (tmp_path / "again" / "linkage.yaml").read_text("utf-8") == "version: 7\n"


def test_a_flat_row_says_what_is_unsettled(linked):
    rows = list(as_rows(resolve_people(linked.found, Choice(version=1))))
    assert any("name_ar" in each["unsettled"].split() for each in rows)
    assert len({tuple(each) for each in rows}) == 1


# How good it is


def test_diagnostics_count_every_listing_and_every_pair_once(linked):
    found = diagnose(linked.found, sample=5)
    assert sum(size * people_ for size, people_ in found.sizes.items()) == len(linked.ids)
    assert sum(each.pairs for each in found.bands) == len(linked.found.pairs)
    assert sum(people_ for _, people_ in found.overlap.rows) == len(linked.found.clusters)
    assert found.overlap.lists == ("one", "two")
    assert all(len(each.sample) == min(5, each.pairs) for each in found.bands)
    assert diagnose(linked.found, sample=5) == found
    assert diagnose(linked.found, sample=5, seed=1).bands != found.bands


def test_precision_rests_on_the_judged_sample_alone(book, linked):
    top = diagnose(linked.found, sample=4).bands[-1]
    outside = next(
        tuple(sorted((each["left"], each["right"]))) for each in linked.found.pairs
        if tuple(sorted((each["left"], each["right"]))) not in top.sample
        and each["probability"] >= top.low
    )  # fmt: skip
    for at, pair in enumerate(top.sample):
        judge(book, *pair, "different" if at == 0 else "same", reason="invented", entry=ENTRY)
    judge(book, *outside, "different", reason="invented", entry=ENTRY)
    band = diagnose(link_victims(book), sample=4).bands[-1]
    assert (band.judged, band.same, band.judged_beside) == (4, 3, 1)
    assert band.precision == 0.75
    assert band.interval == pytest.approx((0.3006, 0.9544), abs=1e-3)  # Wilson, 3 of 4


def test_what_the_model_expects_is_said_with_the_pairs_that_it_rests_on(linked):
    expected = diagnose(linked.found).expected
    told = linked.found.linked.expected
    assert expected.pairs == sum(each["linked"] for each in linked.found.pairs) >= FEWEST
    assert (expected.precision, expected.recall) == (told["precision"], told["recall"])
    assert expected.reason is None


def test_few_pairs_are_no_ground_for_an_estimate(tmp_path):
    rows = people(25, seed=5)
    with new_book(tmp_path / "book") as book:
        import_list(book, tmp_path / "one.csv", rows, "one")
        import_list(book, tmp_path / "two.csv", rows, "two")
        expected = diagnose(link_victims(book)).expected
    assert 0 < expected.pairs < FEWEST
    assert (expected.precision, expected.recall, expected.blocking_recall) == (None, None, None)
    assert f"{expected.pairs} joined pairs" in expected.reason


def test_a_sample_below_nothing_is_refused(linked):
    with pytest.raises(InputError, match="sample"):
        diagnose(linked.found, sample=-1)
