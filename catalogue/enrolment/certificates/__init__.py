"""Proof of a completion: frozen content, signature, public code, badge, revocation."""
