"""What the chat page knows about people and groups: who is in which group, what he is called, what he might say.

The directory has no list of a group's members; a group covers areas, and who works there is in it. That
is for the page's sake alone: nothing is allowed or refused by it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.channels.markup import visible
from bot.directory.characters import fold
from bot.directory.membership import Membership
from bot.directory.model import COMMANDING, Directory, Group, GroupKind, Member, Role
from bot.forms.definition import FormDef
from bot.messages import Inbound
from bot.views.figures import sample

ROLES: Mapping[Role, str] = {
    "clerk": "填报员",
    "grid_worker": "网格员",
    "grid_leader": "网格长",
    "leader": "领导",
    "duty_officer": "值班员",
    "admin": "管理员",
    "resident": "居民",
}
HINTS: Mapping[GroupKind, str] = {
    "enterprise": "企业在这里报日报、收提醒、看通报",
    "grid": "本网格的单位在这里报日报、收提醒",
    "work": "工作人员在这里报数、商量",
    "command": "指挥部在这里看汇总、审核通报",
    "public": "居民在这里互助、反映情况",
}
STRANGER = Member("stranger", "陌生人", title="不在名册里")


@dataclass(frozen=True)
class People:
    """One snapshot of the directory as the page shows it. `form`: whose example a clerk is offered."""

    directory: Directory
    channel: str
    bot_name: str
    form: FormDef | None = None

    @cached_property
    def page(self) -> Mapping[str, Any]:
        """Everything as JSON: the bot, the groups, the members, each member's own groups."""
        counts = {group.id: 0 for group in self.directory.groups}
        members = []
        for member in (*self.directory.members, STRANGER):
            own = self._membership.groups_of(member)
            for group in own:
                counts[group.id] += 1
            members.append(self._member(member, own))
        groups = [self._group(group, counts[group.id]) for group in self.directory.groups]
        return {"version": self.directory.version, "bot": self.bot_name, "groups": groups, "members": members}

    def member(self, user_id: str) -> Member | None:
        return STRANGER if user_id == STRANGER.user_id else self.directory.member_by_id.get(user_id)

    def name_of(self, user_id: str) -> str:
        """The name, or the id of whoever is in no file."""
        member = self.member(user_id)
        return visible(member.name if member and member.name else user_id)

    def chat_of(self, group_id: str) -> str | None:
        """The address under which a group of the page is heard here; None: there is no such group."""
        group = self.directory.group_by_id.get(group_id)
        if group is None:
            return None
        return group.chat_id if group.channel == self.channel else group.id

    def group_at(self, chat: str) -> str:
        """The page's group for an address, whether it was heard there or posted to; else the address itself."""
        group = self.directory.group_at(self.channel, chat)
        return group.id if group else self._posted_to.get(chat, chat)

    def hears(self, inbound: Inbound) -> bool:
        """Whether the bot hears it: in a group that hears mentions only, what names the bot after an @."""
        group = self.directory.group_by_id.get(self.group_at(inbound.chat)) if inbound.chat else None
        if group is None or group.hears == "all":
            return True
        return f"@{fold(self.bot_name)}" in fold(inbound.text).replace("@ ", "@")

    @cached_property
    def _posted_to(self) -> Mapping[str, str]:
        return {g.post_chat_id: g.id for g in self.directory.groups if g.post_channel == self.channel}

    @cached_property
    def _membership(self) -> Membership:
        return Membership(self.directory)

    def _group(self, group: Group, count: int) -> Mapping[str, Any]:
        return {
            "id": group.id,
            "name": visible(group.name),
            "kind": group.kind,
            "count": count,
            "hint": HINTS[group.kind],
            "mentions_only": group.hears == "mentions",
        }

    def _member(self, member: Member, own: Iterable[Group]) -> Mapping[str, Any]:
        units = [self.directory.unit_by_id[u] for u in member.units if u in self.directory.unit_by_id]
        areas = [self.directory.area_by_id[a] for a in member.areas if a in self.directory.area_by_id]
        places = [unit.short_name for unit in units] or [area.name for area in areas]
        return {
            "id": member.user_id,
            "name": visible(member.name) or member.user_id,
            "role": member.role,
            "label": visible(member.title) or ROLES[member.role],
            "place": visible("、".join(places[:2]) + ("等" if len(places) > 2 else "")),
            "find": visible(" ".join([ROLES[member.role], *(unit.name for unit in units)])),
            "groups": [group.id for group in own],
        }

    def examples(self, member: Member) -> Sequence[Mapping[str, str]]:
        """What this member might type next: a label for the button, a text for the input."""
        found = []
        if (report := self._report(member)) is not None:
            found.append(("日报", report))
        if member.role == "clerk":
            found.append(("报了没", "我们报了没"))
        elif member.role != "resident":
            found += [("谁没报", "谁没报"), ("汇总", "汇总"), ("复工率", "复工率")]
        if member.role == "resident":
            found.append(("反映情况", "我要反映：昨晚九点多，建设路12号一楼的麻将馆还在营业，里面好几桌人"))
        return [{"label": label, "text": text} for label, text in [*found, ("帮助", "帮助")]]

    def _report(self, member: Member) -> str | None:
        own = self.directory.units_of(member)
        if self.form is None or not own or member.role in COMMANDING:
            return None
        bound = {key for identity in self.form.identities for key in identity.fields}  # would have to add up
        fields = [f for f in self.form.fields if f.required]
        fields += [f for f in self.form.fields if not f.required and f.kind == "count" and f.key not in bound]
        figures = "，".join(sample(field) for field in fields[:3])
        return visible(f"{own[0].short_name}{self.form.name}：{figures}")
