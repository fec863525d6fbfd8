"""Whether public naming may go on: of the names lately published, how many were wrong. Pure."""

from dataclasses import dataclass

from bot.forms.fairness import Fairness


@dataclass(frozen=True, slots=True)
class Published:
    """Names on posted lists, and those of them that were corrected or taken back."""

    lists: int
    names: int
    wrong: int

    @property
    def share(self) -> float:
        """Of 100."""
        return 100 * self.wrong / self.names if self.names else 0.0


def must_pause(found: Published, rule: Fairness) -> bool:
    """More were wrong than a district puts up with; one mistake alone is only mended."""
    return found.wrong >= rule.pause_least and found.share > rule.pause_over
