"""Whose figures: the units that a text names where a name stands, and the rule of the sender for those it does not.

A name in passing (送货到中光电) is nobody's heading. Exact names are facts; looser words (利民, 红达鞋业) are only
tried where a name stands, and one that fits two units is a question, also when one of them is the sender's own.
"""

from collections.abc import Sequence
from typing import NamedTuple

from bot.directory.names import looks_like_an_organisation
from bot.reading import token as t
from bot.reading.lists_of_units import PARTING, names_listed
from bot.reading.meaning import Context, Problem
from bot.reading.normalise import Clean
from bot.reading.runs import GROUP, Run
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

_LEADS = frozenset({
    "fill", t.DAY, "title", "survey", "until", "date_key", "unit_key", t.COLON, t.OPEN, t.DASH, "notice", "oops",
    "sorry", GROUP, t.NOISE, "rest", "becomes", t.CELL, "join", "missed",
})  # fmt: skip
"""What may stand before a name that heads a clause."""
_ENDS = frozenset({
    t.LABEL, t.KIND_OF, t.UNCLEAR, t.LOOKALIKE, t.NUMBER, t.NIL, t.STATE, t.DAY, t.COLON, t.CELL, t.NOISE, t.DASH,
    t.SLASH, GROUP, "title", "total", "zero", "same", "rest", "until", "vague", "inexact", "becomes", "oops", "notice",
    "plan", "not", "delta", "part", "normal", "unknown",
})  # fmt: skip
_NAMING = frozenset({t.UNIT, t.OTHER})
"""A run without these names nobody."""
_NAME_PARTS = frozenset(
    {t.OTHER, "fill", "role", t.UNIT, "use", "past", "plan", "join", "skip_key", "heard", t.LIST, t.NOISE}
)
_TOWARDS = ("到", "去", "在", "往", "给", "帮", "从", "问", "找", "代", "由", "替", "叫", "是", "转", "收", "据")
_TWO_FIGURES = 5
"""Name, label, figure, and behind another name one label at least (tokens)."""
_FIGURES = frozenset({t.NUMBER, "zero", t.NIL})
_LABELLING = frozenset({t.LABEL, t.KIND_OF, t.NIL})
_SHORT = 2
"""So few unknown characters before a name may belong to it."""
_KEYED_FILLS = frozenset("单位 公司 企业 工厂 工地 项目 项目部 酒店 店 社区 学校 厂".split())
_OWN = frozenset(
    "我司 我公司 我厂 我店 我们 本公司 本司 本厂 本店 本单位 公司 企业 工厂 全厂 我单位 工地 项目 项目部 酒店 店 社区 "
    "学校 厂 单位 全公司 我工地 我项目 我酒店 我校 我社区 本社区 本校".split()
)


class Named(NamedTuple):
    """A name where a name stands. No `unit`: `problem` says why. `at`: its place in the cleaned text."""

    at: int
    end: int
    line: int
    unit: str | None
    problem: Problem | None = None
    run: int = 0
    keyed: bool = False
    alone: bool = False
    several: tuple[tuple[str, ...], ...] = ()


