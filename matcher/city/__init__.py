"""The synthetic city of Yangzhou: records, labels from a hidden utility, interactions, and staff's messy workbooks."""

from __future__ import annotations

from matcher.city.assumptions import default_moment
from matcher.city.city import City, generate_city
from matcher.city.files import write_city, write_fair, write_labels, write_messy, write_records, write_rounds

__all__ = [
    "City",
    "default_moment",
    "generate_city",
    "write_city",
    "write_fair",
    "write_labels",
    "write_messy",
    "write_records",
    "write_rounds",
]
