"""Tokens as the edge meets them, before anybody is known."""

from aftersales.tenancy.entry.rules import digest, is_token, use_key

__all__ = ["digest", "is_token", "use_key"]
