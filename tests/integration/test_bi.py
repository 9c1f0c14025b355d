"""Clients that are not Greffier's own read a published release: old DuckDBs, a Python without DuckDB, Node.

Each is installed by pip or npm into a folder of the test, and reads what `latest` leads to.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration

QUOTE = "select speaker_name, content from quotes_with_speakers where speaker_kind = 'actor' order by quote_id limit 1"
VIEWS = "select view_name from duckdb_views() where not internal order by view_name"

ASK_DUCKDB = f"""
import json, sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as con:
    tables = [name for name, in con.execute("select table_name from duckdb_tables() order by 1").fetchall()]
    views = [name for name, in con.execute({VIEWS!r}).fetchall()]
    rows = {{name: con.execute(f'select count(*) from "{{name}}"').fetchone()[0] for name in tables + views}}
    quote = con.execute({QUOTE!r}).fetchone()
print(json.dumps([duckdb.__version__, rows, quote]))
"""

ASK_POLARS = """
import json, sys, polars
from pathlib import Path
folder = Path(sys.argv[1])
rows = {path.stem: len(polars.read_parquet(path)) for path in folder.glob("*.parquet")}
quotes = polars.read_parquet(folder / "quotes.parquet").join(
    polars.read_parquet(folder / "actors.parquet"), left_on="speaker_actor_id", right_on="actor_id"
)
print(json.dumps([rows, quotes.sort("quote_id").select("name", "content").row(0)]))
"""

ASK_NODE = """
const {DuckDBInstance} = require('@duckdb/node-api');
(async () => {
  const instance = await DuckDBInstance.create(process.argv[2], {access_mode: 'READ_ONLY'});
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(process.argv[3]);
  console.log(JSON.stringify(reader.getRows()[0]));
})();
"""


def run(*command: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def python_with(folder: Path, package: str) -> Path:
    """A Python of its own with one package."""
    run(sys.executable, "-m", "venv", folder)
    run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package)
    return folder / "bin" / "python"


@pytest.fixture
def quote(night) -> list[str | None]:
    """The quote that every client is asked for, as Greffier's own DuckDB reads it."""
    return list(night.rows(QUOTE)[0])


def test_the_oldest_duckdb_reads_every_table_and_view(night, quote, tmp_path: Path) -> None:
    # The line that the default `storage_version` (v1.2.0) is for.
    python = python_with(tmp_path / "client", "duckdb==1.2.2")
    told, rows, found = json.loads(run(python, "-c", ASK_DUCKDB, night.latest / "warehouse.duckdb"))
    assert told == "1.2.2"
    names = {path.stem for path in night.latest.glob("*.parquet")} | {name for (name,) in night.rows(VIEWS)}
    assert rows == {name: night.rows(f"select count(*) from {name}")[0][0] for name in names}
    assert found == quote


def test_polars_reads_the_parquet_files(night, quote, tmp_path: Path) -> None:
    python = python_with(tmp_path / "client", "polars>=2,<3")
    rows, found = json.loads(run(python, "-c", ASK_POLARS, night.latest))
    assert rows == {name: night.rows(f"select count(*) from {name}")[0][0] for name in rows}
    assert len(rows) == len(list(night.latest.glob("*.parquet")))
    assert found == quote


def test_the_command_line_reads_the_database(night, quote, tmp_path: Path) -> None:
    python = python_with(tmp_path / "client", "duckdb-cli==1.5.2")
    command = [python.with_name("duckdb"), "-readonly", "-json", night.latest / "warehouse.duckdb"]
    (found,) = json.loads(run(*command, QUOTE))
    assert list(found.values()) == quote
    assert "Error" not in run(*command, "select * from co_mentions; select * from speakers; select * from contracts")


@pytest.mark.skipif(shutil.which("npm") is None, reason="there is no Node on this machine")
def test_node_reads_the_database(night, quote, tmp_path: Path) -> None:
    run("npm", "install", "--silent", "--no-audit", "--no-fund", "@duckdb/node-api@1.5.0-r.1", cwd=tmp_path)
    script = tmp_path / "ask.js"
    script.write_text(ASK_NODE)
    assert json.loads(run("node", script, night.latest / "warehouse.duckdb", QUOTE, cwd=tmp_path)) == quote
