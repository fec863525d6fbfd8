"""Every short sentence that the bot says by itself; receipts, questions and lists are in `views`.

What people typed never stands in a sentence here unless it went through `views.inert`.
"""

from datetime import timedelta

from bot.directory.model import Role
from bot.views.inert import inert

# --- refusals -----------------------------------------------------------------------------------


def not_registered() -> str:
    """To somebody who is in no file and wants to report."""
    return "您还没有登记为填报人，这条没有登记。请联系本网格的网格员或值班员，把您加为单位填报人后再报。"


def role_does_not_report() -> str:
    """To a leader who sends a report."""
    return "您的身份只查询、不填报，这条没有登记。请由单位填报人或网格员来报。"


def no_unit_yet() -> str:
    """To a clerk or grid worker with nothing to report for."""
    return "您名下还没有单位，这条没有登记。请联系值班员给您绑定单位。"


def not_your_unit(unit_name: str) -> str:
    """To somebody who reports for a unit that is not his."""
    return f"{inert(unit_name)}不在您负责的单位里，这条没有登记。负责单位有变请联系值班员。"


def day_in_the_future(unit_name: str, period: str) -> str:
    """A report for a day that has not come."""
    return f"{inert(unit_name)}：{period}还没到，不能提前报。请核对日期后重发。"


def day_has_expired(unit_name: str, period: str, form_name: str) -> str:
    """A report for a day that is closed."""
    return f"{inert(unit_name)}：{period}的{form_name}已经封存，不能再改。确需更改请联系值班员。"


def may_not_ask() -> str:
    """To somebody who may not see the figures asked for."""
    return "这项数据您暂时不能查询。单位填报人可以查本单位，网格长可以查本网格；需要开通请联系值班员。"


def only_leaders_remind() -> str:
    """To somebody who may not have others reminded."""
    return "催报由网格长或值班员发起，您可以联系他们。"


# --- withdrawal and drafts ------------------------------------------------------------------------


def withdrawn(unit_name: str, period: str, form_name: str, due: str, *, in_time: bool) -> str:
    """A report was taken back: it counts as not handed in."""
    by = f"请在{due}前重新报" if in_time else f"已过{due}截止，请尽快补报"
    return f"已撤回{inert(unit_name)} {period}的{form_name}，现在算未报。{by}。"


def nothing_to_withdraw(unit_name: str, period: str, form_name: str) -> str:
    """There is no report to take back."""
    return f"{inert(unit_name)} {period}没有已登记的{form_name}，不用撤回。"


def draft_dropped() -> str:
    """A half-understood message is forgotten at its sender's wish."""
    return "刚才没看准的那条草稿已作废，没有登记任何数字。"


def no_open_draft(form_name: str, example: str) -> str:
    """A short answer, but nothing was asked or it was too long ago."""
    return f"没有等您补充的{form_name}（可能已过时限）。请完整发一次，例如：{example}"


# --- tip-offs --------------------------------------------------------------------------------------


