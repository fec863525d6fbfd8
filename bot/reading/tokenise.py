"""Cut a cleaned text into tokens, longest known word first, in one pass.

A newcomer's usual mistake is to look for numbers first: 第一建材, 一切正常 and 3号地块 would turn into figures.
Names and words come before numbers, days and look-alikes before plain numbers.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial

from bot.directory.characters import ENUMERATOR
from bot.reading import token as t
from bot.reading.affixes import Begun, is_chinese
from bot.reading.dates import DateMention, date_at, relative_day
from bot.reading.enumerators import COUNTS_ON, ENUM_STARTS, INLINE_ENUM, LINE_ENUM, POINT
from bot.reading.look_alikes import formula_end, look_alike_end, product_end
from bot.reading.measures import BEGINNINGS, MeasureKind
from bot.reading.normalise import Clean
from bot.reading.numerals import STARTERS, Number, NumberReader
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

_KINDS_OF_MARKS = {
    t.NEWLINE: "\n", t.STOP: "。!;.", t.COMMA: ",", t.LIST: "、&+", t.COLON: ":=",
    t.OPEN: "([【<《{「『〔〖", t.CLOSE: ")]】>》}」』〕〗",
    t.CELL: "|\t", t.SLASH: "/\\", t.DASH: "-—_…―─━", t.QUESTION: "?", t.ENUM: ENUMERATOR,
}  # fmt: skip
_MARKS = {ch: kind for kind, marks in _KINDS_OF_MARKS.items() for ch in marks}
_SINGLE = {ch: kind for ch, kind in _MARKS.items() if kind not in (t.NEWLINE, t.DASH, t.ENUM, t.OPEN) and ch != "."}
"""Marks that stand for themselves, whatever is beside them."""
_BLANKS = frozenset(" \u2005'\"“”‘’`*^$#·~～")
_BLURRED = re.compile(r"\d{1,6}[lIoO]{1,3}\d{0,6}(?:[人名](?!口)|(?![A-Za-z\d]))")
"""12l人: a letter where a digit should stand."""
_MASKED = re.compile(r"\d{1,6}(?:\?{1,3}\d{0,3}[人名个只]|['\"`][;)])")
"""48?人: somebody left a digit open; 1'; and what follows is no figure of a clerk's."""
_ODD_BEHIND = frozenset("?'\"`")
_LEADS_TO_A_FIGURE = frozenset({t.LABEL, t.COLON, t.CELL, "fill"})
_PLAIN = re.compile(
    r"(?:\d{1,3}|[2-9]\d{3})(?![\d \-:*xX×A-Za-z年月日号./,一]|\s|[包盒箱袋件打][xX×*])|(?:\d{1,3}|[2-9]\d{3})\n(?!\d)"
)
"""A number that is surely no date, telephone or code, since nothing of theirs follows it."""
_ANSWER = re.compile(r"[ 人者]?[ ]?:?[ ]?[0-9〇零一二三四五六七八九十两无没]")
_DIGITS = re.compile(r"\d+")
_LOOKED_AT = frozenset({t.DAY, "other", "ask", "symptom"})
"""Words of which it depends on their place what they are."""
_NUMBERED = ("门牌", "门牌号", "房", "楼", "栋", "座", "路", "街", "巷", "机", "窗口", "通道", "大门", "车间", "仓")
"""Behind these a number with 号 says which one."""
_BEFORE_A_DAY = frozenset(
    {t.NEWLINE, t.CLOSE, t.OPEN, t.STOP, t.UNIT, "title", "date_key", "until", "notice", "oops", "missed"}
)
_HEADINGS = frozenset({"date_key", "until", "title"})
_MISTAKEN = frozenset({"notice", "misreported"})
_COUNTING = frozenset("一两二三123个")
_DIGIT = re.compile(r"[一两二三123]?个[0-9〇零](?![0-9万千百个人])")
_MEASURES: Mapping[str | None, MeasureKind] = {"人": "head", "名": "head", "个": "head", "只": "piece"}
_PEOPLE = ("人", "名")
_COUNT = re.compile(r"(\d{1,3}|[2-9]\d{3})([人名个只])?(?=[;。、\n]|,(?!\d)|$)")
_COUNT_AND_BLANK = re.compile(
    rf"(\d{{1,3}}|[2-9]\d{{3}})()(?= +(?![年月日号{''.join(sorted(filter(is_chinese, BEGINNINGS)))}])[一-龥])"
)
"""在岗128 返岗131: behind the blank stands neither a measure word nor the rest of a date."""
_CODE = re.compile(r"[A-Za-z]+[-]?\d[A-Za-z\d-]*|[A-Za-z]+")
_FIGURE_BEFORE = frozenset({t.LABEL, t.KIND_OF, t.UNCLEAR, t.LOOKALIKE, "unit_key", "date_key", "skip_key"})
_ANSWERS = frozenset({t.NUMBER, "zero"})
_LISTED = frozenset({t.LIST, "join", "fill"})
_LABELLED = frozenset({t.LABEL, t.KIND_OF, t.NIL, "zero"})
_WEEK = frozenset("上本这周星礼")
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·. ]?[A-Z0-9]{5,6}")
_ORDINAL = re.compile(r"第[ ]?(?:\d+|[一二三四五六七八九十百]+)[个名位批次天期条项类届阶季线]?")


class _Cutter:
    """The state of one pass."""

    def __init__(self, clean: Clean, vocabulary: Vocabulary, today: date) -> None:
        self.clean = clean
        self.text = clean.text
        self.vocabulary = vocabulary
        self.words = vocabulary.words
        self.names = vocabulary.names.lexicon
        self.begun_names = self.names.pairs
        self.today = today
        self.tokens: list[Token] = []
        self.gap = self.odd = False
        self.enumerated = self.point = self.digits_end = 0
        self.listed = 0  # so many tokens were looked at for the label of a list of symptoms
        self.has_label = False  # whether it has one
        stops, labels = partial(vocabulary.stops, clean.text), partial(vocabulary.label_end, clean.text)
        self.numbers = NumberReader(
            clean.text, vocabulary.measures, stops=stops, wide_comma=self._wide_comma, label_end=labels
        )

    def cut(self, start: int, end: int) -> list[Token]:
        text, at, tokens = self.text, start, self.tokens
        begun, names, initials = self.words.begun, self.begun_names, self.vocabulary.initials
        line_start, self.odd = True, not _ODD_BEHIND.isdisjoint(text[start:end])
        while at < end:
            if line_start:
                line_start = False
                at = self._line_enumerator(at)
                if at >= end:
                    break
            ch = text[at]
            if ch in _BLANKS:
                at = self._blank(ch, at)
                continue
            if ch in _COUNTING and tokens and tokens[-1].kind in _MISTAKEN and (found := self._digit(at)) is not None:
                at = found
                continue
            if ch in initials or ch in _WEEK:
                pair = text[at : at + 2]
                word = begun.get(pair) or begun.get(ch)
                if (word or pair in names or ch in _WEEK) and (found := self._word(at, word)) is not None:
                    at = found
                    continue
            if (kind := _SINGLE.get(ch)) is not None:
                token = Token(kind, at, at + 1)
                if self.gap:
                    token.gap, self.gap = True, False
                tokens.append(token)
                at += 1
            elif (kind := _MARKS.get(ch)) is not None:
                at = self._mark(kind, at)
                line_start = kind == t.NEWLINE
            elif ch in STARTERS:
                at = self._number(at)
            else:
                at = self._unknown(at)
        return tokens

    def _add(self, kind: str, start: int, end: int, value: object = None) -> int:
        token = Token(kind, start, end, value)
        if self.gap:
            token.gap, self.gap = True, False
        self.tokens.append(token)
        return end

    def _blank(self, ch: str, at: int) -> int:
        if ch in "~～" and self.text[at + 1 : at + 2] in STARTERS:
            return self._add("inexact", at, at + 1)
        self.gap = True
        return at + 1

    def _word(self, at: int, begun: Begun | None) -> int | None:
        """The longest name or word that begins here."""
        text = self.text
        if text[at] in _WEEK and (weekday := self._weekday(at)) is not None:
            return self._add(t.DAY, at, weekday.end, weekday)
        word = self.words.longest_of(begun, text, at) if begun is not None else None
        name = self.names.longest(text, at) if text[at : at + 2] in self.begun_names else None
        if name is not None and (word is None or name[0] >= word[0]):
            return self._add(t.UNIT, at, name[0], name[1])
        if word is None:
            return None
        end, (kind, value) = word
        if kind not in _LOOKED_AT:
            return self._add(kind, at, end, value)
        if kind == t.DAY:
            assert isinstance(value, int)  # noqa: S101  # the vocabulary gives offsets
            spoken = relative_day(text[at:end], self.today)
            return self._add(t.DAY, at, end, DateMention(at, end, spoken, relative=True))
        if kind == "other":
            return self._other(at, end)
        if kind == "symptom":
            return self._add(self._symptom(end), at, end, value)
        return self._add("fill" if self._goes_on_being(at, end) else kind, at, end, value)

    def _goes_on_being(self, at: int, end: int) -> bool:
        """隔离的还是2个 is no choice, 126还是128 is one."""
        if self.text[at:end] != "还是" or self.text[end : end + 1] not in STARTERS or not self.tokens:
            return False
        return self.tokens[-1].kind in (t.LABEL, t.DAY, "fill", "total")

    def _symptom(self, end: int) -> str:
        """无发热、咳嗽 goes with its label; in 发热0人，咳嗽1人 it has a number of its own."""
        tokens, looked_at = self.tokens, self.listed
        self.listed = len(tokens)
        for at in range(len(tokens) - 1, looked_at - 1, -1):
            if tokens[at].kind not in _LISTED:
                self.has_label = tokens[at].kind in _LABELLED
                break
        return "fill" if self.has_label or not _ANSWER.match(self.text, end) else t.OTHER

    def _digit(self, at: int) -> int | None:
        """打漏一个0: a digit that was written wrongly is no number."""
        last = self.tokens[-1]
        missed = last.kind == "notice" and self.text[last.start] in "漏多少"
        if not (missed or last.kind == "misreported") or (found := _DIGIT.match(self.text, at)) is None:
            return None
        return self._add("fill", at, found.end())

    def _weekday(self, at: int) -> DateMention | None:
        """周三, but not 每周三 nor 周一至周五's end."""
        day = date_at(self.text, at, self.today)
        return day if day is not None and self.text[at - 1 : at] not in ("每", "下", "至", "到", "隔") else None

    def _mark(self, kind: str, at: int) -> int:
        text, end = self.text, at + 1
        if kind in (t.DASH, t.NEWLINE) or text.startswith("..", at):
            while text[end : end + 1] == text[at]:
                end += 1
            kind = t.DASH if kind == t.STOP else kind  # 在岗......128
        if kind == t.ENUM:
            while text[end : end + 1] in ".、) " and end < len(text):
                end += 1
        if kind == t.OPEN and self.tokens and self.tokens[-1].kind not in (t.LABEL, t.COLON, t.LOOKALIKE):
            found = INLINE_ENUM.match(text, at)
            if found:
                return self._add(t.ENUM, at, found.end())
        return self._add(kind, at, end)

    def _goes_on(self, section: int, point: int) -> bool:
        """2.1 below 2. and 2.2 below 2.1 count points; alone they are days."""
        if section != self.enumerated or point != self.point + 1:
            return False
        self.point = point
        return True

    def _before_a_name(self, at: int) -> int | None:
        """2.12栋：返岗75 counts on when a unit is called 12栋."""
        found = COUNTS_ON.match(self.text, at)
        if found is None or int(found[1]) != self.enumerated + 1:
            return None
        if self.names.longest(self.text, found.end()) is None:
            return None
        self.enumerated, self.point = int(found[1]), 0
        return found.end()

    def _line_enumerator(self, at: int) -> int:
        ch = self.text[at]
        if ch not in ENUM_STARTS and not ch.isdecimal():
            return at
        if (end := self._before_a_name(at)) is not None:
            return self._add(t.ENUM, at, end)
        point = POINT.match(self.text, at)
        if point is not None and self._goes_on(int(point[1]), int(point[2])):
            return self._add(t.ENUM, at, point.end())
        found = LINE_ENUM.match(self.text, at)
        if not found or date_at(
            self.text, found.start() + len(found.group()) - len(found.group().lstrip()), self.today
        ):
            return at
        digits = "".join(ch for ch in found.group() if ch.isdigit() and ch.isascii())
        if digits and len(digits) <= 2:
            self.enumerated, self.point = int(digits), 0
        return self._add(t.ENUM, at, found.end())

    def _number(self, at: int) -> int:
        text, ch = self.text, self.text[at]
        if "0" <= ch <= "9":
            if self.enumerated or ch == "1":
                found = INLINE_ENUM.match(text, at)
                if found and int(found[2]) == self.enumerated + 1 and self._may_enumerate():
                    self.enumerated += 1
                    return self._add(t.ENUM, at, found.end())
            if self.odd and (found := _MASKED.match(text, at)):
                return self._add(t.NUMBER, at, found.end(), Number(at, found.end(), None, "not_a_number"))
            if counted := _COUNT.match(text, at) or _COUNT_AND_BLANK.match(text, at):
                return self._bare(counted)
            if _PLAIN.match(text, at):
                return self._count(at)
            if (found := _BLURRED.match(text, at)) and self.tokens and self.tokens[-1].kind in _LEADS_TO_A_FIGURE:
                return self._add(t.NUMBER, at, found.end(), Number(at, found.end(), None, "not_a_number"))
            stop = self._end_of_digits(at)
            if (end := product_end(text, stop)) is not None:
                return self._add("fill", at, end)
            if (end := look_alike_end(text, at, stop)) is not None:
                return self._add(t.NOISE, at, end)
        day = date_at(text, at, self.today)
        if day is not None and self._is_a_day(day):
            return self._add(t.DAY, at, day.end, day)
        return self._count(at)

    def _end_of_digits(self, at: int) -> int:
        """Where the run of digits ends that goes on here; a long one is looked through once."""
        if at >= self.digits_end:
            found = _DIGITS.match(self.text, at)
            self.digits_end = found.end() if found is not None else at
        return self.digits_end

    def _bare(self, found: re.Match[str]) -> int:
        """The common case: digits, a measure word perhaps, and a mark behind them."""
        (start, end), measure = found.span(), found[2]
        number = Number(start, end, int(found[1]), None, _MEASURES.get(measure), None, found.end(1))
        number.heads = measure in _PEOPLE
        return self._add(t.NUMBER, start, end, number)

    def _count(self, at: int) -> int:
        ch = self.text[at]
        number = self.numbers.at(at)
        if number.measure in ("noise", "money"):
            return self._add(t.NOISE, at, number.end, number)
        if not "0" <= ch <= "9" and number.measure is None and self._runs_on(number):
            return self._other(at, number.end)
        return self._add(t.NUMBER, at, number.end, number)

    def _runs_on(self, number: Number) -> bool:
        """A Chinese numeral glued to an unknown character is part of a word, not a number."""
        if number.core_end - number.start > 1:  # 二百八十八体温: too long to be part of a word
            return False
        after = self.text[number.end : number.end + 1]
        return "\u4e00" <= after <= "\u9fff" and not self._is_known(number.end)

    def _wide_comma(self, at: int) -> bool:
        """A full-width comma between half-width digits parts two numbers; in 1，260 all is full-width."""
        original, place = self.clean.original, self.clean.positions[at]
        return original[place] == "，" and original[place - 1].isascii()

    def _may_enumerate(self) -> bool:
        """After a label or its colon a number is a figure; after 如下： it may count the lines."""
        last = self.tokens[-1] if self.tokens else None
        if last is None:
            return True
        if self.gap and last.kind in _FIGURE_BEFORE and len(self.tokens) > 1 and self.tokens[-2].kind in _ANSWERS:
            return True  # 3.无发热 4.入户
        if last.kind not in (t.COLON, t.CELL, t.DASH):
            return last.kind not in _FIGURE_BEFORE and last.kind not in ("fill", "total", "every")
        before = next((token for token in reversed(self.tokens[-6:-1]) if token.kind != "fill"), None)
        return before is None or before.kind not in _FIGURE_BEFORE

    def _is_a_day(self, day: DateMention) -> bool:
        """A whole date is one. 2.20 is where a date may stand, 5号 unless a thing so numbered follows (5号窗口)."""
        if day.weak:
            return self._may_be_a_day(day)
        if self.text[day.end - 1] != "号" or any(mark in self.text[day.start : day.end] for mark in "年月"):
            return True
        if self.text.endswith(_NUMBERED, 0, day.start):
            return False  # 门牌24号
        after = self.text[day.end : day.end + 1]
        if not "\u4e00" <= after <= "\u9fff" or self._is_known(day.end):
            return True
        last = next((token for token in reversed(self.tokens) if token.kind not in ("fill", t.ENUM)), None)
        return last is None or last.kind in (t.NEWLINE, t.STOP, t.DAY, t.UNIT)

    def _is_known(self, at: int) -> bool:
        return self.words.longest(self.text, at) is not None or self.names.longest(self.text, at) is not None

    def _may_be_a_day(self, day: DateMention) -> bool:
        """2.20 and 02-27 are days at the start of a line or clause, behind a name, or before 日报."""
        if self.text.startswith(("日报", "日数", "报"), day.end):
            return True
        last = next((token for token in reversed(self.tokens) if token.kind not in ("fill", t.ENUM)), None)
        if last is None or last.kind in _BEFORE_A_DAY:
            return True
        if last.kind == t.COLON:
            return any(token.kind in _HEADINGS for token in self.tokens[-4:-1])  # 补报三天:2/21 在岗140
        if last.kind == t.NUMBER and self.gap and self.text.startswith(":", day.end):
            return True  # 2.26:在岗38 2.27:在岗39
        if last.kind not in (t.COMMA, t.LIST):
            return False
        if last.kind == t.COMMA and not any(token.kind in (t.LABEL, t.NUMBER) for token in self.tokens[-4:]):
            return True
        earlier = next((token for token in reversed(self.tokens[-8:]) if token.kind == t.DAY), None)
        return earlier is not None and earlier.value.weak and self._is_known(day.end)  # 2/29在岗121，3/1在岗122

    def _unknown(self, at: int) -> int:
        text, ch = self.text, self.text[at]
        if ch.isascii() and ch.isalpha():
            if ch in "Oo" and self._stands_for_zero(at):
                return self._add("zero", at, at + 1)
            if (end := formula_end(text, at)) is not None:
                return self._add("unknown", at, end)
            found = _CODE.match(text, at)
            assert found is not None  # noqa: S101  # a letter stands here
            return self._other(at, found.end())
        if ch == "第":
            found = _ORDINAL.match(text, at)
            if found:
                return self._other(at, found.end())
        found = _PLATE.match(text, at)
        if found:
            return self._add(t.NOISE, at, found.end())
        return self._other(at, at + 1)

    def _stands_for_zero(self, at: int) -> bool:
        """发热O人: the letter behind a label."""
        behind = self.text[at + 1 : at + 2]
        last = next((token.kind for token in reversed(self.tokens) if token.kind not in ("fill", t.COLON)), "")
        return last == t.LABEL and not (behind.isascii() and behind.isalnum())

    def _other(self, start: int, end: int) -> int:
        """Neighbouring unknown characters make one token."""
        last = self.tokens[-1] if self.tokens else None
        if last is not None and last.kind == t.OTHER and last.end == start and not self.gap:
            last.end = end
            return end
        return self._add(t.OTHER, start, end)


def tokens_of(clean: Clean, vocabulary: Vocabulary, today: date, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of a text, or of a part of it."""
    return _Cutter(clean, vocabulary, today).cut(start, len(clean.text) if end is None else end)
