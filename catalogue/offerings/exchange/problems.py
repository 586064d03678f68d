"""What can be wrong with a file or a line of it: whole-file refusals, and problems with row and field."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError
from catalogue.core.texts import clean

MAX_MEGABYTES = 100
MOST_TEXT = 1_000_000
"""Letters of a row, of a line and of all rows of an offering: files of any size are read, one of these at a time."""
MOST_OFFERINGS = 200_000
MOST_FINDINGS = 2_000
"""About one offering, or one of its runs: a line may have a hundred thousand fields that nobody knows."""
TOO_MUCH_TEXT = _l("This row has more than a million letters, so it was not read.")
MISSING = "missing"


class FileRefused(DomainError):
    """The whole file cannot be read; nothing of it was taken."""

    status = 422


class FileTooLarge(FileRefused):
    code = "file_too_large"
    message = _l("The file is larger than 100 megabytes. Please divide it into several files.")
    status = 413


class FileEmpty(FileRefused):
    code = "file_empty"
    message = _l("The file is empty.")


class FileGone(FileRefused):
    code = "file_gone"
    message = _l("The file is not there any more. Please send it again.")


class FormatNotRead(FileRefused):
    code = "format_not_read"
    message = _l("This kind of file is not read. Read are spreadsheets (.xlsx), tables (.csv) and JSON Lines (.jsonl).")


class EncodingNotRead(FileRefused):
    code = "encoding_not_read"
    message = _l("The encoding of the file was not recognised. Please save it as UTF-8.")


class ColumnMissing(FileRefused):
    """`about["column"]` names those that are missing, as they stand in a file."""

    code = "column_missing"
    message = _l(
        "The first line of the file must hold the headings of its columns, and some that every file needs are not "
        "there. The empty files show how such a table looks."
    )


class ColumnTwice(FileRefused):
    code = "column_twice"
    message = _l("Two columns have the same name, so it is not certain which one counts.")


class TooManyOfferings(FileRefused):
    code = "too_many_offerings"
    message = _l("There are more than 200,000 offerings in this file. Please divide it into several files.")


@dataclass(frozen=True)
class Problem:
    """One thing about one row. A refused row was not taken; otherwise it is only a note.

    :ivar kind: MISSING where publishing lacks something.
    """

    row: int
    field: str
    message: LazyString
    refused: bool = True
    kind: str = ""


@dataclass
class Findings:
    """The problems met while a row is read. `prefix` says where in it we are (`runs[1].`); a flat row has columns."""

    row: int
    prefix: str = ""
    flat: bool = False
    problems: list[Problem] = field(default_factory=list)

    def at(self, prefix: str, row: int | None = None) -> Findings:
        """The same list, deeper in the row (or in another row of the same offering)."""
        deeper = self.prefix if self.flat else self.prefix + prefix
        return Findings(self.row if row is None else row, deeper, self.flat, self.problems)

    def refuse(self, name: str, message: LazyString, below: str = "") -> None:
        if len(self.problems) < MOST_FINDINGS or not self.problems[-1].refused:
            self.problems.append(Problem(self.row, self._field(name, below), message))

    def note(self, name: str, message: LazyString, kind: str = "") -> None:
        if len(self.problems) < MOST_FINDINGS or kind:
            self.problems.append(Problem(self.row, self._field(name, ""), message, refused=False, kind=kind))

    def _field(self, name: str, below: str) -> str:
        joined = f"{name}{'_' if self.flat else '.'}{below}" if below else name
        return self.prefix + joined

    def refuses(self) -> bool:
        return any(problem.refused for problem in self.problems)


def quoted(value: object) -> str:
    """A value as it may stand in a message: short, printable, without marks that reorder text."""
    text = clean(str(value)[:200])
    return text if len(text) <= 40 else text[:39] + "…"