def tip_taken(number: str, place: str, *, answerable_for: timedelta | None = None) -> str:
    """The receipt of a tip-off, only ever in private. `answerable_for`: how long the platform takes answers to it."""
    where = "" if place else f"\n还不知道具体地点，请补充：{number} 补充 地点"
    result = "办理结果会在这里回复您"
    if answerable_for is not None:
        hours = int(answerable_for.total_seconds() // 3600)
        result = "平台不让我们主动发结果，请过些时候发“进度”来问"
        if hours:
            result = f"{hours}小时内有结果会在这里回复您，再晚平台不让我们主动发，请发“进度”来问"
    return (
        f"已收到您的反映，编号{number}。\n"
        f"由值班员核实处理，{result}。您的身份对外保密，只有经办人员依规定可查（不是匿名）。\n"
        f"查进度请发：{number} 进度；补充情况请发：{number} 补充 内容{where}\n"
        "如有人身危险请先拨打110、120或119。"
    )


def tip_heard_in_group() -> str:
    """All that a work group sees of a tip-off that was written into it."""
    return "已收到，详情已私信您。"


def tip_next_time() -> str:
    """Added to the private receipt when the tip-off was written into a group."""
    return "您刚才发在了工作群里，群里的人都能看到，可以的话请撤回那条消息。以后反映情况请直接私信我。"


def tip_for_the_desk(number: str, category: str, place: str) -> str:
    """To the duty officers, privately: number, kind and place, nothing else."""
    return f"新的群众反映 {number}：{inert(category)}，地点：{inert(place, 40) or '未说明'}。请私信回复：{number} 受理"


def tip_for_the_grid(number: str, category: str, place: str) -> str:
    """To the leaders of the grid that a tip-off was handed to."""
    where = inert(place, 40) or "未说明"
    return f"请核实一件反映 {number}：{inert(category)}，地点：{where}。请只按编号反馈值班员，勿外传。"


def tip_note_for_the_desk(number: str) -> str:
    """To the duty officers, privately: a tip-off has more words."""
    return f"{number} 有补充情况，请私信发：{number} 详情"


def tip_unknown(number: str) -> str:
    """The same for an unknown number and for somebody else's: existence is not told."""
    return f"没有查到您名下编号为{inert(number, 12)}的反映，请核对编号（只能由反映人本人、从原来的账号查询）。"


def tip_which() -> str:
    """A follow-up without a number, from somebody with several open cases or none."""
    return "请写上编号，我才知道是哪一件，例如：T0001 进度，或者：T0001 补充 内容"


def tip_progress(number: str, state: str, answer: str) -> str:
    """Where a tip-off stands, to its sender."""
    told = {"received": "已收到，等待受理", "assigned": "已受理，正在核实处理", "closed": "已办结"}[state]
    reply = f"\n办理答复：{inert(answer, 300)}" if answer else ""
    return f"{number}：{told}。{reply}"


def tip_noted(number: str) -> str:
    """More words were added to a tip-off."""
    return f"已补充到{number}，值班员会一并核实。"


def tip_only_in_private() -> str:
    """Somebody spoke of a case number in a group."""
    return "这件事请私信我办理，群里不回复。"


def tip_closed(number: str, answer: str) -> str:
    """To the sender of a tip-off when it is closed."""
    return f"您反映的{number}已办结。办理答复：{inert(answer, 300)}\n如仍有问题，请发：{number} 补充 内容"


def tip_reopened(number: str) -> str:
    """To the sender of a tip-off when it is worked on again."""
    return f"您反映的{number}重新办理，正在核实处理。查进度请发：{number} 进度"


def tip_taken_up(number: str) -> str:
    """To the sender of a tip-off when somebody took it up."""
    return f"您反映的{number}已受理，正在核实处理。查进度请发：{number} 进度"


# --- small talk --------------------------------------------------------------------------------------


def hint(example: str) -> str:
    """One friendly line to somebody who spoke to the bot and was not understood."""
    return f"您好，我是报数助手。报数请发：{example}；想看能做什么请发：帮助"


def hint_resident() -> str:
    """The same for somebody who is in no file."""
    return "您好，反映情况请直接把时间、地点、什么事发给我，我会给您编号并转值班员；想看能做什么请发：帮助"


def only_words_resident() -> str:
    """To somebody who is in no file and sent something else than words."""
    return (
        "语音、链接我还听不了、看不了。请把时间、地点、什么事打成字发给我，我会给您编号；"
        "有了编号，照片、文件、位置可以直接发来，会附在后面。"
    )


def welcome(bot_name: str, role: Role, example: str) -> str:
    """To somebody who opens the chat: who this is and what to type, by role."""
    match role:
        case "clerk" | "grid_worker":
            lines = f"报数直接发，例如：{example}\n报错了发“更正”加新数，要表格发：模板"
        case "grid_leader" | "leader":
            lines = "查数直接问，例如：谁没报、汇总、昨天汇总"
        case "duty_officer" | "admin":
            lines = "查数直接问，例如：谁没报、汇总；通报待批时发：发布通报 或 驳回"
        case _:
            lines = "反映情况请直接把时间、地点、什么事发给我，会给您编号；查进度请发编号"
    return f"您好，我是{inert(bot_name)}。{lines}\n想看还能做什么请发：帮助"


def report_with_mention(bot_name: str) -> str:
    """Under somebody's first receipt in a group where the bot hears nothing without an @."""
    return f"本群里请先@{inert(bot_name)}再报数，不@我收不到。"


def answer_with_mention(bot_name: str) -> str:
    """Under a question in such a group."""
    return f"回答时也请先@{inert(bot_name)}，不@我收不到。"


def dead_button() -> str:
    """A button that says nothing any more: the card was dealt with, is too old, or is none of ours."""
    return "这个按钮已经不起作用了，没有改动任何东西。请直接打字，能说什么请发：帮助"


def only_words(example: str) -> str:
    """A picture, a voice or a file came and nothing else."""
    return f"图片和语音我还看不了，请用文字发，例如：{example}；表格请发“模板”领一份填"


def failed(error_id: str) -> str:
    """A message that broke the bot: a person will look."""
    return f"这条消息暂时没能处理，已记下（编号{error_id}），会有人查看；急事请联系值班员。"


def too_long(length: int, most: int) -> str:
    """A message longer than anybody writes by hand: nothing of it was read."""
    return f"这条消息太长了（{length}字，最多{most}字），我没有读，请分成几条发。"


def still_working() -> str:
    """A message could not be stored within seconds; nothing is taken in yet, and this must not sound as if."""
    return "正在处理，还没有登记好，请稍候。"


def answer_follows() -> str:
    """What took minutes: the place for the answer closes now."""
    return "还没有处理完，结果会另外发来；一直没有收到的，请再发一遍。"


def nothing_to_answer() -> str:
    """After `still_working`, where there is nothing to say about the message."""
    return "处理完了。"


def alive(bot_name: str) -> str:
    """The bot answers."""
    return f"{inert(bot_name)}在线，随时可以报数和查询。"
