"""What the documents let people say is understood as they say, and what they let the bot answer is its real answer."""

import pytest
from doc_pages import fences
from doc_talks import BOT, claims_of, facts_in, messages_of, outcomes, play, small_district

ELSEWHERE = "表单与时刻.md"  # its messages are for a district of its own: see test_district_changes
CHATS = [fence for fence in fences("chat") if fence.page.name != ELSEWHERE]
TALKS = [fence for fence in CHATS if claims_of(fence) is None]
LISTS = [fence for fence in CHATS if claims_of(fence) is not None]


def test_there_are_chats_to_check():
    assert len(TALKS) >= 8
    assert len(LISTS) > 5


@pytest.mark.parametrize("fence", TALKS, ids=lambda fence: fence.name)
async def test_the_bot_answers_as_the_page_lets_it(fence):
    settings, people = small_district()
    for line in await play(fence, settings, people):
        said = line.said.text or f"[{line.said.at}]"
        happened = [(people.place_of(post["to"], speaker=line.said.who), post["text"]) for post in line.posts]
        for shown in line.said.heard:
            assert shown.who == BOT
            assert (shown.place, shown.text) in happened, f"after {said}: {shown.text}"
            happened.remove((shown.place, shown.text))
        told = [shown.text for shown in line.said.heard if shown.place == line.said.place]
        for post in line.answers:
            assert post["text"] in told, f"the page leaves out the answer to {said}"


@pytest.mark.parametrize("fence", LISTS, ids=lambda fence: fence.name)
async def test_every_message_of_a_list_is_what_the_page_says(fence):
    settings, people = small_district()
    kind, who, place, facts = claims_of(fence)
    texts = messages_of(fence)
    assert texts
    found = outcomes(texts, settings, who=people.members[who], group=people.groups.get(place))
    async for outcome in found:
        said = texts[int(outcome["id"][1:]) - 1]
        assert outcome["kind"] == kind, f"{said}: {outcome}"
        held = list(facts_in(outcome))
        for fact in facts.items():
            assert fact in held, f"{said}: {held}"
