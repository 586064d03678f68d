"""Changes to uploads: received, checked, mended, published, taken back."""

from catalogue.offerings.uploads.services.choosing import choose, choose_undo
from catalogue.offerings.uploads.services.mending import mend
from catalogue.offerings.uploads.services.receiving import receive
from catalogue.offerings.uploads.services.working import work

__all__ = ["choose", "choose_undo", "mend", "receive", "work"]
