"""`python -m crampbot_chat.understand --jsonl`: JSON Lines on stdin → JSON Lines on stdout."""

import sys

from crampbot_chat.understand.parse import parse_jsonl

for answered in parse_jsonl(sys.stdin):
    sys.stdout.write(answered + "\n")
