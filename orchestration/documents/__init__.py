"""Bytes in, documents out: the folder is walked with care, each file is sniffed, decoded, cut into sections.

What belongs here: everything between the file system and a `Document`. What does not: language analysis, tables,
orchestration. A file either becomes documents or is refused with a reason of a closed list; nothing is lost in between.
"""
