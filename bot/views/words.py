"""What the bot says about the words that officers teach: the receipt, every reason to refuse, the list.

Each line ends with something to send, so that nobody need know the commands by heart.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.reading.review import Strange
from bot.reading.teachable import Flaw
from bot.views.figures import day, span
from bot.views.inert import inert

LISTED = 30
OF_A_WEEK = 10
WHERE = 3  # groups named for a word
_FLAWS: dict[Flaw, str] = {
    "short": "太短，会和别的话混起来，至少要两个字",
    "long": "太长，请只写那个词",
    "marks": "里有标点，请只写那个词",
    "number": "是数字或者以数字开头结尾，会和数目混起来",
    "personal": "里有电话、证件一类的号码，不能当别名",
}


def taught(word: str, target: str, *, of_unit: bool) -> str:
    """It was learned."""
    how = f"就是{inert(target, 30)}" if of_unit else f"按“{inert(target)}”登记"
    return f"记下了：“{inert(word)}”{how}，下一条消息起生效。不对请发：删别名 {inert(word)}"


def untaught(word: str, target: str) -> str:
    """It was forgotten."""
    return f"删掉了：“{inert(word)}”不再当作“{inert(target, 30)}”。"


def flawed(word: str, flaw: Flaw) -> str:
    """The word can be no name at all."""
    return f"“{inert(word, 30)}”{_FLAWS[flaw]}。没有加。"


def common(word: str) -> str:
    """A word of every day."""
    return f"“{inert(word)}”是常用话，当别名会看错别的消息。没有加。"


def known_already(word: str, target: str) -> str:
    """It means that already."""
    return f"“{inert(word)}”本来就认得，是“{inert(target, 30)}”，不用加。"


def means_another(word: str, holder: str, target: str, *, learned: bool) -> str:
    """It means something else already."""
    mend = f"要改请先发：删别名 {inert(word)}" if learned else "没有加。"
    return f"“{inert(word)}”已经是“{inert(holder, 30)}”的叫法，不能再当作“{inert(target, 30)}”。{mend}"


def kept_apart(word: str, field: str) -> str:
    """The form itself says that the word is no such figure."""
    return (
        f"“{inert(word)}”在表单里另有规定（和“{inert(field)}”不是一回事，或要问清楚）。要改请管理员改表单文件。没有加。"
    )


def no_target(word: str, target: str, near: Sequence[str]) -> str:
    """Nothing is called so."""
    wanted = "、".join(inert(name, 30) for name in near)
    example = f"，例如：加别名 {inert(word)} = {inert(near[0], 30)}" if near else "，等号后面写表里的项目或单位全名"
    meant = f"您要的是不是：{wanted}？" if near else ""
    return f"没有叫“{inert(target, 30)}”的项目或单位。{meant}请重发{example}"


def several_targets(word: str, target: str, names: Sequence[str]) -> str:
    """Several units are called so."""
    several = "、".join(inert(name, 30) for name in names)
    example = f"加别名 {inert(word)} = {inert(names[0], 30)}"
    return f"“{inert(target, 30)}”有{len(names)}家：{several}。请写全名，例如：{example}"


def turned_round(word: str, target: str) -> str:
    """The new word stands behind the sign."""
    return f"写反了吧？新叫法写前面，请发：加别名 {inert(target)} = {inert(word, 30)}"


def not_taught(word: str, near: Sequence[str], *, of_files: bool) -> str:
    """Nothing to forget."""
    if of_files:
        return f"“{inert(word)}”写在表单或名册里，不能用消息删，请管理员改文件。"
    meant = f"加过的有：{'、'.join(inert(name) for name in near)}。" if near else ""
    return f"没有加过别名“{inert(word)}”。{meant}看全部请发：别名"


def unreadable_order(line: str) -> str:
    """A line of several that says nothing."""
    return f"“{inert(line, 30)}”没看懂，请这样写：加别名 到工 = 在岗人数"


def ignoring(word: str) -> str:
    """It stands in no list any more."""
    return f"好，没看懂的词里不再列“{inert(word)}”。要恢复请发：取消忽略 {inert(word)}"


def heeding(word: str) -> str:
    """It is listed again."""
    return f"好，再有人说“{inert(word)}”会照常列出来。"


def not_heard(word: str) -> str:
    """Nobody said it lately."""
    return f"近来没有人说过“{inert(word)}”，不用忽略。"


def not_ignored(word: str) -> str:
    """There is nothing to take back."""
    return f"“{inert(word)}”没有忽略过。"


def only_officers() -> str:
    """To somebody without the right."""
    return "别名由值班员和管理员来加，您可以把这个叫法告诉他们。"


def not_here() -> str:
    """To an officer who says it in front of everybody."""
    return "加别名请私信我，或在指挥部群里发。"


def learned_list(lines: Sequence[str], total: int) -> str:
    """The newest of what was taught."""
    if not total:
        return "还没有加过别名。加一个请发：加别名 到工 = 在岗人数"
    more = f"（只列最近{len(lines)}个）" if total > len(lines) else ""
    return "\n".join([f"加过的别名{total}个{more}：", *lines, "删掉请发：删别名 词"])


def ignored_line(words: Sequence[str]) -> str:
    """Below that list: what is ignored, the last first; "" when nothing is."""
    if not words:
        return ""
    more = f"等{len(words)}个" if len(words) > LISTED else ""
    return f"忽略的词：{'、'.join(inert(word) for word in words[:LISTED])}{more}"


def learned_line(word: str, target: str, *, by: str, at: datetime, zone: ZoneInfo) -> str:
    """到工 = 在岗人数（值班-小史，3月5日）"""
    meaning = inert(target, 30) if target else "（对应的项目或单位已经不在了）"
    return f"{inert(word)} = {meaning}（{inert(by)}，{day(at.astimezone(zone).date())}）"


def of_the_week(words: Sequence[Strange], first: date, last: date) -> str:
    """To the duty officers: what nobody understood last week, each with its line to copy; "" when there is nothing."""
    if not words:
        return ""
    most = f"，先列{OF_A_WEEK}个" if len(words) > OF_A_WEEK else ""
    lines = [f"上周（{span(first, last)}）有{len(words)}个词没看懂{most}："]
    for number, word in enumerate(words[:OF_A_WEEK], start=1):
        lines.append(f"{number}. {strange_word(word)}")
        if word.line:
            lines.append(word.line)
    lines.append(f"认得的，把“加别名”那一行改好发给我；不用管的，例如发：忽略 {inert(words[:OF_A_WEEK][-1].word)}")
    return "\n".join(lines)


def strange_word(word: Strange) -> str:
    """“到工”（项目）23次，企业群、私信，像“在岗人数”"""
    where = "、".join(inert(name) for name in word.where[:WHERE]) + ("等" if len(word.where) > WHERE else "")
    return f"“{inert(word.word)}”（{word.kind}）{word.times}次，{where}{likeness(word)}"


def likeness(word: Strange) -> str:
    """What it may mean, in words that say how sure that is."""
    names = "、".join(f"“{inert(name, 30)}”" for name in word.like)
    if not names:
        return ""
    return f"，像{names}" if word.line else f"，名册里同名的有{names}，请写全名或改名册"
