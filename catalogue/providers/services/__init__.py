"""Changes to providers: they apply, the office verifies, suspends and closes them; the operator enters them."""

from catalogue.providers.services.applying import Application, apply
from catalogue.providers.services.states import close, enter_verified, reject, suspend, verify

__all__ = ["Application", "apply", "close", "enter_verified", "reject", "suspend", "verify"]
