"""The child: reads the files that its standard input names and writes their cells to its standard output.

It is started as a fresh interpreter that imports little, with limits on memory and time where the system has them; a
file that breaks it ends this process and not the office.
"""

from __future__ import annotations

import datetime
import gc
import marshal
import sys
from itertools import islice

from matcher.intake.refusal import Refused

TYPE_CHECKING = False  # without `typing`, `pathlib` and the like the child starts in half the time
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

MAX_MEMORY = 512 << 20  # bytes of address space
BATCH = 500  # rows a message, so that the parent reads one while the next is written


DAY = datetime.date
PLAIN = frozenset((str, float, int, bool, type(None)))


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


def read(path: str, kind: str) -> Iterator[bytes]:
    """One file as messages: `sheet` and its `rows` in batches, and in the end `end` or `refused`.

    Parent and child are one interpreter and one program, so `marshal` carries the cells, five times as fast as JSON.
    """
    pack = marshal.dumps
    try:
        if kind == "text":
            from matcher.intake.texts import read_text  # noqa: PLC0415 workbooks need no csv

            yield pack({"sheet": {"name": None, "first": [1, 1], "merged": []}})
            yield pack(read_text(path))
        else:
            from matcher.intake.workbooks import read_workbook  # noqa: PLC0415 text files need no calamine

            for sheet in read_workbook(path, kind):
                rows = iter(sheet.pop("rows", ()))
                yield pack({"sheet": sheet})
                columns: set[int] = set()
                while some := list(islice(rows, BATCH)):
                    yield batch(some, columns)
        yield pack({"end": True})
    except Refused as refused:
        yield pack({"refused": refused.code, "values": refused.values})
    except MemoryError:
        yield pack({"refused": "file_too_much_work", "values": {}})
    except OSError as error:
        yield pack({"refused": "file_not_opened", "values": {"why": error.strerror or ""}})
    except Exception:  # whatever a broken file makes of a reader, it is that file's fault and its only answer
        yield pack({"refused": "file_damaged", "values": {}})


def batch(rows: list[list[Any]], columns: set[int]) -> bytes:
    """A message of rows, with the cells that `marshal` does not have apart as (row, column, what `write_value` makes of
    them). `columns` are those that held such cells before, and grow: in most batches no other column is looked at.
    """
    odd = list(_taken_out(rows, columns))
    try:
        return marshal.dumps({"rows": rows, "odd": odd})
    except ValueError:  # a cell that it does not have, in a column that held none before
        new = {at for row in rows for at, value in enumerate(row) if type(value) not in PLAIN}
        odd += _taken_out(rows, new)
        columns |= new
        return marshal.dumps({"rows": rows, "odd": odd})


def _taken_out(rows: list[list[Any]], columns: set[int]) -> Iterator[tuple[int, int, object]]:
    for at, row in enumerate(rows):
        for column in columns:
            value = row[column] if column < len(row) else None
            if type(value) not in PLAIN:
                yield at, column, value.toordinal() if type(value) is DAY else write_value(value)
                row[column] = None


def write_value(value: object) -> object:
    """A moment or a time of day in ISO form, a duration in seconds; a day travels as its number."""
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def main() -> None:
    """Read jobs (`path`, `kind`) and answer each with its messages, every message after its length in 8 bytes."""
    limit_memory()
    gc.disable()  # nothing here is circular, and its passes over the cells cost a third of the time
    out = sys.stdout.buffer
    for path, kind in marshal.loads(sys.stdin.buffer.read()):  # noqa: S302 written by our own parent
        for data in read(path, kind):
            out.write(len(data).to_bytes(8, "big"))
            out.write(data)
        out.flush()


if __name__ == "__main__":
    main()
