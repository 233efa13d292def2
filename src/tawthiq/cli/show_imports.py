"""What the import of a file shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tawthiq.cli.screen import say, say_json, shown
from tawthiq.intake.notice import Notice, NoticeGroup, Treatment

if TYPE_CHECKING:
    from tawthiq.intake.importing import ImportResult  # it needs a database, and `verify` none

_MOST = 40
_LONGEST = 60
_TITLES = {
    Treatment.REJECTED: "Rejected",
    Treatment.ALTERED: "Altered",
    Treatment.AS_GIVEN: "Kept as given",
    Treatment.NOTED: "To look at",
}


def imported(results: Sequence[ImportResult], *, as_json: bool) -> None:
    """Shows what imports did: numbers first, then every reason with where it first stands."""
    if as_json:
        told = [_as_json(each) for each in results]
        say_json(told[0] if len(told) == 1 else told)
        return
    for each in results:
        _in_words(each)


def _in_words(result: ImportResult) -> None:
    would = "would be " if result.dry_run else ""
    say(f"{shown(result.file)}: {result.rows_read:,} rows read as {result.format}")
    numbers = {
        "created": result.created, "changed": result.changed, "unchanged": result.unchanged,
        "left withdrawn": result.left_withdrawn,
    }  # fmt: skip
    done = ", ".join(f"{number:,} {name}" for name, number in numbers.items() if number)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in result.records.items())
    say(f"  records: {would}{done or 'none'}" + (f" ({kinds})" if kinds else ""))
    if result.rejected:
        where = f"; they are in {result.rejects_file}" if result.rejects_file else ""
        say(f"  rows rejected: {result.rejected:,}{where}")
    for group in result.groups[:_MOST]:
        say(f"  {_line(group)}")
    if len(result.groups) > _MOST:
        say(f"  ... and {len(result.groups) - _MOST} further reasons; all of them: --notices FILE")
    if result.left_withdrawn:
        say("  Withdrawn records stay withdrawn. To bring them back: tawthiq undo BATCH")
    if result.dry_run:
        say("  Nothing was written (--dry-run).")
    elif result.batch:
        say(f"  Batch {result.batch}. To take it back: tawthiq undo {result.batch}")
    else:
        say("  Nothing new.")


def _line(group: NoticeGroup) -> str:
    notice, fault = group.first, group.first.fault
    place = [] if fault.sheet is None else [f"sheet {fault.sheet}"]
    place += [] if fault.column is None else [f"column {fault.column}"]
    first = f"row {fault.row}" if fault.row is not None else ""
    value = f", {fault.value!r}" if fault.value else ""
    times = f"{group.count:,} x, first " if group.count > 1 else ""
    where = ", ".join(place)
    head = f"{_TITLES[notice.treatment]}{f' ({where})' if where else ''}"
    told = f"{head}: {times}{first}{value}: " if first or times else f"{head}: "
    return shown(f"{_short(told, 200)}{_short(fault.reason, 300)}. {fault.remedy}")


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest // 2]} … {text[-longest // 2 :]}"


def _as_json(result: ImportResult) -> dict[str, Any]:
    return {
        "file": result.file,
        "format": result.format,
        "dry_run": result.dry_run,
        "rows_read": result.rows_read,
        "created": result.created,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "left_withdrawn": result.left_withdrawn,
        "rejected": result.rejected,
        "altered": result.altered,
        "kept_as_given": result.kept_as_given,
        "noted": result.noted,
        "records": dict(result.records),
        "batch": result.batch,
        "rejects_file": str(result.rejects_file) if result.rejects_file else None,
        "groups": [{"count": group.count, **_notice(group.first)} for group in result.groups],
        "notices": [_notice(notice) for notice in result.notices],
    }


def _notice(notice: Notice) -> dict[str, Any]:
    fault = notice.fault
    return {
        "treatment": notice.treatment.value, "code": notice.code, "file": fault.file,
        "sheet": fault.sheet, "row": fault.row, "column": fault.column, "value": fault.value,
        "reason": fault.reason, "remedy": fault.remedy,
    }  # fmt: skip
