"""The grammar of tip-offs: rules over the concepts of tip_words.py and place_words.py.

How a rule is written stands at `Alphabet.rule`. A newcomer's usual mistake is to look for the word 举报: most people
only tell what they see (没人量体温 is "not ~ duty"), and most who write 麻将 or 湖北 only ask something.
"""

from functools import cache

from bot.reading import place_words, tip_words
from bot.reading.concepts import Alphabet, Concepts, listed

ALPHABET = Alphabet(*tip_words.WORDS, *place_words.WORDS, "line", "addr", "crowd", "yuan")
_rule = ALPHABET.rule
_SEEN_WRONG = ("wrong", "not ~4 duty", "epidemic ~5 back", "back ~2 epidemic")
_PLAIN_WRONG = ("wrong", "not ~4 duty|file", "sell ~6 yuan", "yuan ~1 sell", "yuan ~6 yuan")

OTHER = "其他"
"""The kind of what fits no other."""

TOLD = _rule("tell", "plead")
TELL = _rule("tell")
WRONG = _rule(*_PLAIN_WRONG, "person ~2 fever", "epidemic ~5 back", "back ~2 epidemic")
SEEN_BY_STAFF = _rule(*_SEEN_WRONG)
"""Who answers for reports says of many things that they were not reported: that alone is no tip-off."""
WRONG_HERE = _rule(*_PLAIN_WRONG)
"""Where somebody comes from is no wrong of itself."""
OWN_TRAVEL = _rule("me other|back* epidemic")
ME = _rule("me")
I_SAW = _rule("me ~6 see")
WEARY = _rule("weary", "crowd", "person ~4 back", "yuan", "sell", "see")
MANAGED = _rule("managed", "how|when ~1 weary", "wrong ~4 who $")
SERVICE = _rule(
    "when",
    "where",
    "who",
    "how",
    "inquire",
    "may ~9 ask",
    "need ~9 ask",
    "ask mark* $",
    "may ~9 mark $",
    "may ~9 not $",
)
CALLS = _rule("ask mark* $", "mark $")
KIND_WORDS = _rule("thanks", "news")
ABOUT_ONESELF = _rule("^ me other|cue|back", ", me other|cue|back")
WISHES = _rule("^ me? wish", "me other? wish")


@cache
def concepts() -> Concepts:
    """The words of tip-offs and of places, compiled once."""
    words = dict(listed(tip_words.WORDS)) | dict(listed(place_words.WORDS))
    return Concepts(ALPHABET, words, place_words.PATTERNS)
