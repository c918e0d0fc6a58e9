"""pytest glue: one item per requirement, scenarios played once per session.

``pytest -p conformance.plugin --conformance-target URL`` runs requirements beside the tests of any project; without a
target this changes nothing. Nothing else in the package imports pytest, but for what spreads generated requests over
processes.
"""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of ``conformance run``, as far as a guest may have them."""
    group = parser.getgroup("conformance", "conformance of a server to the Gemini Interactions API")
    add = group.addoption
    add("--conformance-target", metavar="emulator|PRESET|FILE.toml|URL", help="the server to test")
    add("--conformance-revision", metavar="NAME|auto", help="the revision to judge by (default: the target's)")
    add("--conformance-select", action="append", default=[], metavar="GLOB", help="only these requirements or features")
    add("--conformance-level", choices=["must", "should", "may"], default="may", help="the lowest level to run")
    add("--conformance-known-failures", metavar="FILE", help="what is known to fail, and why (TOML)")
    add("--conformance-strict", action="store_true", help="warnings fail too")
    add("--conformance-out", metavar="DIR", help="where results and reports go")


def pytest_configure(config: pytest.Config) -> None:
    """Make room for requirements, should there be a target when tests are collected."""
    from conformance.plugin.guest import Guest

    config.addinivalue_line("markers", "conformance: a requirement on the server that --conformance-target names")
    config.pluginmanager.register(Guest(config), "conformance-guest")
