"""The docs are whole: generated parts fresh, every page reachable, every link of README alive."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))


@pytest.fixture(scope="module")
def generate() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "generate.py"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_generated_parts_are_fresh(page: Path, generate: dict[str, Any]) -> None:
    text = page.read_text("utf-8")
    assert text == generate["renew"](text), "run `make docs`"


def test_every_generated_part_stands_on_one_page(generate: dict[str, Any]) -> None:
    parts = [name for page in PAGES for _, name, _ in generate["MARKED"].findall(page.read_text())]
    assert sorted(parts) == sorted(generate["PARTS"])


def test_the_navigation_holds_every_page() -> None:
    listed = re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text("utf-8"))
    assert sorted(listed) == [page.relative_to(ROOT / "docs").as_posix() for page in PAGES]


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(document: str) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / document).read_text("utf-8"))
    assert [target for target in targets if not (ROOT / target).exists()] == []