class Names:
    """Finds the names of one text."""

    def __init__(self, clean: Clean, vocabulary: Vocabulary, context: Context) -> None:
        self.clean = clean
        self.text = clean.text
        self.index = vocabulary.names
        self.context = context
        self._own: tuple[str, ...] | None = None

    @property
    def own(self) -> tuple[str, ...]:
        """The units that the sender may report for: many for some, and asked for only where a name is unclear."""
        if self._own is None:
            self._own = tuple(unit.id for unit in self.context.directory.units_of(self.context.sender))
        return self._own

    def _is_mine(self, unit: str) -> bool:
        return self.context.directory.may_report(self.context.sender, unit)

    def is_name(self, words: str) -> bool:
        """Whether unknown words may be a unit's name: a typo of an own one, or much like a name."""
        return self.index.resolve(words, self.own).verdict in ("one", "many") or looks_like_an_organisation(words)

    def names_in(self, runs: Sequence[Run]) -> list[Named]:
        """The names at the head of clauses, and those that a label lists, in order."""
        found: list[Named] = []
        for run in runs:
            if run.kinds.isdisjoint(_NAMING):
                continue
            named = self._head(run)
            if named is not None:
                found.append(named)
                found.extend(self._listed(run, named))
                found.extend(self._behind_figures(run, named))
        return found

    def _behind_figures(self, run: Run, first: Named) -> list[Named]:
        """百家惠在岗33 北环隔离3: between a figure and the next label, words in which an own unit is meant."""
        tokens = run.tokens
        if t.OTHER not in run.kinds or len(tokens) < _TWO_FIGURES or len(self.own) < 2:
            return []
        found = []
        for at in range(1, len(tokens) - 1):
            token, behind = tokens[at], tokens[at + 1]
            if token.kind != t.OTHER or token.start <= first.at or behind.gap:
                continue
            if tokens[at - 1].kind in _FIGURES and behind.kind in _LABELLING:
                words = self.index.resolve(self.text[token.start : token.end], self.own)
                if words.verdict in ("one", "many"):
                    found.append(self._named(run, at, at + 1, words.units, keyed=False))
        return found

    def _listed(self, run: Run, first: Named) -> list[Named]:
        """Every name with a number behind it: in 在岗：百川铝业312、第二棉纺486 and 百川铝业在岗312、第二棉纺486."""
        tokens = run.tokens
        if t.UNIT not in run.kinds or (t.LABEL not in run.kinds and run.before != ""):
            return []
        headed = any(token.kind == t.LABEL and token.start < first.at for token in tokens)
        found = []
        for at, end in names_listed(tokens, self.text, self.is_name):
            if tokens[at].start <= first.at or end == len(tokens):
                continue
            numbered = tokens[end].kind == t.NUMBER
            parted = tokens[at - 1].kind in PARTING and tokens[at - 2].kind != t.UNIT
            if not (numbered if headed else parted and (numbered or tokens[end].kind == t.LABEL)):
                continue
            if end == at + 1 and tokens[at].kind == t.UNIT:
                found.append(self._named(run, at, end, tokens[at].value, keyed=False))
            elif (named := self._resolved(run, at, end, keyed=parted)) is not None:
                found.append(named)
        return found

    def of_row(self, cell: Sequence[Token], run: Run) -> Named | None:
        """The unit that the first cell of a table's row names."""
        if not cell:
            return None
        place = next(i for i, token in enumerate(run.tokens) if token is cell[0])
        unit = next((token for token in cell if token.kind == t.UNIT), None)
        if unit is not None and len(cell) == 1:
            return self._named(run, place, place + 1, unit.value, keyed=True)
        return self._resolved(run, place, place + len(cell), keyed=True)

    def of_speaker(self, at: int, units: tuple[str, ...]) -> Named | None:
        """The unit of who spoke at `at`, when he has one."""
        if len(units) != 1:
            return None
        unit = units[0]
        problem = None if self._is_mine(unit) else self._problem("unit_not_yours", at, at, (), unit=unit)
        return Named(at, at, -1, None if problem else unit, problem)

    def _head(self, run: Run) -> Named | None:
        """The name at the head of a run: before it nothing that states or tells something."""
        tokens = run.tokens
        keyed = False
        at = 0
        while at < len(tokens):
            kind = tokens[at].kind
            if kind == t.COLON and at:
                before = tokens[at - 1]
                words = self.text[before.start : before.end]
                first = all(token.kind == t.ENUM for token in tokens[: at - 1])
                keyed = before.kind == "unit_key" or (before.kind == "fill" and words in _KEYED_FILLS and first)
            elif (
                kind == "unit_key" and at + 1 < len(tokens) and tokens[at + 1].kind in (t.CELL, t.DASH, t.UNIT, t.OTHER)
            ):
                keyed = True
            elif kind == t.UNIT:
                return self._exact(run, at, keyed=keyed)
            elif kind == t.OTHER:
                named = self._loose(run, at, keyed=keyed)
                if named is not None:
                    return named
                past = self._past_a_person(tokens, at)
                if past is None or past + 1 >= len(tokens) or tokens[past + 1].kind != t.UNIT:
                    return None
                at = past
            elif kind == "every" and at + 1 < len(tokens) and self._lists_units(tokens, at + 1):
                pass  # 以下均为在岗：3N 181
            elif kind == t.LABEL and (self._lists_units(tokens, at) or self._is_its_place(tokens, at)):
                pass
            elif kind not in _LEADS:
                return None
            at += 1
        return None

    def _is_its_place(self, tokens: Sequence[Token], at: int) -> bool:
        """河源百川铝业: a place glued before a name."""
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        glued = behind is not None and behind.kind in _NAMING and not behind.gap
        return glued and self.index.is_place(self.text[tokens[at].start : tokens[at].end])

    def _only_leads_to(self, tokens: Sequence[Token], at: int, inner: int) -> bool:
        """兹报恒信电路, 到万象社区, 刚打电话问了朝阳社区; but 新百川铝业 may be another than 百川铝业."""
        if tokens[inner].start - tokens[at].start > _SHORT or any(token.kind == "fill" for token in tokens[at:inner]):
            return True
        return self.text[tokens[at].start : tokens[inner].start].endswith(_TOWARDS)

    @staticmethod
    def _past_a_person(tokens: Sequence[Token], at: int) -> int | None:
        """小欧阳：百川铝业今日在岗312人: behind the speaker's colon a name may follow."""
        while at + 1 < len(tokens) and tokens[at + 1].kind in _NAME_PARTS:
            at += 1
        return at + 1 if at + 1 < len(tokens) and tokens[at + 1].kind == t.COLON else None

    @staticmethod
    def _lists_units(tokens: Sequence[Token], at: int) -> bool:
        """在岗人数：恒信电路193人，恒信达248人."""
        kinds = [token.kind for token in tokens[at + 1 : at + 5] if token.kind != "fill"]
        return kinds[:3] == [t.COLON, t.UNIT, t.NUMBER] or kinds[:2] == [t.UNIT, t.NUMBER]

    def _exact(self, run: Run, at: int, *, keyed: bool) -> Named | None:
        tokens = run.tokens
        token = tokens[at]
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if after is not None and after.kind == t.OTHER and not after.gap:
            end = self._end_of_name(tokens, at)
            words = self.text[token.start : tokens[end - 1].end]
            whole = self.index.resolve(words, self.own)
            if whole.verdict == "one" or looks_like_an_organisation(words):
                return self._resolved(run, at, end, keyed=keyed)
        return self._named(run, at, at + 1, token.value, keyed=keyed)

    def _named(self, run: Run, at: int, end: int, ids: tuple[str, ...], *, keyed: bool) -> Named:
        start, stop = run.tokens[at].start, run.tokens[end - 1].end
        alone = len(run.tokens) == end - at
        if others := self._joined(run, end):
            return Named(
                start, others[-1][0], run.line, None, None, run.number, keyed, alone, (ids, *(o[1] for o in others))
            )
        if len(ids) == 1:
            unit = ids[0]
            problem = None if self._is_mine(unit) else self._problem("unit_not_yours", start, stop, (), unit=unit)
            return Named(start, stop, run.line, unit if problem is None else None, problem, run.number, keyed, alone)
        problem = self._problem("unit_ambiguous", start, stop, ids)
        return Named(start, stop, run.line, None, problem, run.number, keyed, alone)

    def _joined(self, run: Run, at: int) -> list[tuple[int, tuple[str, ...]]]:
        """More names behind this one with only list marks between: (end, ids) of each."""
        tokens = run.tokens
        found: list[tuple[int, tuple[str, ...]]] = []
        while at + 1 < len(tokens) and tokens[at].kind in (t.LIST, "join", t.SLASH) and tokens[at + 1].kind == t.UNIT:
            found.append((tokens[at + 1].end, tokens[at + 1].value))
            at += 2
        return found

    def each(self, named: Named) -> list[Named]:
        """恒信电路、恒信达均无发热: one name for each of several."""
        found = []
        for ids in named.several:
            unit = ids[0] if len(ids) == 1 else None
            problem = None
            if unit is None or not self._is_mine(unit):
                problem = self._problem(
                    "unit_ambiguous" if unit is None else "unit_not_yours", named.at, named.end, ids
                )
                unit = None
            found.append(Named(named.at, named.end, named.line, unit, problem, named.run, named.keyed))
        return found

    def together(self, named: Named) -> Named:
        """Several names and one figure: whose it is must be asked."""
        candidates = tuple(dict.fromkeys(unit for ids in named.several for unit in ids))
        problem = self._problem("unit_ambiguous", named.at, named.end, candidates)
        return Named(named.at, named.end, named.line, None, problem, named.run, named.keyed)

    def _end_of_name(self, tokens: Sequence[Token], at: int) -> int:
        end = at + 1
        while end < len(tokens) and tokens[end].kind in _NAME_PARTS and not tokens[end].gap:
            end += 1
        return end

    def _loose(self, run: Run, at: int, *, keyed: bool) -> Named | None:
        """Words where a name stands: the start of a name, a typo, or a name that nobody bears."""
        tokens = run.tokens
        end = self._end_of_name(tokens, at)
        if end < len(tokens) and tokens[end].kind not in _ENDS:
            return None
        behind_others = len(tokens) > end - at and run.before not in (t.NEWLINE, "", t.ENUM, t.OPEN)
        holds_name = any(token.kind == t.UNIT for token in tokens[at:end])
        if end == len(tokens) and behind_others and not keyed and not holds_name:
            return None
        return self._resolved(run, at, end, keyed=keyed)

    def _resolved(self, run: Run, at: int, end: int, *, keyed: bool) -> Named | None:
        tokens = run.tokens
        while (
            end > at + 1
            and tokens[end - 1].kind == "fill"
            and self.text[tokens[end - 1].start : tokens[end - 1].end]
            in ("的", "有", "今", "现", "是", "报", "目前", "现在")
        ):
            end -= 1
        words = self.text[tokens[at].start : tokens[end - 1].end]
        inner = next((i for i in range(end - 1, at, -1) if tokens[i].kind == t.UNIT), None)
        if len(words) > 40 and inner is None:
            return None
        found = self.index.resolve(words, self.own)
        if found.verdict == "none" and inner is not None and self._only_leads_to(tokens, at, inner):
            named = self._named(run, inner, inner + 1, tokens[inner].value, keyed=keyed)  # 刚打电话问了朝阳社区
            in_passing = self.context.sender.role == "clerk" and named.problem is not None  # 刚去鼎盛包装送货
            return None if in_passing and not keyed else named
        start, stop = tokens[at].start, tokens[end - 1].end
        if found.verdict == "one":
            unit = found.units[0]
            if not self._is_mine(unit) and not keyed and not looks_like_an_organisation(words) and len(words) < 4:
                return None
            return self._named(run, at, end, found.units, keyed=keyed)
        if found.verdict == "many":
            if not keyed and len(words) < 3 and not any(self._is_mine(unit) for unit in found.units):
                return None
            return self._named(run, at, end, found.units, keyed=keyed)
        if keyed or found.verdict == "other" or looks_like_an_organisation(words):
            if words in _OWN:
                return None
            problem = self._problem("unit_missing", start, stop, ())
            return Named(start, stop, run.line, None, problem, run.number, keyed)
        return None

    def _problem(
        self, code: str, start: int, end: int, candidates: tuple[str, ...], unit: str | None = None
    ) -> Problem:
        begin, stop = self.clean.span(start, end)
        return Problem(
            code, None, unit, self.clean.original[begin:stop], begin, stop, candidates,  # type: ignore[arg-type]  # a unit's code
        )  # fmt: skip
