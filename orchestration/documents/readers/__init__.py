"""One module a format: decoded content to drafts.

What belongs here: reading one format. What does not: choosing it (`sniffing`), limits on files (`intake`).
A reader takes characters and limits and returns a list of `Draft`: most files hold one document, some several.
"""
