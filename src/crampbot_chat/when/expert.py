"""For experts: RRULE, five-field cron and Unix time, read strictly."""

from crampbot_chat.when.once import Moment
from crampbot_chat.when.reading import Reading


def expert(text: str, moment: Moment) -> Reading | None:
    """The reading of a text that is written for machines; None for everything else."""
    return None
