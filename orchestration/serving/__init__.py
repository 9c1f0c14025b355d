"""Dagster's user interface and its daemon as a service: both behind one guard, both up or both down.

What belongs here: who may ask, who listens where, which processes live together. What does not: what the interface
shows or a night does. Dagster itself has no notion of a user, and answers what any web page makes a browser ask.
"""

from orchestration.serving.address import AddressError, listen
from orchestration.serving.supervisor import serve
from orchestration.serving.token import TokenError, read_token

__all__ = ["AddressError", "TokenError", "listen", "read_token", "serve"]
