"""Greffier: documents in; actors, organisations, roles, contracts and quotes out, each traceable to its words.

The package follows the way of the data: `documents` (bytes to texts), `extraction` (texts to claims), `resolution`
(mentions to entities), `warehouse` (the working database), `quality` (checks), `publishing` (releases), and `defs`
(the thin Dagster layer over all of them).
"""
