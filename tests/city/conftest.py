from __future__ import annotations

import pytest

from matcher.city import City, default_moment, generate_city
from matcher.city.clerks.dirty import Dirty, make_dirty


@pytest.fixture(scope="session")
def city() -> City:
    """2,000 people and 1,000 posts, as `demo` makes them."""
    return generate_city(2000, 1000, 0, default_moment())


@pytest.fixture(scope="session")
def dirty() -> Dirty:
    """The sixty workbooks and three lists."""
    return make_dirty(0, default_moment())
