"""What was due under agreements and not recorded as done, duty by duty."""

from __future__ import annotations

from collections.abc import Iterator

from tawthiq.breaches import OmissionFinding, OmissionVerdict
from tawthiq.breaches.duties.omissions import local_deadline
from tawthiq.report.document import Block, Items, Paragraph, Subheading, Text
from tawthiq.report.marks import Marked, clean
from tawthiq.report.phrases import Phrases
from tawthiq.report.reading import Reading, count

_TOLD = (OmissionVerdict.BREACH, OmissionVerdict.POSSIBLE)


def tell_omissions(reading: Reading, phrases: Phrases) -> Iterator[Block]:
    """Says how many duties were due, and one line for each that was not met or is open."""
    names = ("due", "certain", "possible", "no_breach")
    figures = {name: reading.figure(f"breaches.omissions.{name}") for name in names}
    due = figures["due"]
    if due is None or not count(due):
        return
    clock = reading.content.period.clock
    yield Subheading(phrases.say("omissions.heading"))
    yield Paragraph(phrases.say("omissions.lead", **figures))
    told = [each for each in reading.content.omissions if each.verdict in _TOLD]
    told.sort(key=lambda each: (_TOLD.index(each.verdict), each.due))
    if told:
        yield Items(tuple(duty_line(each, phrases, clock=clock) for each in told))


def duty_line(finding: OmissionFinding, phrases: Phrases, *, clock: str) -> Text:
    """Returns one duty in one line: agreement, what and whose, when it was due, verdict, why."""
    earliest, latest = (local_deadline(each, clock) for each in finding.due)
    due = phrases.fragment(
        "omissions.by" if earliest == latest else "omissions.between",
        earliest=earliest,
        latest=latest,
    )
    reasons = [phrases.fragment(one.code, **one.facts) for one in finding.open_reasons]
    return phrases.say(
        "omissions.line",
        agreement=finding.agreement,
        asked=_asked(finding, phrases),
        obligors=finding.obligors,
        named=finding.is_named,
        due=due,
        verdict=finding.verdict.value,
        reasons=[reason.rstrip(".") for reason in reasons],
    )


def _asked(finding: OmissionFinding, phrases: Phrases) -> Marked:
    """Returns what was due: in the agreement's words, or else the name of the provision."""
    label = phrases.fragment("omissions.provision", provision=finding.provision)
    words = (finding.asked or {}).get(phrases.language)
    return Marked(f"{label} ({clean(words)})") if words else label
