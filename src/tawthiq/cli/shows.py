"""Shows what a command returned: a short table, or everything as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tawthiq.cli.omissions import omissions_json, show_omissions
from tawthiq.cli.screen import say, say_json, say_table, unmarked

if TYPE_CHECKING:
    from tawthiq.audit import Audit, Check
    from tawthiq.breaches import Breaches
    from tawthiq.casebook import Casebook
    from tawthiq.counts import Counts, Figure
    from tawthiq.demo import Demo
    from tawthiq.records import Gazetteer, Reason, Record
    from tawthiq.register import BatchResult
    from tawthiq.report import Phrases, Written

_VERDICTS = ("certain", "possible", "excluded", "no_breach")


def demo(made: Demo, *, as_json: bool) -> None:
    """Shows the figures of a demonstration and where its files are."""
    if as_json:
        say_json({"casebook": made.folder, "report": made.report, "files": list(made.files)})
        return
    _figures_table(made.figures)
    say()
    say(f"Casebook: {made.folder}")
    for name in ("report.en.html", "report.ar.html", "report.en.pdf", "report.ar.pdf"):
        say(f"          {made.report / name}")
    say(f"Next:     tawthiq breaches 2017-10 --explain -C {made.folder}")


def made(folder: Path, *, as_json: bool, then: str = "") -> None:
    """Shows a new folder, and what comes next."""
    if as_json:
        say_json({"folder": folder})
        return
    say(f"Made {folder}." + (f" Next: {then}" if then else ""))


def upgraded(revisions: int, *, as_json: bool) -> None:
    """Shows what an upgrade did."""
    if as_json:
        say_json({"revisions": revisions})
        return
    say(f"Upgraded {revisions} revisions." if revisions else "The register is up to date.")


def batch(result: BatchResult, *, as_json: bool) -> None:
    """Shows what a batch did."""
    numbers = numbers_of(result)
    if as_json:
        say_json(numbers)
        return
    done = ", ".join(
        f"{number} {name.replace('_', ' ')}"
        for name, number in numbers.items()
        if number and name != "batch"
    )
    say(f"{done}. Batch {result.batch}." if result.batch else f"Nothing new: {done or 'no rows'}.")
    if result.left_withdrawn:
        say("Withdrawn records stay withdrawn. To bring them back: tawthiq undo BATCH")


def numbers_of(result: BatchResult) -> dict[str, Any]:
    """Returns the id of a batch and how many records it created, changed..."""
    lists = [each.name for each in fields(result) if each.name != "batch"]
    return {"batch": result.batch, **{name: len(getattr(result, name)) for name in lists}}


def counts(found: Counts, casebook: Casebook, *, as_json: bool) -> None:
    """Shows the figures of a period, and what was left out."""
    figures = found.book.figures
    phrases = _phrases(casebook)
    if as_json:
        say_json(
            {
                "period": found.selection.period.stated,
                "collection": found.selection.collection.code,
                "offensive": found.offensive.code if found.offensive else None,
                "figures": [figure.model_dump(mode="json") for figure in figures.values()],
                "left_out": [
                    {
                        "reason": left.reason.code,
                        "text": _words(phrases, left.reason),
                        "record_ids": sorted(each.id for each in left.incidents),
                    }
                    for left in found.selection.left_out
                ],
            }
        )
        return
    _limited(found)
    _figures_table(figures)
    if found.trend is not None:
        for reason in found.trend.reasons:
            say(_words(phrases, reason))
    for left in found.selection.left_out:
        say(f"Left out: {_words(phrases, left.reason)}")


def breaches(found: Breaches, casebook: Casebook, *, explain: bool, as_json: bool) -> None:
    """Shows verdicts by agreement and party, and with `explain` why."""
    from tawthiq.report import explain as explained

    phrases = _phrases(casebook)
    if as_json:
        say_json(
            {
                "ruleset": found.ruleset.title,
                "period": found.counts.selection.period.stated,
                "offensive": found.counts.offensive.code if found.counts.offensive else None,
                "findings": [
                    {
                        **finding.model_dump(mode="json"),
                        "why": [_words(phrases, each) for each in finding.open_reasons],
                    }
                    for finding in found.findings
                ],
                "omissions": omissions_json(found.omissions, casebook),
            }
        )
        return
    figures = found.counts.book.figures
    _limited(found.counts)
    say_table(
        "Incidents by verdict, per agreement (columns are never added up)",
        ["Agreement", *_VERDICTS],
        (
            [each.short_names["en"],
             *(figures[f"breaches.agreement.{each.code}.{verdict}"].value for verdict in _VERDICTS)]
            for each in found.agreements
        ),
    )  # fmt: skip
    say_table(
        "Distinct incidents over the agreements with regional or local zones",
        ["Party", "certain", "possible"],
        _party_rows(figures),
    )
    _readings(found)
    show_omissions(found.omissions, casebook)
    if not explain:
        say("Every decision with its reason: --explain, or --json")
        return
    incidents = {each.id: each for each in found.counts.selection.kept}
    for agreement in found.agreements:
        say(f"\n{agreement.short_names['en']}")
        lines = explained(
            found.findings, agreement=agreement.code, incidents=incidents, casebook=casebook
        )
        for party, place, count, verdict, reasons in lines:
            why = " ".join(_words(phrases, each) for each in reasons)
            group = _plain(phrases, "breaches.group", party=party, place=place, count=count,
                           verdict=verdict)  # fmt: skip
            say(f"  {group} {why or 'all tests are met'}")


def _readings(found: Breaches) -> None:
    """Shows the verdicts under each reading of the exclusions, where the readings differ."""
    from tawthiq.breaches import Reading, count_readings

    names = {each.code: each.short_names["en"] for each in found.agreements}
    rows = []
    for code, counted in count_readings(found.findings).items():
        told = [tuple(counted[reading].values()) for reading in Reading]
        if len(set(told)) > 1:
            rows += [
                [names[code], reading.value.replace("_", ", "), *numbers[:3]]
                for reading, numbers in zip(Reading, told, strict=True)
            ]
    if rows:
        say_table(
            "The same under each reading of the exclusions (areas held, or held or present; "
            "what both sides agree is left out, or all that one side's version leaves out)",
            ["Agreement", "Reading", "certain", "possible", "excluded"],
            rows,
        )


def _limited(found: Counts) -> None:
    if found.offensive is not None:
        places = ", ".join(found.offensive.places)
        period = found.selection.period.stated
        say(f"Limited to the offensive {found.offensive.code}: {period}, in {places}")


def audit(result: Audit, casebook: Casebook, *, as_json: bool) -> None:
    """Shows the checks of a period, and what fails elsewhere."""
    phrases = _phrases(casebook)
    if as_json:
        say_json(
            {
                name: [
                    {**each.model_dump(mode="json"), "text": _words(phrases, each.reason)}
                    for each in getattr(result, name)
                ]
                for name in ("period_checks", "other_failures")
            }
        )
        return
    if not result.checks:
        say("Nothing published is held. Enter some with: tawthiq import publications FILE")
    elif not result.period_checks:
        say("Nothing published about this period is held.")
    for check in result.period_checks:
        say(_check_line(phrases, check))
    if result.other_failures:
        say(f"\nWhat does not add up in other periods ({len(result.other_failures)}):")
        for check in result.other_failures:
            say(_check_line(phrases, check))


def report(written: Written, *, as_json: bool) -> None:
    """Shows where a report is."""
    if as_json:
        say_json({"report": written.folder, "files": list(written.files)})
        return
    for file in written.files:
        say(str(file))


def records(found: Sequence[Record], *, as_json: bool) -> None:
    """Shows the public fields of records; what is withheld is named."""
    shown = [public_fields(record) for record in found]
    if as_json:
        say_json(shown)
        return
    for content in shown:
        for field, value in content.items():
            say(f"{field}: {value}")
        say()


def places(gazetteer: Gazetteer, *, as_json: bool) -> None:
    """Shows every place."""
    if as_json:
        say_json([place.model_dump(mode="json") for place in gazetteer])
        return
    say_table(
        "Places",
        ["Code", "Level", "English", "Arabic", "In"],
        ([each.code, each.level, each.names["en"], each.names["ar"], each.parent]
         for each in gazetteer),
    )  # fmt: skip


def _figures_table(figures: dict[str, Figure]) -> None:
    from tawthiq.vocabulary import labels

    prefix = "massacres.by_party."
    rows = []
    for name, figure in figures.items():
        code = name.removeprefix(prefix)
        if name.startswith(prefix) and "." not in code:
            share = figures.get(f"{name}.share")
            victims = (figures.get(f"victims.by_party.{code}{part}") for part in _PARTS)
            rows.append(
                [labels(code)["en"], figure.value, f"{share.value} %" if share else None,
                 *(each.value if each else None for each in victims)]
            )  # fmt: skip
    totals = (figures.get(f"victims.{part}") for part in ("total", "children", "women"))
    total = figures["massacres.total"].value
    rows.append(["Total", total, None, *(each.value if each else None for each in totals)])
    headers = ["Party", "Massacres", "Share", "Killed", "Children", "Women"]
    say_table(f"No less than {total} massacre{'' if total == 1 else 's'}", headers, rows)
    if possible := figures["massacres.possible"].value:
        say(f"Possible beside these, not certain: {possible}")


_PARTS = ("", ".children", ".women")


def _party_rows(figures: dict[str, Figure]) -> Iterator[list[Any]]:
    from tawthiq.vocabulary import labels

    prefix = "breaches.certain.by_party."
    for name, figure in figures.items():
        if name.startswith(prefix):
            code = name.removeprefix(prefix)
            yield [labels(code)["en"], figure.value,
                   figures[f"breaches.possible.by_party.{code}"].value]  # fmt: skip
    yield ["Total", *(figures[f"breaches.{word}.total"].value for word in ("certain", "possible"))]


def _check_line(phrases: Phrases, check: Check) -> str:
    from tawthiq.report import outcome_word

    words = {"holds": "holds", "fails": "FAILS", "open": "open ", "elsewhere": "copy "}
    mark = words[outcome_word(check)]
    return f"{mark}  {check.publication}: {_words(phrases, check.reason)}"


def public_fields(record: Record) -> dict[str, Any]:
    """Returns a record's fields; those that are not public are named and withheld."""
    from tawthiq.records import Access, access_of

    model = type(record)
    content = record.model_dump(mode="json")
    return {
        "kind": model.kind,
        **{
            field: value if access_of(model, field) is Access.PUBLIC else
            f"({access_of(model, field).value}, withheld)"
            for field, value in content.items()
        },
    }  # fmt: skip


def _phrases(casebook: Casebook) -> Phrases:
    from tawthiq.report import phrases_of

    return phrases_of(casebook, "en")


def _words(phrases: Phrases, reason: Reason) -> str:
    return unmarked("".join(span.text for span in phrases.reason(reason)))


def _plain(phrases: Phrases, key: str, **values: Any) -> str:
    return unmarked(phrases.plain(key, **values))
