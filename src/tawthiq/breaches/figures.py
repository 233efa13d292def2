"""Counts breaches: distinct incidents, by party and by agreement, never summed over agreements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tawthiq.breaches.exclusion import Reading
from tawthiq.breaches.finding import Finding, Verdict
from tawthiq.counts.book import FigureBook
from tawthiq.counts.massacres import party_row
from tawthiq.records import Agreement, Incident

_STRENGTH = {verdict: rank for rank, verdict in enumerate(reversed(Verdict))}


def strongest(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Returns, for each incident, its finding with the strongest verdict; of equals the first."""
    best: dict[str, Finding] = {}
    for finding in findings:
        held = best.get(finding.incident)
        if held is None or _STRENGTH[finding.verdict] > _STRENGTH[held.verdict]:
            best[finding.incident] = finding
    return best


def count_readings(findings: Iterable[Finding]) -> dict[str, dict[Reading, dict[Verdict, int]]]:
    """Counts incidents by verdict under each reading of the exclusions, each by its strongest.

    Returns:
        Agreement -> reading -> verdict -> number of distinct incidents; agreements whose text
        leaves nobody out are not in it.
    """
    best: dict[tuple[str, Reading, str], Verdict] = {}
    for finding in findings:
        for name, verdict in finding.readings.items():
            key = (finding.agreement, Reading(name), finding.incident)
            if key not in best or _STRENGTH[verdict] > _STRENGTH[best[key]]:
                best[key] = verdict
    counted: dict[str, dict[Reading, dict[Verdict, int]]] = {}
    for (agreement, reading, _), verdict in best.items():
        row = counted.setdefault(agreement, {}).setdefault(reading, dict.fromkeys(Verdict, 0))
        row[verdict] += 1
    return counted


def count_breaches(
    book: FigureBook,
    findings: Sequence[Finding],
    *,
    incidents: Sequence[Incident],
    agreements: Sequence[Agreement],
) -> None:
    """Counts distinct incidents into a book.

    `breaches.certain.*` and `breaches.possible.*` are over the agreements with regional or local
    zones; a nationwide ceasefire stands alone under `breaches.agreement.<code>`. All of them are
    out of `breaches.tested.*`: every incident decided, whether it is a massacre or not.
    """
    by_id = {incident.id: incident for incident in incidents}
    local = {each.code for each in agreements if each.level != "national"}
    best = strongest(finding for finding in findings if finding.agreement in local)
    counted = ((Verdict.BREACH, "certain"), (Verdict.POSSIBLE, "possible"))
    rows = sorted({party_row(incident) for incident in incidents})
    book.count("breaches.tested.total", incidents, unit="incidents", rule="breaches_tested")
    for row in rows:
        group = [each for each in incidents if party_row(each) == row]
        name = f"breaches.tested.by_party.{row}"
        book.count(name, group, unit="incidents", rule="breaches_tested_by_party")
    for verdict, word in counted:
        found = _having(verdict, best, by_id)
        name = f"breaches.{word}"
        book.count(f"{name}.total", found, unit="incidents", rule=f"breaches_{word}")
        for row in rows:
            group = [each for each in found if party_row(each) == row]
            rule = f"breaches_{word}_by_party"
            book.count(f"{name}.by_party.{row}", group, unit="incidents", rule=rule)
    for agreement in agreements:
        own = strongest(each for each in findings if each.agreement == agreement.code)
        for verdict in Verdict:
            word = "certain" if verdict is Verdict.BREACH else verdict.value
            name = f"breaches.agreement.{agreement.code}.{word}"
            found = _having(verdict, own, by_id)
            book.count(name, found, unit="incidents", rule=f"breaches_agreement_{word}")


def _having(
    verdict: Verdict, best: Mapping[str, Finding], incidents: Mapping[str, Incident]
) -> list[Incident]:
    return [incidents[key] for key, finding in best.items() if finding.verdict is verdict]
