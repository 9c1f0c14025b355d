"""Plain text, Markdown included: what stands there is the document.

What belongs here: putting sections and metadata of a plain text together. What does not: telling them (`sections`,
`metadata`).
"""

from __future__ import annotations

from orchestration.documents import language, metadata, sections
from orchestration.documents.cleaning import stored_text
from orchestration.documents.drafts import Draft
from orchestration.documents.refusals import Limits, Rejected


def read(raw: str, limits: Limits) -> list[Draft]:
    """The one document of a plain text. Raises Rejected `empty` or `too_long`."""
    text = stored_text(raw)
    if not text:
        raise Rejected("empty", "nothing but white space")
    if len(text) > limits.max_text_chars:
        raise Rejected("too_long", f"{len(text)} characters, the limit is {limits.max_text_chars}")
    pieces = sections.split(text)
    title = next((text[s.start_char : s.end_char].lstrip("# ") for s in pieces if s.kind == "title"), None)
    content = "\n".join(text[s.start_char : s.end_char] for s in pieces if s.kind != "boilerplate")
    draft = Draft(
        text=text,
        sections=pieces,
        language=language.detect(content),
        title=title,
        author=metadata.author(text),
        publisher=metadata.publisher(content),
        published_on=metadata.published_on(text),
    )
    return [draft]
