"""The words for times: loaded from content, one lexicon a language."""

from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


@lru_cache(maxsize=1)
def content_folder() -> Traversable:
    """The folder of words and data: inside the installed package, or beside the sources."""
    packed = files("crampbot_chat").joinpath("_content")
    return packed if packed.is_dir() else Path(__file__).parents[3] / "content"
