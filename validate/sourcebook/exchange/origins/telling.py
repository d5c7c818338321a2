"""An account, and an export, as lines for a terminal."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.exchange.origins.account import Account
    from sourcebook.exchange.origins.exporting import Exported, Lost
    from sourcebook.exchange.origins.misfits import Misfits

_SHOWN = 10
_FEW = 3


def account(told: Account) -> Iterator[str]:
    """What became of a file, the totals first."""
    yield from told.remarks
    would = "would be " if told.dry else ""
    yield (
        f"{told.file}: {_many(told.rows, 'row')} of {told.origin}: {told.imported:,} "
        f"{would}imported, {told.recognised:,} recognised as there already, "
        f"{len(told.reported):,} reported and left out."
    )
    if told.exported:
        yield (
            f"Of those recognised, {told.exported:,} are known as rows that an export of "
            f"{told.dataset} has written."
        )
    if told.added:
        added = ", ".join(f"{table} {many:,}" for table, many in sorted(told.added.items()))
        yield f"New rows in {told.dataset}: {added}."
    yield from _reported(told)
    yield from _values("Cells left empty, by column and value", told.emptied.most_common(), " ({})")
    yield from _values(
        "Values changed, by column and value", told.adjusted.most_common(), ", now {}"
    )
    if told.left_out:
        yield f"Columns that are not mapped ({len(told.left_out)}):"
        for column, (many, why) in told.left_out.items():
            yield f"  {column}: {_many(many, 'value')}. {why}".rstrip()
    yield from _findings(told)
    yield from _terms(told)
    if told.imported:
        yield from _left(told)
        yield from _next(told)


def _left(told: Account) -> Iterator[str]:
    """What somebody has to look at now."""
    if told.constant:
        same = ", ".join(f"{column} {value!r}" for column, value in told.constant.items())
        yield (
            f"The same in each new row of {told.subject}, as the mapping says and not "
            f"{told.origin}: {same}."
        )
    if told.after:
        after = ", ".join(f"{rule} {many:,}" for rule, many in told.after.items())
        errors = f" ({_many(told.after_errors, 'error')} in all)" if told.after_errors else ""
        yield f"Findings that {told.dataset} {_has(told)} more than before: {after}{errors}."
    for reason, many in told.unchecked.items():
        yield f"Rules that can't be checked any more until that is mended: {many:,}, as {reason}."


def _next(told: Account) -> Iterator[str]:
    place = shlex.quote(told.place)
    if told.dry:
        yield "Next: run it again without --dry-run."
        return
    look = f"`sourcebook diff HEAD {place}` shows what was added; " if told.versioned else ""
    mend = "tells the place of each finding" if told.after else "finds nothing new"
    yield f"Next: {look}`sourcebook validate {place}` {mend}."


def _has(told: Account) -> str:
    return "would have" if told.dry else "has"


def _reported(told: Account) -> Iterator[str]:
    reasons = told.reasons.most_common()
    if reasons:
        yield f"Rows left out, by column and value ({_many(len(reasons), 'reason')}):"
        for (column, value, why), many in reasons[:_SHOWN]:
            what = f"{column} = {value!r}: " if column else ""
            yield f"  {_many(many, 'row')}: {what}{why}"
        yield from _rest(len(reasons) - _SHOWN)


def _values(title: str, found: list[tuple[tuple[str, str, str], int]], form: str) -> Iterator[str]:
    if found:
        yield f"{title} ({sum(many for _, many in found):,} in all):"
        for (column, value, other), many in found[:_SHOWN]:
            yield f"  {_many(many, 'row')}: {column} = {value!r}{form.format(other)}"
        yield from _rest(len(found) - _SHOWN)


def _findings(told: Account) -> Iterator[str]:
    if not told.broken:
        return
    rules = ", ".join(f"{rule} {many:,}" for rule, many in told.broken.items())
    yield f"The file breaks its own codebook: {rules}. These rows are taken as they are."
    for finding in told.findings[:_SHOWN]:
        place = ":".join(str(each) for each in (told.file, finding.line, finding.column) if each)
        value = f" {finding.field} = {finding.value!r}:" if finding.field else ""
        yield f"  {place}: {finding.severity.value} {finding.code}:{value} {finding.message}"
    yield from _rest(len(told.findings) - _SHOWN)


def _rest(more: int) -> Iterator[str]:
    if more > 0:
        yield f"  … and {more:,} more; --report FILE lists them."


def _terms(told: Account) -> Iterator[str]:
    licence = f"{told.origin}: {told.licence}. " if told.licence else ""
    if told.publishable:
        yield f"{licence}{told.because}"
    else:
        marked = "would be marked" if told.dry else "is marked"
        yield (
            f"{licence}{told.because} {told.dataset} {marked} as not to be published: "
            "`publish`, `release` and `zenodo` refuse it."
        )


def exported(told: Exported, place: str) -> Iterator[str]:
    """What was written, and what the file can't carry."""
    filled = len(told.columns) - len(told.empty)
    yield f"{place}: {_many(told.rows, 'row')}, {filled} of {len(told.columns)} columns filled."
    if told.empty:
        yield f"Columns for which the dataset has nothing: {', '.join(told.empty)}."
    yield from _lost("Made up, as the origin must have a value there:", told.made_up)
    yield from _lost("Lost on the way:", told.lost)
    yield from _misfits(told.misfits)


def _lost(title: str, found: Sequence[Lost]) -> Iterator[str]:
    if found:
        yield title
    for each in found:
        values = [value for value, _ in each.values]
        listed = ""
        if values and len(values) <= _SHOWN:
            listed = " (" + ", ".join(f"{value!r} {many:,}" for value, many in each.values) + ")"
        yield f"  {each.what}: {each.total:,}{listed}"


def _misfits(told: Misfits) -> Iterator[str]:
    if not told.total:
        yield "It keeps to the codebook of the origin."
        return
    yield f"It breaks the codebook of the origin {_times(told.total)}, by column and value:"
    for each in told.columns:
        listed = ", ".join(f"{value!r} {many:,}" for value, many in each.values.most_common(_FEW))
        more = len(each.values) - _FEW
        listed += f" and {_many(more, 'other value')}" if more > 0 else ""
        what = f"{each.column} = {listed}" if each.column else each.rule
        yield f"  {_many(each.values.total(), 'row')}: {what}: {each.why}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
