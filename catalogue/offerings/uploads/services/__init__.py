"""Changes to uploads: received, checked, mended, published, taken back; what programs need to send some."""

from catalogue.offerings.uploads.services.choosing import choose, choose_again, choose_undo
from catalogue.offerings.uploads.services.fetching_images import fetch_images
from catalogue.offerings.uploads.services.forgetting import forget_old
from catalogue.offerings.uploads.services.mending import mend
from catalogue.offerings.uploads.services.pulling import pull_due, save_pull
from catalogue.offerings.uploads.services.putting import put
from catalogue.offerings.uploads.services.receiving import receive
from catalogue.offerings.uploads.services.rest import take_up_rest
from catalogue.offerings.uploads.services.together import mend_together
from catalogue.offerings.uploads.services.tokens import holder_of, make_token, revoke_token
from catalogue.offerings.uploads.services.working import work

__all__ = [
    "choose",
    "choose_again",
    "choose_undo",
    "fetch_images",
    "forget_old",
    "holder_of",
    "make_token",
    "mend",
    "mend_together",
    "pull_due",
    "put",
    "receive",
    "revoke_token",
    "save_pull",
    "take_up_rest",
    "work",
]
