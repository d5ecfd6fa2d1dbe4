"""python -m crampbot_chat: the `crampbot` command."""

from crampbot_chat.cli import main

main()
