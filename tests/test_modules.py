"""The shape of the sources: modules that can be read at once, and none that needs itself."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

from sources import PACKAGE, SOURCES, TREES

LONGEST = 300  # lines


def test_no_module_is_longer_than_can_be_read_at_once() -> None:
    lines = {str(path.relative_to(PACKAGE)): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}, "part it where its subject parts"


def test_no_module_needs_itself_by_way_of_others() -> None:
    """Imports inside of functions count, too. Raises CycleError, which names the circle."""
    known = {named(path) for path in SOURCES}
    needs = {named(path): needed(tree, known) - {named(path)} for path, tree in TREES.items()}
    assert sum(map(len, needs.values())) > len(SOURCES), "the imports were not found"
    order = list(TopologicalSorter(needs).static_order())
    assert sorted(order) == sorted(known)


def named(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def needed(tree: ast.Module, known: set[str]) -> set[str]:
    """The modules of ours that it imports; of a package's names those that are modules."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{each.name}" for each in node.names}
            found |= inner & known
            if inner - known:  # a name that the package itself holds
                found.add(node.module)
    return found & known
