"""The program's own sources as trees: which functions are called in them with which words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import crampbot_chat

PACKAGE = Path(crampbot_chat.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}


def calls(*names: str) -> Iterator[tuple[Path, ast.Call]]:
    """The calls with arguments of functions and methods with these names: "say", or "log.event"."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                written = ast.unparse(node.func)
                if written in names or written.rpartition(".")[2] in names:
                    yield path, node


def constants(tree: ast.AST) -> Iterator[str]:
    """The strings in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
