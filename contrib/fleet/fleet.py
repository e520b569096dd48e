"""Load the JSON Lines of many hosts into DuckDB, and ask it the questions next to this file.

::

    fleet.py load fleet.duckdb ROWS_FOLDER [--owners known-owners.toml]
    fleet.py ask fleet.duckdb [NUMBER ...] [--csv]

A host is called as its file is, ``HOST.jsonl``. The owners are read again at each load.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import re
import sys
import tomllib
from pathlib import Path

import duckdb

FOLDER = Path(__file__).resolve().parent
FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""DuckDB would fetch what it lacks; nothing here is lacking."""
MOST = 200
"""Rows of an answer that are shown; --csv gives all."""


def owners_of(path: Path) -> list[tuple[str, str, str | None, dt.date | None]]:
    """Fingerprint, name, mail and last day of each key in a file of owners.

    Raises:
        ValueError: the file is wrong, and the words say where.
    """
    found: dict[str, tuple[str, str, str | None, dt.date | None]] = {}
    told = tomllib.loads(path.read_text("utf-8"))
    for number, one in enumerate(told.get("owner", []), 1):
        where = f"{path.name}, owner {number}"
        surplus = set(one) - {"name", "mail", "until", "keys"}
        if surplus or not isinstance(one.get("name"), str):
            raise ValueError(f"{where}: {'unknown ' + ', '.join(sorted(surplus)) if surplus else 'no name'}")
        if type(one.get("until", dt.date.min)) is not dt.date:
            raise ValueError(f"{where}: until is not a date such as 2026-12-31")
        for key in one.get("keys", []):
            if FINGERPRINT.fullmatch(str(key)) is None:
                raise ValueError(f"{where}: {key!r} is not a fingerprint such as keywright list shows")
            if key in found:
                raise ValueError(f"{where}: {key} is already a key of {found[key][1]}")
            found[key] = (key, one["name"], one.get("mail"), one.get("until"))
    return list(found.values())


def load(database: Path, rows: Path, owners: Path | None) -> int:
    """Replace what the database holds; the number of rows."""
    people = [] if owners is None else owners_of(owners)
    with duckdb.connect(str(database), config=OFFLINE) as connection:
        connection.execute((FOLDER / "tables.sql").read_text())
        files = sorted(str(path) for path in rows.glob("*.jsonl") if path.stat().st_size)
        if files:
            connection.execute((FOLDER / "load.sql").read_text(), [files])
        columns = [list(column) for column in zip(*people, strict=True)] or [[]] * 4
        connection.execute(
            "INSERT INTO owners SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), "
            "unnest(?::DATE[])",
            columns,
        )
        found = connection.execute("SELECT count(*) FROM keys").fetchone()
    return found[0] if found else 0


def questions() -> dict[int, tuple[str, str]]:
    """Title and SQL of each question, by its number."""
    found = {}
    for path in sorted((FOLDER / "questions").glob("*.sql")):
        text = path.read_text()
        found[int(path.name[:2])] = (text.partition("\n")[0].removeprefix("-- "), text)
    return found


def ask(database: Path, numbers: list[int], *, as_csv: bool) -> None:
    """Print the answers."""
    with duckdb.connect(str(database), read_only=True, config=OFFLINE) as connection:
        for number, (title, sql) in questions().items():
            if numbers and number not in numbers:
                continue
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description or ()]
            answer = cursor.fetchall()
            if as_csv:
                csv.writer(sys.stdout).writerows([names, *answer])
                continue
            print(f"{number:>2}  {title}: {len(answer):,}")
            for row in answer[:MOST]:
                told = (
                    f"{name} {plain(value)}"
                    for name, value in zip(names, row, strict=True)
                    if value is not None
                )
                print(f"    {'  '.join(told)}")
            if len(answer) > MOST:
                print(f"    ... and {len(answer) - MOST:,} more: --csv gives all")


def plain(value: object) -> str:
    """A value as text that does nothing in a terminal: comments and paths are anybody's."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in str(value))


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description="The keys of many hosts in DuckDB.")
    actions = parser.add_subparsers(dest="action", required=True)
    one = actions.add_parser("load", help="replace what the database holds")
    one.add_argument("database", type=Path)
    one.add_argument("rows", type=Path, help="a folder of HOST.jsonl")
    one.add_argument("--owners", type=Path, help="who has which key")
    one = actions.add_parser("ask", help="ask all questions, or some")
    one.add_argument("database", type=Path)
    one.add_argument("numbers", type=int, nargs="*")
    one.add_argument("--csv", action="store_true", help="all rows, for a program")
    arguments = parser.parse_args()
    try:
        if arguments.action == "load":
            print(f"{load(arguments.database, arguments.rows, arguments.owners):,} rows")
        else:
            ask(arguments.database, arguments.numbers, as_csv=arguments.csv)
    except (OSError, ValueError, duckdb.Error) as error:
        print(f"fleet.py: {plain(error)}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
