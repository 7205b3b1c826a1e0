"""How much of a file is read at all (contract 6.1), and how much of it fits into the child's memory."""

MAX_UNPACKED = 256 * 2**20  # bytes
MAX_CELLS = 1_000_000  # non-empty ones in a file
MAX_COLUMNS = 702  # column ZZ: wider than any form, narrow enough for a dense sheet in memory
MAX_AREA = 8_000_000  # cells of the rectangle round all values; a reader holds it densely, at some 40 bytes each
