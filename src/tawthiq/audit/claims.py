"""Checks numbers of titles and lead sentences, and numbers that other pages print instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from tawthiq.audit.check import Basis, Check, Kind, Outcome, check
from tawthiq.audit.percent import rules_that_fit
from tawthiq.counts.printed import Cell, Printed, Tally, cell_of
from tawthiq.records import Measure, PublishedFigure
from tawthiq.records.reason import Fact
from tawthiq.vocabulary import alliances


def check_claims(printed: Printed) -> Iterator[Check]:
    """Yields one check per claim: which printed numbers it sums up.

    A claim that names its parties is held against just these. For any other, the total, the
    alliances, the single parties, the victims and the cells are tried, in this order; sums of
    arbitrary parties are not, since some of them fit nearly any number.
    """
    for claim in printed.claims:
        if claim.value is None:
            continue
        if claim.party is not None:
            yield _named(printed, claim, claim.value)
        else:
            yield _unnamed(printed, claim, claim.value)


def _named(printed: Printed, claim: PublishedFigure, value: int) -> Check:
    parts = _singles(printed, claim.parties)
    facts: dict[str, Fact] = {"value": value, "parties": claim.parties}
    whole = printed.of_parties(claim.parties)
    if whole is None:
        return check(printed, Kind.CLAIM, Outcome.OPEN, "claim.open", facts=facts, basis=[claim])
    facts |= {"sum": whole.value, "parts": tuple(part.value for part in parts)}
    basis: list[Basis] = [claim, whole]
    if whole.value != value:
        return check(printed, Kind.CLAIM, Outcome.FAILS, "claim.fails", facts=facts, basis=basis)
    return check(printed, Kind.CLAIM, Outcome.HOLDS, "claim.holds", facts=facts, basis=basis)


def _unnamed(printed: Printed, claim: PublishedFigure, value: int) -> Check:
    basis: list[Basis]
    tried = list(_candidates(printed))
    for code, parties, tally in tried:
        if tally.value == value:
            facts: dict[str, Fact] = {
                "value": value,
                "parties": parties,
                "sum": tally.value,
                "parts": tuple(part.value for part in _singles(printed, parties)),
            }
            basis = [claim, tally]
            return check(printed, Kind.CLAIM, Outcome.HOLDS, code, facts=facts, basis=basis)
    facts = {"value": value}
    if not printed.by_party and not printed.column():
        return check(printed, Kind.CLAIM, Outcome.OPEN, "claim.open", facts=facts, basis=[claim])
    basis = [claim, *(tally for _, _, tally in tried)]
    facts["total"] = printed.total.value if printed.total else None
    return check(printed, Kind.CLAIM, Outcome.FAILS, "claim.unmatched", facts=facts, basis=basis)


def _candidates(printed: Printed) -> Iterator[tuple[str, tuple[str, ...], Tally]]:
    if printed.total is not None:
        yield "claim.total", (), printed.total
    for alliance in alliances().values():
        if (tally := printed.of_parties(alliance.members)) is not None:
            yield "claim.holds", alliance.members, tally
    rows = printed.by_party
    for party in rows:
        if (tally := printed.of_parties(party.split("+"))) is not None:
            yield "claim.holds", tuple(party.split("+")), tally
    if rows:
        ids = tuple(figure.id for figure in rows.values())
        added = sum(figure.value or 0 for figure in rows.values())
        yield "claim.all_parties", (), Tally(added, ids, printed=False)
    for cell, figure in printed.cells.items():
        if cell.measure is Measure.VICTIMS or cell.place is not None:
            yield "claim.cell", figure.parties, Tally(figure.value or 0, (figure.id,))


def _singles(printed: Printed, parties: Iterable[str]) -> list[Tally]:
    found = [printed.at(Cell(printed.measure, party)) for party in parties]
    return [tally for tally in found if tally is not None]


def check_variants(
    printed: Printed, checks_of: Callable[[Printed], Sequence[Check]]
) -> Iterator[Check]:
    """Yields one check per number that another page prints instead.

    Each of the two is put in its place and everything is checked again. When one adds up where
    the other does not, the other was copied wrongly; when both or neither do, nothing is said.
    """
    for figure in printed.variants:
        if figure.share is not None:
            yield _variant_share(printed, figure)
        elif figure.value is not None:
            yield _variant_count(printed, figure, figure.value, checks_of)


def _variant_share(printed: Printed, figure: PublishedFigure) -> Check:
    share = figure.share
    same = [own for own in printed.shares if own.share and share and own.share.of == share.of]
    facts: dict[str, Fact] = {
        "variant": str(share.percent) if share else "",
        "printed": str(same[0].share.percent) if same and same[0].share else "",
        "percent": True,
        **_cell_facts(figure),
    }
    own_fits = any(own.share and rules_that_fit(own.share) for own in same)
    other_fits = share is not None and bool(rules_that_fit(share))
    return _verdict(printed, own_fits, other_fits, facts=facts, basis=[figure, *same])


def _cell_facts(figure: PublishedFigure) -> dict[str, Fact]:
    places = tuple(figure.place.split("+")) if figure.place else ()
    return {"parties": figure.parties, "places": places}


def _variant_count(
    printed: Printed,
    figure: PublishedFigure,
    value: int,
    checks_of: Callable[[Printed], Sequence[Check]],
) -> Check:
    own = _own(printed, figure)
    facts: dict[str, Fact] = {"variant": value, "percent": False, **_cell_facts(figure)}
    if own is None:
        return check(
            printed, Kind.VARIANTS, Outcome.OPEN, "variant.no_match", facts=facts, basis=[figure]
        )
    facts["printed"] = own.value
    basis: list[Basis] = [figure, own]
    if own.value == value:
        return check(
            printed, Kind.VARIANTS, Outcome.HOLDS, "variant.same", facts=facts, basis=basis
        )
    ours = _failures(checks_of(printed))
    theirs = _failures(checks_of(printed.with_figure(figure)))
    new = {key: theirs[key] for key in theirs.keys() - ours.keys()}
    mended = {key: ours[key] for key in ours.keys() - theirs.keys()}
    basis += [Tally(0, held.record_ids) for held in (*new.values(), *mended.values())]
    return _verdict(printed, not mended, not new, facts=facts, basis=basis)


def _failures(checks: Sequence[Check]) -> dict[tuple[str, str, str], Check]:
    """Returns what fails, by what is compared: the numbers compared may differ."""
    return {
        (
            held.kind.value,
            str(held.reason.facts.get("names")),
            str(held.reason.facts.get("parties")) if held.kind is not Kind.PARTS_BY_PARTY else "",
        ): held
        for held in checks
        if held.outcome is Outcome.FAILS
    }


def _own(printed: Printed, figure: PublishedFigure) -> Tally | None:
    if figure.since is not None:
        for other in printed.cumulative:
            if (other.since, cell_of(other)) == (figure.since, cell_of(figure)):
                return Tally(other.value or 0, (other.id,))
        return None
    if (same := printed.at(cell_of(figure))) is not None:
        return same
    if figure.place is not None and "+" in figure.place:
        parts = [printed.at(cell_of(figure)._replace(place=p)) for p in figure.place.split("+")]
        held = [part for part in parts if part is not None]
        ids = tuple(record_id for part in held for record_id in part.record_ids)
        return Tally(sum(part.value for part in held), ids) if len(held) == len(parts) else None
    if figure.party is None or figure.place is not None or figure.control is not None:
        return None
    measure = None if figure.measure is printed.measure else figure.measure
    return printed.of_parties(figure.parties, measure)


def _verdict(
    printed: Printed,
    own_fits: bool,
    other_fits: bool,
    *,
    facts: dict[str, Fact],
    basis: Iterable[Basis],
) -> Check:
    if own_fits == other_fits:
        outcome, code = Outcome.OPEN, "variant.open"
    else:
        outcome, code = Outcome.FAILS, "variant.wrong" if own_fits else "variant.right"
    return check(printed, Kind.VARIANTS, outcome, code, facts=facts, basis=basis)


def check_retelling(printed: Printed, original: Printed) -> Iterator[Check]:
    """Yields where a page that tells another's figures again prints another number.

    Only numbers that both print, or that follow from printed ones, are compared: what a page
    leaves out is no error.
    """
    equal: list[Basis] = []
    for cell, figure in printed.cells.items():
        told = _same(original, cell)
        if told is None or figure.value is None:
            continue
        if told.value == figure.value:
            equal += [figure, told]
            continue
        facts: dict[str, Fact] = {
            "value": figure.value,
            "told": told.value,
            "measure": cell.measure.value,
            "parties": figure.parties,
            "places": tuple(cell.place.split("+")) if cell.place else (),
            "original": original.publication.code,
        }
        yield check(
            printed, Kind.RETELLING, Outcome.FAILS, "retelling.fails",
            facts=facts, basis=(figure, told),
        )  # fmt: skip
    if equal:
        facts = {"count": len(equal) // 2, "original": original.publication.code}
        yield check(
            printed, Kind.RETELLING, Outcome.HOLDS, "retelling.holds", facts=facts, basis=equal
        )


def _same(original: Printed, cell: Cell) -> Tally | None:
    if (tally := original.at(cell)) is not None:
        return tally
    if cell.party is None or cell.place is not None or cell.control is not None:
        return None
    named = {code for row in original.row(cell.measure) for code in row.split("+")}
    parties = cell.party.split("+")
    return original.of_parties(parties, cell.measure) if named >= set(parties) else None
