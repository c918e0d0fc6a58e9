"""What was put into an interaction, and whether an answer gives it back as it was sent."""

from __future__ import annotations

from conformance.exchange import Exchange
from conformance.interaction import given, said
from conformance.verdict import Verdict, that


def kept_input(made: Exchange, found: Exchange) -> Verdict:
    """The input that ``found`` shows is the one that ``made`` sent: the same texts, the same pieces, in order.

    A piece may have gained fields, and lost those that were null.
    """
    sent, shown = made.sent.get("input"), given(found.interaction)
    return that(said(shown), "the texts of the stored input", found).equals(said(sent))
