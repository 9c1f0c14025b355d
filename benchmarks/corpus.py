"""A press corpus made of nothing but invented people and firms: seeded, realistic in proportion, never twice the same.

What belongs here: generating texts for benchmarks. What does not: gold (accuracy is measured on written samples).
Proportions follow what press articles show: about 500 words, one quotation in four sentences, a name in every second.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import yaml

WORDS = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))


def article(seed: int, words: int = 500) -> str:
    """One article of about `words` words; the same seed gives the same article."""
    chance = random.Random(seed)
    people = [f"{chance.choice(WORDS['first'])} {chance.choice(WORDS['last'])}" for _ in range(4)]
    firms = [chance.choice(WORDS["firm"]) + chance.choice(WORDS["firm_end"]) for _ in range(3)]
    paragraphs = [_sentence(chance, "{firm} au cœur de {topic} à {place}", people, firms).rstrip(".")]
    target = chance.randint(words // 2, words * 3 // 2)
    while sum(len(paragraph.split()) for paragraph in paragraphs) < target:
        lines = [
            _sentence(chance, chance.choice(WORDS["sentences"]), people, firms) for _ in range(chance.randint(2, 5))
        ]
        paragraphs.append(" ".join(lines))
    return "\n\n".join(paragraphs) + "\n"


def write_corpus(folder: Path, documents: int, first_seed: int = 0) -> None:
    """Write `documents` articles as text files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(first_seed, first_seed + documents):
        (folder / f"article-{seed:06}.txt").write_text(article(seed), encoding="utf-8")


def texts(folder: Path) -> Iterator[str]:
    """The texts of a corpus in order."""
    for path in sorted(folder.glob("*.txt")):
        yield path.read_text(encoding="utf-8")


def _sentence(chance: random.Random, template: str, people: list[str], firms: list[str]) -> str:
    firm, other = chance.sample(firms, 2)
    return template.format(
        person=chance.choice(people),
        firm=firm,
        other=other,
        place=chance.choice(WORDS["place"]),
        title=chance.choice(WORDS["title"]),
        topic=chance.choice(WORDS["topic"]),
        thing=chance.choice(WORDS["thing"]),
        said=chance.choice(WORDS["said"]),
        month=chance.choice(WORDS["month"]),
        year=chance.randint(1985, 2025),
        day=chance.randint(1, 28),
        amount=f"{chance.randint(1, 90)},{chance.randint(1, 9)}",
        count=chance.randint(12, 900),
    )
