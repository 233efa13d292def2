"""Shows which listings are one person, why, what to judge, and what was judged.

Names are shown only where they must be compared: in an explanation and in the queue.
Who judged is secret and withheld.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tawthiq.cli import shows
from tawthiq.cli.screen import say, say_json, say_table

if TYPE_CHECKING:
    from tawthiq.linkage.diagnostics import Band, Diagnostics, Expected
    from tawthiq.linkage.judgements import Contradicted, Judgements, Pair, Ruled
    from tawthiq.linkage.listings import ListedPerson
    from tawthiq.linkage.review import Asked
    from tawthiq.linkage.victims import LinkedVictims
    from tawthiq.register import BatchResult

_FIGURES = 3
FOR_THE_TEAM = "Names are secret: keep this on the team's screens."


def victims(found: LinkedVictims, csv: Path | None, *, as_json: bool) -> None:
    """Shows how many people the lists hold, and everything that was not read or not settled."""
    from tawthiq.linkage.diagnostics import expected_of, overlap_of

    overlap = overlap_of(found)
    torn = [asdict(each) for each in found.judgements.contradictions]
    if as_json:
        say_json(
            {
                "listings": len(found.people),
                "people": len(found.clusters),
                "threshold": found.threshold,
                "clusters": found.clusters,
                "expected": asdict(expected_of(found)),
                "not_compared": int(found.linked.expected["not_compared"]),
                "once": dict(found.linked.once),
                "lists": overlap.lists,
                "overlap": overlap.rows,
                "left_out": dict(found.left_out),
                "unread": [asdict(each) for each in found.unread],
                "contradictions": torn,
                "disputed": [list(each.pair) for each in found.judgements.disputed],
                "file": csv,
            }
        )
        return
    say(f"{len(found.people):,} listings are {len(found.clusters):,} people.")
    _overlap(overlap.lists, overlap.rows)
    _expected(expected_of(found), "To measure: tawthiq link diagnostics")
    if found.linked.expected["not_compared"]:
        say(f"NOT COMPARED: {found.linked.expected['not_compared']:,.0f} listings, because too "
            "many have the same names and facts. Add days, places or numbers.")  # fmt: skip
    _not_read(found)
    not_settled(found.judgements)
    if csv is not None:
        say(f"Made {csv}: a row per listing, without names.")


def queue(asked: Sequence[Asked], found: LinkedVictims, *, limit: int, as_json: bool) -> None:
    """Shows the pairs to judge, and how to."""
    shown = asked[:limit]
    if as_json:
        pairs = [
            {**asdict(each), "value": each.value, "changes": each.changes,
             "told": [dict(found.people[one].told) for one in (each.first, each.second)]}
            for each in shown
        ]  # fmt: skip
        say_json({"waiting": len(asked), "pairs": pairs})
        return
    if not asked:
        say("Nothing waits for a judgement.")
        return
    say(FOR_THE_TEAM)
    for at, each in enumerate(shown, 1):
        unsure = ", a reviewer was unsure" if each.unsure else ""
        state = "joined" if each.linked else "apart"
        say(f"{at}. {_share(each.probability)}, {state}{unsure}")
        for one in (each.first, each.second):
            say(f"   {one}  {_told(found.people[one])}")
        _at_stake(each)
    say(f"{len(asked):,} wait. Why: tawthiq link explain FIRST SECOND. To judge: "
        "tawthiq judge FIRST SECOND same|different|unsure --why TEXT --score SHARE")  # fmt: skip


def _at_stake(each: Asked) -> None:
    """Says which published figures a judgement may change, and which judgement does."""
    if each.figures:
        told = "; ".join(f"{one.where}: {one.name}{_printed(one.value)}"
                         for one in each.figures[:_FIGURES])  # fmt: skip
        more = len(each.figures) - _FIGURES
        rest = f"; and {more:,} more, see --json" if more > 0 else ""
        say(f"   {each.changes} may change {told}{rest}")


def _printed(value: float | None) -> str:
    return f" = {value:,}" if value is not None else ""


def diagnostics(found: Diagnostics, csv: Path | None, *, as_json: bool) -> None:
    """Shows how good a linkage is, with the sample that is to be judged."""
    if as_json:
        bands = [{**asdict(each), "precision": each.precision} for each in found.bands]
        say_json({**asdict(found), "bands": bands, "file": csv})
        return
    say_table("Clusters by size", ["Listings", "People"], found.sizes.items())
    say_table(
        "Pairs by probability",
        ["Probability", "Pairs", "Joined", "Sample", "Judged", "Same", "One person, 95 %"],
        map(_band, found.bands),
    )
    say("The sample is drawn by chance; its ids: --json. Judge all of it, then look here again.")
    blocked = found.expected.blocking_recall
    _expected(found.expected, f"Blocking lets {blocked:.1%} through." if blocked else "")
    if found.thresholds:
        say_table(
            "Other thresholds, expected by the model before groups are formed",
            ["Threshold", "Pairs", "Precision", "Recall"],
            (
                [f"{each['threshold']:.0%}", f"{each['pairs']:,.0f}"]
                + [f"{share:.1%}" if (share := each[name]) is not None else None
                   for name in ("precision", "recall")]
                for each in found.thresholds
            ),
        )  # fmt: skip
    _overlap(found.overlap.lists, found.overlap.rows)
    for name, people in found.twice.items():
        say(f"People who stand in {name} more than once: {people:,}")
    if csv is not None:
        say(f"Made {csv}: a row per combination of lists.")


def _expected(found: Expected, then: str) -> None:
    """Says what the model expects, and on how many pairs that rests."""
    if found.precision is None or found.recall is None:
        say(f"Precision and recall: {found.reason}. Look at each pair that is joined.")
        return
    say(f"Expected by the model, not measured, from {found.pairs:,} joined pairs: precision "
        f"{found.precision:.1%}, recall {found.recall:.1%}. {then}".rstrip())  # fmt: skip


def judgements(found: Judgements, *, as_json: bool) -> None:
    """Shows what counts, where reviewers disagree, and what contradicts itself."""
    if as_json:
        say_json(
            {
                "judgements": len(found.all),
                "pairs": [_ruled(each) for each in found.ruled.values()],
                "contradictions": [asdict(each) for each in found.contradictions],
            }
        )
        return
    if not found.all:
        say("Nothing is judged yet. What to judge: tawthiq link review")
        return
    rows = [
        [*each.pair, each.verdict, len(each.judgements), "yes" if each.is_disputed else "",
         each.deciding.score, each.deciding.reason]
        for each in found.ruled.values()
    ]  # fmt: skip
    say_table("What counts", ["First", "Second", "Verdict", "Reviewers", "Disputed", "Score",
                              "Why"], rows)  # fmt: skip
    not_settled(found)


def _ruled(each: Ruled) -> dict[str, Any]:
    kept = [
        {"id": one.id, "verdict": one.verdict, "at": one.at.isoformat(), "reason": one.reason,
         "score": one.score, "reviewer": number}
        for number, one in enumerate(each.judgements, 1)
    ]  # fmt: skip
    return {"pair": each.pair, "verdict": each.verdict, "disputed": each.is_disputed,
            "judgements": kept}  # fmt: skip


def not_settled(found: Judgements) -> None:
    """Shows judgements that contradict each other, and where reviewers disagree."""
    _contradictions(found.contradictions)
    for pair in found.disputed:
        verdicts = ", ".join(one.verdict for one in pair.judgements)
        say(f"DISPUTED: {' and '.join(pair.pair)}: {verdicts}; {pair.verdict} counts.")


def judged(done: BatchResult, found: Judgements, pair: Pair, *, as_json: bool) -> None:
    """Shows what was kept, and what it contradicts."""
    torn = found.torn(pair)
    if as_json:
        say_json({**shows.numbers_of(done), "contradictions": [asdict(each) for each in torn]})
        return
    shows.batch(done, as_json=False)
    _contradictions(torn)


def _contradictions(found: Sequence[Contradicted]) -> None:
    for each in found:
        say(
            f"CONTRADICTION: {' = '.join(each.members)}, and {each.different[0]} is not "
            f"{each.different[1]}. Judge one of them again; until then none of them joins."
        )


def _not_read(found: LinkedVictims) -> None:
    for each in found.unread:
        say(f"Taken as unknown: {each.count:,} cells of {each.field} in {each.list}: {each.reason}")
    for reason, ids in found.left_out.items():
        say(f"Left out: {len(ids):,} listings: {reason.replace('_', ' ')}")


def _overlap(lists: Sequence[str], rows: Sequence[tuple[Sequence[int], int]]) -> None:
    say_table("People by the lists in which they stand", [*lists, "People"],
              ([*("yes" if each else "" for each in marks), f"{people:,}"]
               for marks, people in rows))  # fmt: skip


def _band(each: Band) -> list[Any]:
    share = None
    if each.interval is not None and each.precision is not None:
        share = f"{each.precision:.0%} ({each.interval[0]:.0%}-{each.interval[1]:.0%})"
    return [f"{each.low:g}-{each.high:g}", f"{each.pairs:,}", f"{each.linked:,}", len(each.sample),
            each.judged, each.same, share]  # fmt: skip


def _told(person: ListedPerson) -> str:
    return " | ".join(value for name, value in person.told.items() if name != "incident")


def _share(probability: float) -> str:
    return f"{probability:.1%}" if 0.001 < probability < 0.999 else f"{probability:.2g}"
