"""Figures inside brackets and behind 其中: whose parts they are, and which of them are no field's.

返岗131人，其中河源籍80人 is a field's part, 在岗126人（男80人）nobody's, and 隔离5人（湖北籍3人）tells of the five, not
of how many 湖北籍 there are. A newcomer's usual mistake is to take every label for its field wherever it stands.
"""

from collections.abc import Mapping, Sequence

from bot.reading import token as t
from bot.reading.atoms import SHARE
from bot.reading.claims import Claim
from bot.reading.phrase import Phrase
from bot.reading.runs import Run
from bot.reading.vocabulary import Vocabulary

_MENDS = frozenset({"oops", "notice", "becomes", "misreported", "sorry"})
_NOT_YET = ("未", "没", "尚", "还", "暂")


def settle_parts(claims: Sequence[Claim], phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str) -> None:
    """Void what breaks down another field than its own whole; doubt what may."""
    if not any(claim.run.host is not None or claim.mood & SHARE for claim in claims):
        return
    counted = [claim for claim in claims if claim.counts]
    stated = {claim.field: claim.value for claim in counted}
    first_at = {claim.field: claim.at for claim in reversed(counted)}
    outer = {id(phrase.run): phrase for phrase in phrases}
    hosts = _claims_by_run(claims)
    mended = {_bracket(phrase.run) for phrase in phrases if phrase.run.host is not None and phrase.run.kinds & _MENDS}
    last: Claim | None = None
    stray: Claim | None = None  # a part of the figure before it, which has no such parts
    for claim in claims:
        strays_too = stray is not None and claim.run.depth == 0 and _are_siblings(claim, stray, vocabulary)
        if claim.run.host is not None:
            _void_of_others(claim, outer, vocabulary, text)
            host = _before_bracket(claim, hosts)
        else:
            host = last if claim.mood & SHARE or strays_too else None
        mends = claim.run.kinds & _MENDS or _bracket(claim.run) in mended  # 返岗58（打错，返岗59）
        if host is not None and claim.counts and not mends:
            _settle(claim, host, stated, first_at, vocabulary)
        stray = claim if host is not None and (claim.voided or claim.torn) else None
        if not (claim.mood & SHARE or strays_too) and claim.run.depth == 0:
            last = claim


def _bracket(run: Run) -> tuple[int, int]:
    return id(run.host), run.host_at


def _are_siblings(claim: Claim, other: Claim, vocabulary: Vocabulary) -> bool:
    """在岗143人，其中本地95人，外地48人: the second part is as little of those who returned as the first."""
    whole = vocabulary.fields[claim.field].part_of
    return whole is not None and whole == vocabulary.fields[other.field].part_of and claim.field != other.field


def _claims_by_run(claims: Sequence[Claim]) -> dict[int, list[Claim]]:
    found: dict[int, list[Claim]] = {}
    for claim in claims:
        found.setdefault(id(claim.run), []).append(claim)
    return found


def _before_bracket(claim: Claim, hosts: dict[int, list[Claim]]) -> Claim | None:
    """The figure right before the bracket in which a claim stands."""
    run = claim.run
    assert run.host is not None  # noqa: S101  # asked of claims in brackets only
    place = run.host.tokens[run.host_at].start
    return next((c for c in reversed(hosts.get(id(run.host), ())) if c.end <= place), None)


def _void_of_others(claim: Claim, outer: dict[int, Phrase], vocabulary: Vocabulary, text: str) -> None:
    """未返岗20人（湖北籍6人）, 现住58人（外省21人）: a bracket about others tells nothing of the staff."""
    host = claim.run.host
    phrase = outer.get(id(host)) if host is not None else None
    if host is None or phrase is None:
        return
    place = host.tokens[claim.run.host_at].start
    for word, value in phrase.words:
        if value.token.end != place:
            continue
        absent = word.token.kind == t.LOOKALIKE and text.startswith(_NOT_YET, word.token.start)
        strangers = word.token.kind == t.OTHER and vocabulary.fields[claim.field].part_of is not None
        claim.voided |= absent or strangers


def _settle(
    claim: Claim, host: Claim, stated: Mapping[str, object], first_at: Mapping[str, int], vocabulary: Vocabulary
) -> None:
    field, whole = vocabulary.fields[claim.field], vocabulary.fields[host.field]
    if host.field == claim.field:
        inside = claim.label is not None and claim.label.start >= claim.run.start
        if inside and isinstance(claim.value, int) and isinstance(host.value, int) and claim.value > host.value:
            host.torn = True  # 隔离0人，其中居家隔离2人
        claim.voided = claim.voided or inside  # （写错，61人） has its label outside
    elif whole.zero_report:
        claim.voided = claim.voided or (claim.value != 0 and field.kind == "count")
    elif field.part_of is not None and whole.kind == "count" and host.field not in _family(claim.field, vocabulary):
        wholes = [key for key in vocabulary.above(claim.field) if key in stated]
        if wholes and _adds_up(field.part_of, stated, vocabulary):
            return
        if any(first_at[key] < host.at for key in wholes):
            claim.torn = True  # 返岗131人，在岗126人，其中河源籍80人: of which of the two?
        else:
            claim.voided = True


def _family(key: str, vocabulary: Vocabulary) -> set[str]:
    """A part's wholes, its siblings and itself: behind any of them it is at home."""
    above = set(vocabulary.above(key))
    return above | {f.key for f in vocabulary.form.fields if f.part_of in above} | {key}


def _adds_up(whole: str, stated: Mapping[str, object], vocabulary: Vocabulary) -> bool:
    """Whether all parts of a whole are stated and make it: then they are its parts, whatever stands between."""
    for key in (whole, *vocabulary.above(whole)):
        if key in stated:
            parts = [stated.get(f.key) for f in vocabulary.form.fields if f.part_of == key]
            numbers = [part for part in parts if isinstance(part, int)]
            return len(numbers) == len(parts) and sum(numbers) == stated[key]
    return False
