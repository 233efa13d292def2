"""Counts duties by what became of them, with the agreements and records that they rest on."""

from __future__ import annotations

from collections.abc import Sequence

from tawthiq.breaches.duties.omission import OmissionFinding, OmissionVerdict
from tawthiq.counts.book import FigureBook
from tawthiq.records import Agreement

_COUNTED = (
    (OmissionVerdict.BREACH, "certain"),
    (OmissionVerdict.POSSIBLE, "possible"),
    (OmissionVerdict.NO_BREACH, "no_breach"),
)


def count_omissions(
    book: FigureBook, findings: Sequence[OmissionFinding], *, agreements: Sequence[Agreement]
) -> None:
    """Enters `breaches.omissions.*`: duties whose deadline has passed, or may have.

    A duty is one provision asked of one party, or of everyone bound where the text names none. A
    duty rests on its agreement, and on the records of what became of it; both are named.
    """
    ids = {agreement.code: agreement.id for agreement in agreements}
    due = [each for each in findings if each.verdict is not OmissionVerdict.NOT_DUE]
    _enter(book, "due", due, ids)
    for verdict, word in _COUNTED:
        _enter(book, word, [each for each in due if each.verdict is verdict], ids)


def _enter(
    book: FigureBook, word: str, duties: Sequence[OmissionFinding], ids: dict[str, str]
) -> None:
    named = [
        {"agreement": each.agreement, "provision": each.provision, "obligors": list(each.obligors)}
        for each in duties
    ]
    resting = {ids[each.agreement] for each in duties} | {
        record for each in duties for record in each.records
    }
    book.resting_on(
        f"breaches.omissions.{word}",
        len(duties),
        resting,
        unit="duties",
        rule=f"omissions_{word}",
        detail={"duties": named} if named else None,
    )
