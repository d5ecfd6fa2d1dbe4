"""Stretch figures drawn from data: angles in content/poses become SVG, PNG and short animations."""

from crampbot_chat.pictures.album import Album, open_album
from crampbot_chat.pictures.figure import BadFigure, Figure
from crampbot_chat.pictures.sheet import contact_sheet
from crampbot_chat.pictures.write import write_all

__all__ = ["Album", "BadFigure", "Figure", "contact_sheet", "open_album", "write_all"]
