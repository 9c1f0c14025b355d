"""`make docs`: dbt's own documentation, and the data dictionary out of the same descriptions.

What belongs here: running the two generators. What does not: descriptions; those stand beside the models.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from orchestration import console
from orchestration.environment import prepare
from orchestration.publishing import load_catalog, render_dictionary, with_alerts
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.store import Store


def main() -> None:
    """Write `<home>/dbt/index.html` (with its manifest and catalogue) and `docs/data-dictionary.md`."""
    settings = Settings()
    prepare(settings)
    Store(settings.database).create()
    dbt = str(Path(sys.executable).with_name("dbt"))
    command = [dbt, "docs", "generate", "--quiet", "--project-dir", str(PROJECT_ROOT / "dbt_project")]
    subprocess.run(command, check=True)  # noqa: S603 - our own dbt on our own project
    tables = with_alerts(load_catalog(settings.dbt_target / "manifest.json"))
    dictionary = PROJECT_ROOT / "docs" / "data-dictionary.md"
    dictionary.write_text(render_dictionary(tables), encoding="utf-8")
    console.say(f"dbt docs: {settings.dbt_target / 'index.html'}")
    console.say(f"Data dictionary: {dictionary}")


if __name__ == "__main__":
    main()
