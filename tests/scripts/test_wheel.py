"""What is installed: the four packages with all of their data, and nothing else."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"matcher": "matcher", "models": "models", "api": "api", "scripts": "fairmatch"}
FILES = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "NOTICE")
NEVER = ("__pycache__", "*.pyc", ".*")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source: building leaves folders behind."""
    folder = tmp_path_factory.mktemp("source")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(*NEVER))
    for name in FILES:
        shutil.copy(ROOT / name, folder)
    (folder / "tests").mkdir()
    (folder / "tests" / "__init__.py").write_text("", "utf-8")
    return folder


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The paths in the wheel."""
    for needed in ("setuptools", "pip"):
        if importlib.util.find_spec(needed) is None:
            pytest.skip(f"{needed} is not installed: the wheel is built where it is")
    out = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        str(out),
        ".",
    ]
    made = subprocess.run(build, cwd=source, capture_output=True, encoding="utf-8", check=False)
    assert made.returncode == 0, made.stderr
    (file,) = out.glob("*.whl")
    with zipfile.ZipFile(file) as opened:
        return set(opened.namelist())


def test_its_top_level_names(wheel: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"fairmatch", "matcher", "models", "api"}


def test_every_file_of_the_packages_is_inside(source: Path, wheel: set[str]) -> None:
    there = {
        "/".join((package, *file.relative_to(source / folder).parts))
        for folder, package in PACKAGES.items()
        for file in (source / folder).rglob("*")
        if file.is_file()
    }
    assert sorted(there - wheel) == []
    assert {".toml", ".csv", ".npz", ".html", ".css"} <= {Path(name).suffix for name in wheel}


def test_the_command_is_declared(wheel: set[str]) -> None:
    assert any(name.endswith(".dist-info/entry_points.txt") for name in wheel)
