"""Checks published percentages: which rules of rounding, and which counts, they fit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tawthiq.audit.check import Check, Kind, Outcome, check
from tawthiq.counts.figure import Rounding, percentage
from tawthiq.counts.printed import Printed
from tawthiq.records import PublishedFigure, Share
from tawthiq.records.reason import Fact


def check_percentages(printed: Printed) -> Iterator[Check]:
    """Yields one check per percentage, then one of all of them under a common rule.

    A publisher rounds by one rule: percentages that fit different rules only, and none in
    common, were not made by one.
    """
    for figure in printed.shares:
        if figure.share is not None:
            yield _alone(printed, figure, figure.share)
    yield from _jointly(printed)


def rules_that_fit(share: Share) -> tuple[Rounding, ...]:
    """Returns the rules of rounding that give the printed percentage from its counts.

    >>> rules_that_fit(Share(percent=42, numerator=16, denominator=39, of="massacres"))
    (<Rounding.UP: 'up'>,)
    """
    return tuple(rule for rule in Rounding if computed(share, rule) == printed_percent(share))


def computed(share: Share, rule: Rounding) -> Decimal | None:
    """Returns the percentage under a rule, with as many decimals as printed; None if unknown."""
    if share.numerator is None or not share.denominator:
        return None
    return percentage(share.numerator, share.denominator, rounding=rule, decimals=share.decimals)


def printed_percent(share: Share) -> Decimal:
    """Returns the percentage as printed."""
    return Decimal(str(share.percent)).quantize(Decimal(1).scaleb(-share.decimals))


def counts_that_fit(share: Share, rule: Rounding) -> tuple[int, ...]:
    """Returns the smallest and the largest count that gives the percentage: (), (n,) or two.

    >>> forty_two = Share(percent=42, numerator=16, denominator=39, of="massacres")
    >>> counts_that_fit(forty_two, Rounding.UP), counts_that_fit(forty_two, Rounding.HALF_UP)
    ((16,), ())
    """
    whole = share.denominator
    if not whole:
        return ()
    step = Decimal(1).scaleb(-share.decimals)
    lowest = max(0, int((printed_percent(share) - step) * whole / 100))
    highest = int((printed_percent(share) + step) * whole / 100) + 1
    fitting = [
        count
        for count in range(lowest, highest + 1)
        if percentage(count, whole, rounding=rule, decimals=share.decimals)
        == printed_percent(share)
    ]
    return tuple(sorted({fitting[0], fitting[-1]})) if fitting else ()


def _alone(printed: Printed, figure: PublishedFigure, share: Share) -> Check:
    kind = Kind.PERCENTAGES
    facts: dict[str, Fact] = {"percent": str(printed_percent(share)), "of": share.of}
    if share.numerator is None or not share.denominator:
        return check(printed, kind, Outcome.OPEN, "percent.open", facts=facts, basis=[figure])
    rules = rules_that_fit(share)
    exact = percentage(
        share.numerator, share.denominator, rounding=Rounding.HALF_UP, decimals=share.decimals + 2
    )
    facts |= {
        "numerator": share.numerator,
        "denominator": share.denominator,
        "exact": str(exact),
        "half_up": str(computed(share, Rounding.HALF_UP)),
        "rules": tuple(rule.value for rule in rules),
    }
    facts |= {f"counts_{rule.value}": counts_that_fit(share, rule) for rule in Rounding}
    if not rules:
        return check(printed, kind, Outcome.FAILS, "percent.none", facts=facts, basis=[figure])
    code = "percent.fits" if Rounding.HALF_UP in rules else "percent.not_half_up"
    return check(printed, kind, Outcome.HOLDS, code, facts=facts, basis=[figure])


def _jointly(printed: Printed) -> Iterator[Check]:
    held = [
        (figure, figure.share, rules)
        for figure in printed.shares
        if figure.share is not None and (rules := rules_that_fit(figure.share))
    ]
    readable = [f for f in printed.shares if f.share and computed(f.share, Rounding.UP) is not None]
    if len(held) < 2 or len(held) < len(readable):
        return
    common = [rule for rule in Rounding if all(rule in rules for _, _, rules in held)]
    shares = [share for _, share, _ in held]
    facts: dict[str, Fact] = {
        "percents": tuple(str(printed_percent(share)) for share in shares),
        "numerators": tuple(share.numerator or 0 for share in shares),
        "denominators": tuple(share.denominator or 0 for share in shares),
        "rules": tuple(rule.value for rule in common),
    }
    facts |= {
        rule.value: tuple(str(computed(share, rule)) for share in shares) for rule in Rounding
    }
    if not common:
        outcome, code = Outcome.FAILS, "rounding.none"
    else:
        outcome = Outcome.HOLDS
        code = "rounding.fits" if Rounding.HALF_UP in common else "rounding.not_half_up"
    figures = [figure for figure, _, _ in held]
    yield check(printed, Kind.JOINT_ROUNDING, outcome, code, facts=facts, basis=figures)
