"""Parts of messages that several dialogs need: clock times, cramps told in a line, the question for the time zone."""
