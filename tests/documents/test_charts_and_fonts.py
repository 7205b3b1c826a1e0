"""Charts are well-formed SVG with real words, the same bytes every time; fonts hold the glyphs of a page."""

from __future__ import annotations

import base64
import io
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from fontTools.ttLib import TTFont

from matcher.documents.charts import Estimate, bars, curves, estimates, scatter
from matcher.documents.fonts import font_face, font_path, font_url

RNG = np.random.default_rng(0)
CHARTS = {
    "estimates": lambda: estimates([Estimate("默认", 0.4, 0.35, 0.45), Estimate("bm25", 0.3, 0.2, 0.4)], "MAP"),
    "scatter": lambda: scatter(np.array([0.1, 0.9]), np.array([0.2, 1.0]), "默认", "bm25"),
    "scatter of many": lambda: scatter(np.linspace(0, 1, 9000), np.linspace(1, 0, 9000) ** 2, "默认", "bm25"),
    "curves": lambda: curves([("默认", [1, 10, 100], [0.1, 0.5, 0.9])], "名次", "查询的比例", log=True),
    "bars": lambda: bars([("A01", 12.0), ("A02", 3.5)], "人数"),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_well_formed_small_and_the_same_twice(name):
    svg = CHARTS[name]()
    root = ET.fromstring(svg)
    assert root.tag.endswith("svg")
    assert len(svg) < 250_000
    assert CHARTS[name]() == svg


def test_words_stay_words_so_that_they_can_be_searched_and_read_aloud():
    root = ET.fromstring(CHARTS["scatter"]())
    words = {"".join(e.itertext()) for e in root.iter() if e.tag.endswith("text")}
    assert {"默认", "bm25"} <= words


def test_a_bar_shows_its_number_in_full():
    root = ET.fromstring(bars([("没有人", 3257.0), ("满员", 12.345)], "岗位"))
    words = {"".join(e.itertext()).strip() for e in root.iter() if e.tag.endswith("text")}
    assert {"3257", "12.3"} <= words


def test_a_font_for_a_page_holds_its_glyphs_and_no_others():
    kind, data = font_url("职配 FairMatch 职配").split(",")
    assert kind == "data:font/woff;base64"
    glyphs = TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap()
    assert {chr(code) for code in glyphs} == set("职配 FairMatch")
    assert len(data) < font_path().stat().st_size / 100


def test_the_same_characters_give_the_same_font():
    assert font_url("职配") == font_url("配职配")
    assert font_face("职").startswith('@font-face { font-family: "Noto Sans SC"; src: url(data:font/woff;')
