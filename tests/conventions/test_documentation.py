"""What the documentation says of the code must be so."""

import re

from orchestration.settings import PROJECT_ROOT, Settings


def test_every_setting_is_documented_with_its_default_and_meaning():
    page = (PROJECT_ROOT / "docs" / "settings.md").read_text()
    for name, field in Settings.model_fields.items():
        default = str(field.default).replace(f"{PROJECT_ROOT}/", "")
        assert f"| `{name}` | `{default}` | {field.description} |" in page


def test_every_make_target_that_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT_ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)`", (PROJECT_ROOT / "README.md").read_text()))
    assert {"run", "test", "dev"} <= named <= targets


def test_links_between_pages_lead_somewhere():
    for page in [PROJECT_ROOT / "README.md", *(PROJECT_ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
