"""Short answers to what the bot asked: 126, 是, 华信电子, 昨天, 口罩500, read against the open draft."""

from bot.reading import token as t
from bot.reading.atoms import VALUE, Atom
from bot.reading.claims import claim_of
from bot.reading.meaning import Context, Figure, OpenDraft, Problem, ReportMeaning, UnitReading, Value
from bot.reading.normalise import Clean
from bot.reading.report import Draft
from bot.reading.vocabulary import Vocabulary
from bot.reading.words import NO, YES

_CONFIRM = "confirm"
_LONGEST = 40
_QUIET = frozenset({"fill", "total", "title", t.STOP, t.COMMA, t.COLON, t.NEWLINE, "becomes", "join"})


def read_answer(
    clean: Clean, draft: Draft, open_draft: OpenDraft, vocabulary: Vocabulary, context: Context
) -> ReportMeaning | None:
    """The answer that a short text gives to the open draft, or None when it is none."""
    text = clean.text.strip()
    if len(text) > _LONGEST:
        return None
    tokens = [token for run in draft.runs for token in run.tokens]
    content = [token for token in tokens if token.kind not in _QUIET]
    asked = [key for key in open_draft.asked if key in vocabulary.fields]
    value: Value | Problem | None = None
    if _CONFIRM in open_draft.asked and text.rstrip("。.!~ ") in _YESES:
        return _answer(open_draft, context, ())
    if len(content) == 1 and content[0].kind in (t.NUMBER, "zero", "vague", "unknown") and len(asked) >= 1:
        atom = Atom(VALUE, content[0], 0, 0, "number" if content[0].kind == t.NUMBER else content[0].kind)
        if content[0].kind == t.NUMBER:
            atom.number = content[0].value
        value = _bare(clean, atom, asked, vocabulary, draft)
    elif len(asked) == 1 and vocabulary.fields[asked[0]].kind == "yes_no" and (yes := _yes_no(text)) is not None:
        begin, stop = clean.span(0, len(clean.text))
        value = Value(asked[0], yes, begin, stop, clean.original[begin:stop])
    if value is None:
        return None
    return _answer(open_draft, context, (value,))


_YESES = frozenset("确认 确认无误 确认一样 无误 没错 正确 是 是的 对 对的 一样 没变化".split())


def _yes_no(text: str) -> bool | None:
    bare = text.rstrip("。.!~了的 ")
    if bare in YES:
        return True
    return False if bare in NO else None


def _bare(clean: Clean, atom: Atom, asked: list[str], vocabulary: Vocabulary, draft: Draft) -> Value | Problem | None:
    token = atom.token
    begin, stop = clean.span(token.start, token.end)
    words = clean.original[begin:stop]
    if len(asked) > 1:
        return Problem("field_unclear", None, None, words, begin, stop)
    label = t.Token(t.LABEL, token.start, token.start, asked[0])
    claim = claim_of(label, atom, draft.runs[0], vocabulary, clean.text, mood=0, link=0)
    if claim is None:
        return None
    if claim.code is not None:
        return Problem(claim.code, asked[0], None, words, begin, stop)
    value: Figure | None = claim.value
    return Value(asked[0], value, begin, stop, words) if value is not None else None


def _answer(open_draft: OpenDraft, context: Context, found: tuple[Value | Problem, ...]) -> ReportMeaning:
    values = tuple(item for item in found if isinstance(item, Value))
    problems = tuple(item for item in found if isinstance(item, Problem))
    reading = UnitReading(open_draft.unit, open_draft.period, values, problems)
    return ReportMeaning("answer", context.form.id, (reading,))
