"""The program run as from a terminal, in this process, with a data folder of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import pytest

from ogp_etl.cli import run


@pytest.fixture
def ogp_etl(monkeypatch, capsys, tmp_path) -> Callable[..., tuple[int, str, str]]:
    """Runs a command line; gives exit code, what was printed, and what was said of errors."""
    for name in [name for name in os.environ if name.startswith("OGP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OGP_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def ogp_etl(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["ogp-etl", *words])
        with pytest.raises(SystemExit) as ended:
            run()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return ogp_etl
