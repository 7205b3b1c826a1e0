"""The child: reads the files that its standard input names and writes one line of JSON a file.

It is started as a fresh interpreter that imports little, with limits on memory and time where the system has them; a
file that breaks it ends this process and not the office.
"""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import Any

from matcher.intake.look import Refused, kind_of, look_into_ole, look_into_zip
from matcher.intake.texts import read_text

MAX_MEMORY = 512 << 20  # bytes of address space
MAX_SECONDS = 60  # of processor time for one call's child, extended file by file


def limit_memory() -> None:
    """Bound the address space where the system can (Linux); elsewhere the look before reading stands alone."""
    try:
        import resource  # noqa: PLC0415 not on Windows
    except ImportError:  # Windows
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):  # macOS refuses a bound on the address space
        return


def read(path: Path) -> dict[str, Any]:
    """One file as `{"kind", "sheets"}`, or `{"refused", "values"}`."""
    try:
        kind = kind_of(path)
        if kind == "text":
            return {"kind": "text", "sheets": [{"name": None, "first": [1, 1], "merged": [], **read_text(path)}]}
        (look_into_zip if kind == "xlsx" else look_into_ole)(path)
        from matcher.intake.workbooks import read_workbook  # noqa: PLC0415 text files need no calamine

        return {"kind": kind, "sheets": read_workbook(path, kind)}
    except Refused as refused:
        return {"refused": refused.code, "values": refused.values}
    except MemoryError:
        return {"refused": "file_too_much_work", "values": {}}
    except OSError as error:
        return {"refused": "file_not_opened", "values": {"why": error.strerror or ""}}
    except Exception:  # whatever a broken file makes of a reader, it is that file's fault and its only answer
        return {"refused": "file_damaged", "values": {}}


def write_value(value: object) -> object:
    """A cell that JSON does not have: days and moments as `{"d": text}`, durations as `{"s": seconds}`."""
    if isinstance(value, datetime.timedelta):
        return {"s": value.total_seconds()}
    if isinstance(value, datetime.date | datetime.time):
        return {"d": value.isoformat()}
    return str(value)


def main() -> None:
    """Read the list of paths from standard input, answer a line a file."""
    limit_memory()
    for text in json.loads(sys.stdin.buffer.read()):
        try:
            answer = json.dumps(read(Path(text)), default=write_value, ensure_ascii=True)
        except MemoryError:
            answer = json.dumps({"refused": "file_too_much_work", "values": {}})
        sys.stdout.buffer.write(answer.encode("ascii") + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
