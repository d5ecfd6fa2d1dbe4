"""What is wrong with the words, and where."""

from msgspec import Struct

from crampbot_chat.content import Words


class Finding(Struct, frozen=True):
    """One thing that is wrong: the file, the key in it, and which sentence of messages/proofread.toml says what."""

    file: str
    key: str
    wrong: str
    facts: dict[str, str | int] = {}

    def said(self, words: Words) -> str:
        """One line for whoever wrote it."""
        wrong = words.text(f"proofread.{self.wrong}", **self.facts)
        return words.text("proofread.line", file=self.file, place=self.key, wrong=wrong)
