"""What the pieces of a time phrase mean together, where that differs from what each says alone."""

from msgspec import structs

from crampbot_chat.when.said import ANY_DAY, Nth, Said, Slashed

PARTS = {"morning", "afternoon", "evening", "night"}


def sensed(said: Said) -> Said:  # noqa: PLR0911 - one return for each such meaning
    """What the pieces mean together: "ten to six every hour" is a span, not ten minutes to six."""
    spans = [clock.instead for clock in said.clocks if clock.instead]
    if said.unit == "minute" and len(said.clocks) == 1 and spans and not said.window:
        return structs.replace(said, clocks=(), window=spans[0])
    if said.lasting and said.lasting.unit in PARTS and not said.part:  # "the next three evenings"
        return structs.replace(said, part=said.lasting.unit)
    window = said.window
    if window and window.dashed and said.clocks and said.unit != "minute" and not said.day:
        return structs.replace(said, window=None, day=Slashed(window.begins.hour, window.ends.hour))
    if said.nths and not said.each and not said.unit and not said.day:
        return structs.replace(said, nths=(), day=Nth(*said.nths[0]))
    if said.monthdays and not said.each and not said.unit and not said.day:
        if said.monthdays == (-1,):
            return structs.replace(said, monthdays=(), day=Nth(-1, ANY_DAY))
        return structs.replace(said, each=True, unit="month", step=1)
    return said
