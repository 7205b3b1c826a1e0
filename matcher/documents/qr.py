"""QR codes as SVG, to be put into a page."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str, module_mm: float = 0.9) -> str:
    """An inline SVG of a QR code, `module_mm` millimetres a square; error correction M."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=module_mm, unit="mm", xmldecl=False, svgns=False, nl=False, border=2
    )
    return out.getvalue().decode("ascii")
