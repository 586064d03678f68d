"""How an upload moves from file to catalogue, and what is refused on the way."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError

MOST_BYTES = 100_000_000
MOST_WAITING = 5
"""Uploads of one provider that are not checked yet."""
MOST_BYTES_A_DAY = 500_000_000
"""Of the files of one provider in 24 hours: what is kept of them would fill a database. 50,000 rows are 20 MB."""
MOST_TOKENS = 20
UNDO_FOR = timedelta(days=7)
KEPT_FOR = timedelta(days=30)
SHOWN_VALUE = 300
"""Letters of what stands in a file that a page shows."""
LEASE = timedelta(minutes=2)
"""Renewed with every batch: what a worker that died held is taken up by another one after this."""
MOST_ATTEMPTS = 3
AT_ONCE = 100
"""So many offerings go in within one transaction; all of a larger file takes several."""


class UploadState(StrEnum):
    WAITING = "waiting"
    CHECKED = "checked"
    REFUSED = "refused"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    UNDOING = "undoing"
    UNDONE = "undone"


AT_WORK = (UploadState.WAITING, UploadState.PUBLISHING, UploadState.UNDOING)
"""The worker has something to do."""


class Outcome(StrEnum):
    """What the check says about an offering; absent: one of the provider's that the file does not name."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    ABSENT = "absent"


TAKEN = (Outcome.CREATED, Outcome.UPDATED)
"""What publishing takes in."""


class Applied(StrEnum):
    """What became of it. kept: could not be taken back."""

    PENDING = "pending"
    APPLIED = "applied"
    FAILED = "failed"
    UNDONE = "undone"
    KEPT = "kept"


class How(StrEnum):
    GOOD = "good"
    ALL = "all"


class Stage(StrEnum):
    """What the worker is at, of the steps that publishing takes."""

    CHECKING_AGAIN = "checking_again"
    WRITING = "writing"
    OPENING = "opening"
    HIDING = "hiding"
    TAKING_BACK = "taking_back"


class Source(StrEnum):
    DESK = "desk"
    PULL = "pull"


class FileMissing(DomainError):
    code = "file_missing"
    message = _l("Choose a file.")
    status = 422


class KindNotTaken(DomainError):
    code = "kind_not_taken"
    message = _l("This kind of file is not read. Choose a spreadsheet (.xlsx), a table (.csv) or JSON Lines (.jsonl).")
    status = 422


class TooManyWaiting(DomainError):
    code = "too_many_waiting"
    message = _l("Several files of yours are still being checked. Please wait until that is done.")
    status = 422


class TooMuchInADay(DomainError):
    code = "too_much_in_a_day"
    message = _l("Your files of today come to more than 500 megabytes. Please send the rest tomorrow.")
    status = 422


class NotCheckedNow(DomainError):
    """The upload is not in the state that the step needs."""

    code = "not_checked_now"
    message = _l("This is not possible any more. The page shows where the upload stands now.")


class HowMissing(DomainError):
    code = "how_missing"
    message = _l("Choose what is to be published.")
    status = 422


class NotAllGood(DomainError):
    code = "not_all_good"
    message = _l("There are still errors in the file, and you want all or nothing. Mend them, or choose the good rows.")
    status = 422


class NothingToPublish(DomainError):
    code = "nothing_to_publish"
    message = _l("There is nothing in this file that would change anything.")
    status = 422


class NoListings(NothingToPublish):
    """Not even what the file leaves out is hidden: it is most likely the empty file as it was taken."""

    code = "no_listings"
    message = _l("There is no listing in this file.")


class ResultStale(DomainError):
    """What stood here as the file has it, so that nothing was to be done, has changed since."""

    code = "result_stale"
    message = _l(
        "Listings of this file have changed here since it was checked. Have it checked again first: then the page "
        "shows what it would change now."
    )


class NothingMended(DomainError):
    code = "nothing_mended"
    message = _l("Nothing was changed.")
    status = 422


class NotEveryoneNamed(DomainError):
    code = "not_everyone_named"
    message = _l("Some rows could not be read at all, so it is not certain which listings the file leaves out.")
    status = 422


class UndoOver(DomainError):
    code = "undo_over"
    message = _l("An import can be taken back for 7 days, and these have passed.")


class DeskAtRest(DomainError):
    code = "desk_at_rest"
    message = _l("Nothing can be changed at this desk.")
    status = 422


def ensure_working(working: bool) -> None:
    """:param working: whether the desk is. :raises DeskAtRest: it is not."""
    if not working:
        raise DeskAtRest


class NameMissing(DomainError):
    code = "name_missing"
    message = _l("Give it a name, so that you know it again.")
    status = 422


class TooManyTokens(DomainError):
    code = "too_many_tokens"
    message = _l("There are very many tokens already. Revoke those that are not used.")
    status = 422


class FetcherGone(DomainError):
    """Who named an address to be fetched from is no editor of the provider any more."""

    code = "fetcher_gone"
    message = _l(
        "Nothing is fetched any more: whoever saved this address is no longer an editor here. Save it again to go on."
    )


class AddressNotFetched(DomainError):
    """`about["why"]` is for the log; the words are the same, so that nobody explores a network with them."""

    code = "address_not_fetched"
    message = _l("Nothing could be fetched from this address. It must be public, answer quickly and lead to a file.")
    status = 422


class AddressNotAllowed(AddressNotFetched):
    """An address that is refused when somebody names it: what can be seen at it says which of it is not allowed."""

    code = "address_not_allowed"
    message = _l("This is not an address of a file. It looks like this: https://example.org/listings.csv")


class SchemeNotAllowed(AddressNotAllowed):
    code = "scheme_not_allowed"
    message = _l("The address must begin with https:// or http://, such as https://example.org/listings.csv")


class AddressWithPassword(AddressNotAllowed):
    code = "address_with_password"
    message = _l("There is a user name or a password in the address. Files are fetched without one: leave it out.")


class PortNotAllowed(AddressNotAllowed):
    code = "port_not_allowed"
    message = _l(
        "There is a number behind the name of the server that is not allowed. Only the usual doors are: 443 with "
        "https://, 80 with http://. Leave the number and the colon before it out."
    )


class AddressInside(AddressNotAllowed):
    code = "address_inside"
    message = _l(
        "This address leads into a private network or to the computer itself, where nothing is fetched. Allowed are "
        "addresses that everybody on the internet can reach, such as https://example.org/listings.csv"
    )
