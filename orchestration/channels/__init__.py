"""Channels: telling people and programs what happened, by e-mail, webhook and file, each event once on each.

What belongs here: how a message looks and travels, what waits to be told, trying again. What does not: what there is
to tell and when (`announcing`). Whatever a channel does, its errors name the channel and never repeat the message.
"""

from orchestration.channels.jsonlines import append_line
from orchestration.channels.mail import send_email
from orchestration.channels.message import Message, UndeliveredError
from orchestration.channels.outbox import Entry, Outbox
from orchestration.channels.webhook import post

__all__ = ["Entry", "Message", "Outbox", "UndeliveredError", "append_line", "post", "send_email"]
