"""What a part of a visioning event may do: the kinds of its segments, and what a new one of each begins with."""

from __future__ import annotations

from dataclasses import dataclass

JOIN, WELCOME, VOICES, PRACTICE, RATE = "join", "welcome", "voices", "practice", "rate"
BREAK, REVEAL, VOTE_AGAIN, HELPS, WORDS = "break", "reveal", "vote-again", "helps", "words"
PRIORITIES, ACTIONS, MISSING, CLOSE = "priorities", "actions", "missing", "close"
# Questions of a room's own: survey.events.own_questions says what each takes.
ICE_BREAKER, CHOICE, RANKING, DOTS = "ice-breaker", "choice", "ranking", "dots"
OPEN, QUESTIONS = "open", "questions"
BY_AREA = (VOICES, REVEAL)  # kinds whose steps are the areas


@dataclass(frozen=True)
class SegmentKind:
    """Holds what a segment does. The last four are what a new segment of this kind begins with."""

    key: str
    title: str
    does: str  # a sentence for whoever edits the programme
    phone: str  # what phones show, in a few words
    minutes: int
    led_by: str
    words: str = ""
    notes: str = ""


KINDS = (
    SegmentKind(
        JOIN,
        "Arrive and join",
        "The screen shows the code, and people join on their phones.",
        "Choose a group and a table",
        minutes=15,
        led_by="Technical host",
        words="Scan the code, or type it in. No phone? Ask for a paper slip.",
        notes="Walk round the tables and help. Give a numbered slip to anyone without a phone.",
    ),
    SegmentKind(
        WELCOME,
        "Why we are here",
        "The screen shows a welcome and the programme while somebody speaks.",
        "Welcome, and how answers are kept private",
        minutes=15,
        led_by="Sponsor",
        words="What you say today helps decide what we do next.",
        notes="Say what will happen to today’s answers, and that nobody can see who gave which one.",
    ),
    SegmentKind(
        VOICES,
        "Children speak first",
        "The screen shows the rainbow, one area at a time, while young people speak.",
        "Listen: nothing to do",
        minutes=15,
        led_by="Young co-hosts",
        words="Please listen. There will be time to talk afterwards.",
        notes="Move to the next area when the young people are ready. They need not tell their own stories.",
    ),
    SegmentKind(
        PRACTICE,
        "How to rate",
        "Everybody answers one question for practice. Its answers are shown, and then wiped.",
        "One practice question",
        minutes=10,
        led_by="Facilitator",
        words="This one is for practice. It does not count.",
        notes="Read out what each level means. Say that “don’t know” is a good answer.",
    ),
    SegmentKind(
        RATE,
        "Rate alone",
        "Each person answers the questions on their own. The screen shows how many have finished.",
        "The questions, at your own pace",
        minutes=25,
        led_by="Table hosts",
        words="Answer on your own, from what you see yourself.",
        notes="Keep the room quiet. No results are shown yet. Table hosts help with reading, not with answers.",
    ),
    SegmentKind(
        BREAK,
        "Break",
        "The screen says when the programme goes on. Nobody has to do anything.",
        "When the programme goes on",
        minutes=15,
        led_by="Technical host",
        notes="Check which groups are large enough to be shown, and type in the paper sheets.",
    ),
    SegmentKind(
        REVEAL,
        "See it, talk about it",
        "The screen shows what the room said, area by area. Each table agrees a rating and says why.",
        "What the room said, area by area",
        minutes=35,
        led_by="Facilitator",
        words="What surprises you? What have others seen that you have not?",
        notes="Start where views are furthest apart. Ask each table to agree a rating, and what it rests on.",
    ),
    SegmentKind(
        VOTE_AGAIN,
        "Vote again",
        "People vote a second time on what they have talked about. Both votes are kept, side by side.",
        "The same question once more",
        minutes=10,
        led_by="Facilitator",
        words="You may change your mind, or stay where you are.",
        notes="Say that moving together is not the same as being right.",
    ),
    SegmentKind(
        HELPS,
        "What helps, what hinders",
        "People say what helps and what hinders, by area. Their words are checked before they are shown.",
        "Say what helps and what hinders",
        minutes=20,
        led_by="Table hosts",
        words="What helps? What gets in the way? Please name nobody.",
        notes="Scribes type for the table. Check each note before it goes on the screen.",
    ),
    SegmentKind(
        WORDS,
        "Vision words",
        "People send a few words for the vision. They are checked, grouped, and then shown.",
        "Send a few words",
        minutes=15,
        led_by="Young co-hosts",
        words="In three years, what should children and families say about us?",
        notes="Put words that mean the same together before you show them.",
    ),
    SegmentKind(
        PRIORITIES,
        "Choose priorities",
        "People say how much each area matters, and choose their first three. The screen shows the order.",
        "How much each area matters, and your first three",
        minutes=20,
        led_by="Facilitator",
        words="What should come first?",
        notes="Show what families chose beside what professionals chose. The steering group decides later.",
    ),
    SegmentKind(
        ACTIONS,
        "Make it real",
        "Tables turn priorities into actions. Each has somebody to lead it, a date and a measure.",
        "Write an action for your table",
        minutes=25,
        led_by="Table hosts",
        words="Who will do what, by when, and how will we know?",
        notes="Give each table one priority. Ask for two actions, and one thing that can be done within weeks.",
    ),
    SegmentKind(
        MISSING,
        "Who is missing?",
        "The screen shows which groups have been asked. The room says who is not here, and who will ask them.",
        "Say who should be asked",
        minutes=15,
        led_by="Steering group",
        words="Who is not in this room, and who will ask them?",
        notes="Write down a name and a date for each group that is missing.",
    ),
    SegmentKind(
        ICE_BREAKER,
        "Ice-breaker",
        "Everybody answers a light question of your own. Its answers are shown, and then wiped.",
        "A light question to begin with",
        minutes=5,
        led_by="Young co-hosts",
        notes="Nothing of it is kept. Show it, smile, and go on.",
    ),
    SegmentKind(
        CHOICE,
        "Multiple choice",
        "Everybody answers a question of your own, and chooses one option or several.",
        "A question with options to choose from",
        minutes=10,
        led_by="Facilitator",
        words="Choose for yourself. Nobody sees who chose what.",
        notes="The screen shows only how many have answered until you stop the vote.",
    ),
    SegmentKind(
        RANKING,
        "Ranking",
        "Everybody puts options of your own in order. The screen shows first places and mean ranks.",
        "Options to put in order",
        minutes=10,
        led_by="Facilitator",
        words="Put what comes first for you at number 1.",
        notes="Leave time: putting things in order takes longer than choosing.",
    ),
    SegmentKind(
        DOTS,
        "Dot votes",
        "Everybody gives dots to ideas that people wrote and you let through.",
        "Ideas to give dots to",
        minutes=10,
        led_by="Facilitator",
        words="Give your dots to what matters most to you.",
        notes="Put ideas that say the same together first. An idea is dotted once, and once more by voting again.",
    ),
    SegmentKind(
        OPEN,
        "Open question",
        "People answer a question of your own in their words. They are checked before they are shown.",
        "A question to answer in your own words",
        minutes=10,
        led_by="Table hosts",
        words="A few words are enough. Please name nobody.",
        notes="Check each answer before it goes on the screen, and put those that say the same together.",
    ),
    SegmentKind(
        QUESTIONS,
        "The room asks",
        "People write questions of their own. They are checked, and then people vote for those they want answered.",
        "Ask a question, and vote for those of others",
        minutes=15,
        led_by="Facilitator",
        words="What do you want to ask? Please name nobody.",
        notes="Put what cannot be answered today into the parking lot, and say who will answer it.",
    ),
    SegmentKind(
        CLOSE,
        "Promise and close",
        "The screen shows what the room chose, and what happens next.",
        "Thank you, and what happens next",
        minutes=10,
        led_by="Sponsor",
        words="Thank you. This is what we heard, and this is what comes next.",
        notes="Read the priorities back. Say who does what next, and when people will hear from you.",
    ),
)
