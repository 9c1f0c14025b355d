"""Characters that deceive are said beside the file; honest typography raises no doubt."""

import pytest

from orchestration.documents.doubts import doubts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "L\u2019\u00e9t\u00e9 \u00ab\u202fici\u202f\u00bb \u2014 \u0153uvre, 10\u00a0k\u20ac, co\u00adop\u00e9ra",
            (),
        ),
        ("Une mesure de 5 \u00b5m, un \u0394T de 3 \u00b0C, le rayonnement \u03b3", ()),
        ("\u041c\u043e\u0441\u043a\u0432\u0430 et \u0391\u03b8\u03ae\u03bd\u03b1", ()),
        ("Famille \U0001f468\u200d\U0001f469\u200d\U0001f467 r\u00e9unie", ()),
        ("Nord\u0430lis a sign\u00e9", ("mixed_script",)),
        ("facture\u202efdp.exe", ("bidi_controls",)),
        ("Nor\u200bdalis", ("invisible_chars",)),
        ("Nor\u200ddalis", ("invisible_chars",)),
        ("mot\U000e0041\U000e0042", ("invisible_chars",)),
        ("x" * 10_000, ("long_token",)),
    ],
)
def test_doubts(text, expected):
    assert doubts(text) == expected


def test_a_long_word_of_look_alikes_takes_no_time():
    assert doubts("\u0430a" * 2_000_000) == ("mixed_script", "long_token")
    assert doubts("a" * 2_000_000 + " \u0430") == ("long_token",)
