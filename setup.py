"""The package list, found and not typed: a typed list once dropped a subpackage from the wheel without a word."""

from setuptools import find_packages, setup

scripts = ["fairmatch", *(f"fairmatch.{name}" for name in find_packages("scripts"))]

setup(
    packages=find_packages(include=["matcher", "matcher.*", "models", "models.*", "api", "api.*"]) + scripts,
    package_dir={"fairmatch": "scripts"},
)
