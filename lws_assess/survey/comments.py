"""What a moderator should look at in a comment: names, small places, addresses, health, words of risk.

Flags only point; people decide. Each names its kind and where its words stand:

    "Mr Carter at Strandgate Primary never rings"  ->  person 0-9, setting 13-31

A flag too many costs a glance, one too few may cost a child: words of risk are drawn widely. What workers
commonly write about their work ("abuse training", "hit the target") is left alone where that is easy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lws_assess.survey.names import FIRST_NAMES, TERMS


class CommentState(StrEnum):
    """A comment waits for whoever moderates; only what was published is seen by anybody else."""

    WAITING = "waiting"
    PUBLISHED = "published"
    HELD = "held"
    SAFEGUARDING = "safeguarding"


EMAIL, TELEPHONE, PERSON, SETTING = "email", "telephone", "person", "setting"
RISK, HEALTH, ONLY = "risk", "health", "only"
KINDS = {
    RISK: "may speak of risk",
    PERSON: "may be a name",
    SETTING: "may be a small place",
    HEALTH: "health or family detail",
    ONLY: "may point to one person",
    EMAIL: "e-mail address",
    TELEPHONE: "telephone number",
}


@dataclass(frozen=True)
class CommentFlag:
    kind: str
    start: int
    end: int


def flags_of(text: str) -> tuple[CommentFlag, ...]:
    """Everything in a comment that asks for a second look, in the order of its words."""
    plain = _plain(text)
    found = {CommentFlag(kind, *span) for kind, spans in _FINDERS.items() for span in spans(plain)}
    return tuple(sorted(found, key=lambda flag: (flag.start, flag.end, flag.kind)))


def speaks_of_risk(text: str) -> bool:
    """True if the safeguarding contact should see these words at once."""
    return next(_risk(_plain(text)), None) is not None


def marked_pieces(text: str, flags: Sequence[CommentFlag]) -> list[tuple[str, tuple[str, ...]]]:
    """The text in pieces, each with the kinds of the flags that end with it, or none.

    A piece that carries kinds is to be marked; flags that overlap share a piece.
    """
    pieces: list[tuple[str, tuple[str, ...]]] = []
    at = 0
    for start, end, kinds in _together(flags):
        pieces += [(text[at:start], ()), (text[start:end], kinds)]
        at = end
    return [piece for piece in (*pieces, (text[at:], ())) if piece[0]]


def _together(flags: Sequence[CommentFlag]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Overlapping flags as one stretch with the kinds of all."""
    stretches: list[tuple[int, int, tuple[str, ...]]] = []
    for flag in sorted(flags, key=lambda f: f.start):
        if stretches and flag.start < stretches[-1][1]:
            start, end, kinds = stretches.pop()
            kinds = kinds if flag.kind in kinds else (*kinds, flag.kind)
            stretches.append((start, max(end, flag.end), kinds))
        else:
            stretches.append((flag.start, flag.end, (flag.kind,)))
    return stretches


_PLAIN = str.maketrans("’‘ʼ`´‐‑–\u00a0", "'''''--- ")


def _plain(text: str) -> str:
    """Returns a text of the same length with one kind of apostrophe, hyphen and space."""
    return text.translate(_PLAIN)


def _spans(pattern: re.Pattern[str], text: str, group: int | str = 0) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        yield match.span(group)


# --- addresses -------------------------------------------------------------------------------------------

_EMAIL = re.compile(
    r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|(?<![\w.+-])[\w.+-]{1,64} ?[\[(]? ?\bat\b ?[\])]? ?[\w-]{1,63} (?:dot|\[dot\]|\(dot\)) ?"
    r"(?:com|co|org|net|uk|example)\b",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(r"(?<![\w.])(?:\+\d{1,3}|0)(?:[\s().-]{0,2}\d){8,12}(?!\w)")


def _emails(text: str) -> Iterator[tuple[int, int]]:
    return _spans(_EMAIL, text)


def _telephones(text: str) -> Iterator[tuple[int, int]]:
    return _spans(_TELEPHONE, text)


# --- names -----------------------------------------------------------------------------------------------

_CAPITAL = r"(?<![\w'-])[A-Z][\w']{0,30}(?:-[A-Z][\w']{0,30}){0,2}"
_TITLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Sir|Dame|Rev|Reverend|PC|WPC|PCSO|Nurse|Auntie|Aunty|Aunt|Uncle)\b"
    rf"\.? {_CAPITAL}(?: {_CAPITAL})?"
    r"|\b(?:mr|mrs|dr)\b\.? [a-z]{2,}"
)
_CALLED = re.compile(
    r"\b(?:called|named|worker|teacher|assistant|nurse|doctor|friend|son|daughter|brother|sister|mum|dad|husband|wife|"
    rf"partner|manager|boss|colleague|mentor|tutor|therapist|counsellor)(?: is| was|,)? (?P<name>{_CAPITAL})"
)
_RUN = re.compile(rf"{_CAPITAL}(?: {_CAPITAL})+")
_WORD = re.compile(_CAPITAL)
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n\"“”(*-]\s*)$")


def _people(text: str) -> Iterator[tuple[int, int]]:
    yield from _spans(_TITLED, text)
    for match in _CALLED.finditer(text):
        if not _is_term(match["name"]):
            yield match.span("name")
    for match in _RUN.finditer(text):
        yield from _names_in(text, match)
    for match in _WORD.finditer(text):
        if _bare(match[0]) in FIRST_NAMES:
            yield match.span()


def _names_in(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Two or more words with a capital, none of them a known term: not counting a first one that starts a sentence."""
    words = list(_WORD.finditer(text, *run.span()))
    if _SENTENCE_START.search(text[: run.start()]) and _is_term(words[0][0]):
        words = words[1:]
    if len(words) >= 2 and not any(_is_term(word[0]) for word in words):
        yield words[0].start(), words[-1].end()


def _bare(word: str) -> str:
    return word.lower().removesuffix("'s").rstrip("'")


def _is_term(word: str) -> bool:
    """Known, or all capitals as initials are."""
    low = word.lower()
    return low in TERMS or _bare(low) in TERMS or (len(word) > 1 and word.isupper())


# --- small places ----------------------------------------------------------------------------------------

_SETTING = re.compile(
    rf"(?P<name>(?:St\.? )?{_CAPITAL}(?: (?:the|of|and|on|{_CAPITAL})){{0,3}}?)"
    r"(?: (?:C of E|CofE|Church of England|RC|Catholic|community|special|junior|infants?|primary|day|family|children's|"
    r"health|youth|medical)){0,3}"
    r" (?:[Pp]rimary|[Jj]uniors?|[Ii]nfants?|[Ss]econdary|[Aa]cademy|[Ss]chool|[Nn]ursery|[Pp]re-?\s?[Ss]chool|"
    r"[Pp]laygroup|[Cc]entre|[Hh]ouse|[Pp]ractice|[Ss]urgery|[Cc]linic|[Cc]ollege|[Hh]ospice|[Ll]odge)\b"
)


def _settings(text: str) -> Iterator[tuple[int, int]]:
    for match in _SETTING.finditer(text):
        words = _WORD.finditer(text, *match.span("name"))
        first = next((word for word in words if word[0] == "St" or not _is_term(word[0])), None)
        if first and not first[0].endswith("ing"):  # "Starting school"
            yield first.start(), match.end()


# --- health and "the only" -------------------------------------------------------------------------------

_HEALTH = re.compile(
    r"\b(?:feeding tube|tube.?fed|diagnos\w+|medication|medicated|autis\w+|adhd|asperger\w*|epilep\w+|seizures?|"
    r"diabet\w+|wheelchair|cerebral palsy|\w+ syndrome|cancer|leukaemia|chemotherapy|asthma\w*|anorexi\w+|bulimi\w+|"
    r"eating disorder|bipolar|schizophreni\w+|psychosis|hearing aids?|hiv|stoma|catheter|insulin|tracheostomy|"
    r"pregnan(?:t|cy)|miscarriage|stillborn|dyslexi\w+|tourette'?s?|deaf (?:son|daughter|boy|girl|child)|"
    r"(?:my|his|her|their|our) (?:anxiety|depression|disabilit\w+|condition|illness|operation|adoption|divorce|ehcp|"
    r"social worker's|custody)|(?:is|am|was|were|been) (?:adopted|fostered|in foster care|in care|in prison|in custody|"
    r"sectioned)|(?:on|under) (?:a |an )?(?:child protection plan|child in need plan|care order|court order))\b",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\b(?:the|one of|am|are) only\b(?! (?:ways?|things?|problems?|reasons?|issues?|downside|options?|answers?|time|"
    r"solution|change|difference|part|point|place|good|bad|as|hope|so|if|when|because)\b)",
    re.IGNORECASE,
)


def _healths(text: str) -> Iterator[tuple[int, int]]:
    return _spans(_HEALTH, text)


def _onlies(text: str) -> Iterator[tuple[int, int]]:
    return _spans(_ONLY, text)


# --- risk ------------------------------------------------------------------------------------------------

_NEAR = r"(?:my |our |his |her )?(?:step.?)?(?:mum|mam|mom|mummy|mother|dad|daddy|father|brother|sister|son|daughter)"
_NOT = r"(?:do(?:es)?n'?t|dnt|did(?:n'?t| not)|do(?:es)? not|never|not|no longer|hardly ever|isn'?t|wasn'?t)"
_AT_WORK = r"(?: prevention| awareness| training| strateg(?:y|ies)| polic(?:y|ies)| services?| teams?| leads?| course)"
_RISKS = (
    # feeling unsafe
    rf"{_NOT} (?:really |always |ever |even )?fe(?:e|a)l(?:ing)? (?:very |really |that |at all )?(?:safe|secure)\b"
    r"(?! (?:enough )?to (?:shar|speak|say|rais|challeng|ask|admit|report|disclos|record|try|fail))",
    r"never felt safe\b",
    r"(?:feel|feels|felt|feeling|am|i'?m) (?:very |so |really )?unsafe\b",
    r"unsafe (?:at|in|with|around) (?:my |our |the )?(?:home|house|hom|mum|dad|placement|foster|him|her|them)",
    rf"(?:{_NOT}|am not|i'?m not|are not|aren'?t) safe (?:at (?:home|night)|"
    rf"(?:with|around|near) (?:me|him|her|them|{_NEAR})|in (?:my|our|his|her|their) (?:home|house|room|placement))",
    # somebody who is not safe, in the words of the forms; what is not safe to do is not meant
    rf"(?:i\b|im\b|he|she|child|kid|baby|toddler|boy|girl|pupil|{_NEAR})(?:'?s|'?m| is| am| was)?(?:n'?t| not) "
    r"(?:really |very |at all )?safe\b(?! (?:enough )?to\b)",
    # being hurt
    rf"(?:hurts?|hit|hits|hitting|punch(?:es|ed|ing)?|slap(?:s|ped|ping)?|kick(?:s|ed|ing)?|beat|beats|beating|"
    rf"chok(?:es?|ed|ing)|strangl(?:es?|ed|ing)|bruis(?:es?|ed)|threaten(?:s|ed|ing)?|attack(?:s|ed|ing)?|"
    rf"assault(?:s|ed|ing)?|stab(?:s|bed)?|harm(?:s|ed|ing)?|neglect(?:s|ed|ing)?|burn(?:s|ed|t)?|grab(?:s|bed)?|"
    rf"bull(?:y|ies|ied|ying)) (?:me|my\b(?! (?:heart|feelings|ears|confidence|head|target))|him|her|{_NEAR})\b"
    r"(?! (?:hard|that|like|how|to (?:see|say|think|watch|hear)|deadline|target|desk))",
    # somebody who hurts a child; cuts and delays that do are not meant
    r"(?:he|she|they|who|dad|mum|father|mother|parents?|step\w+|carers?|neighbours?|man|woman|some(?:one|body)|teacher)"
    r"(?:'?s|'?re| is| are| was| were)? (?:always |still |often |also )?"
    r"(?:hurts?|hurting|hits?|hitting|beats?|beating|slap(?:s|ped|ping)?|kick(?:s|ed|ing)?|shak(?:es?|ing)|shook|"
    r"burn(?:s|ed|t|ing)?|starv(?:es?|ed|ing)) (?:\w+ ){0,2}"
    r"(?:child(?:ren)?|kids?|bab(?:y|ies)|toddlers?|boys?|girls?)\b",
    r"(?:touch(?:es|ed|ing)?|grope[sd]?) (?:me|my (?:body|private|bum|chest|leg|breast)\w*)\b(?! (?:deeply|that))",
    r"(?:being|been|getting|get|gets|got|was|were) (?:hit|beaten|beat up|battered|raped|molested|groomed|bullied|"
    r"assaulted|hurt|threatened|starved|locked) (?:at home|by|up|in|every|a lot|again|when|at school|and|all the time)",
    r"(?:i am|i'?m|am) (?:being |getting )?(?:bullied|hit|hurt|beaten|abused|threatened)\b",
    r"makes? me (?:touch|do (?:sexual|sex|bad) ?|keep (?:it |this )?(?:a )?secret)",
    r"(?:lock(?:s|ed)?|kick(?:s|ed)?|throw(?:s)?|threw) me (?:in|out|up)\b",
    r"(?:no food|nothing to eat|hungry|starving|not enough food|drunk|violent|violence|fighting) at home",
    r"rap(?:e|ed|es|ist)\b",
    r"sexual(?:ly)? (?:assault|harass|abus|exploit|touch)\w*",
    rf"(?<!domestic\s)(?<!substance\s)(?<!drug\s)(?<!alcohol\s)(?<!child\s)abus(?:e|es|ed|ing|ive|er|ers)\b"
    rf"(?! of (?:process|power|position|trust|the system|authority|language|data|funds|public))(?!{_AT_WORK})",
    rf"(?:domestic|child|substance|alcohol|drug) (?:abuse|violence)\b"
    rf"(?!{_AT_WORK}| support| agenc| refuge| charit| worker)",
    # harming oneself
    rf"self.?harm(?:s|ed|ing|er)?\b(?!{_AT_WORK})",
    r"(?:cut|cuts|cutting|hurt|hurting|harm|harming|burn|burning|starve|starving|kill|killing|kil|hang|hanging) "
    r"(?:my|him|her|your|them|our|one'?s ?)(?:self|selves|self's)\b",
    r"(?:cut|cuts|cutting|slit) (?:my|her|his) (?:arm|wrist|leg|skin)\w*",
    rf"(?:suicid|sucid|suicd|suiside|sucide)\w*(?!\w)(?!{_AT_WORK})",
    r"kms\b",
    r"kill (?:me|him|her|my)\b",
    r"(?:want|wants|wanted|going|trying|wish|wanna|threatened|threatens) to (?:kill|die|be dead|not be here|end it)\b",
    r"wanna (?:die|be dead|end it)\b",
    r"wish (?:i|he|she|they) (?:was|were|wasn'?t|weren'?t) (?:dead|alive|here anymore|never born)",
    r"better off (?:dead|without me)",
    r"(?:end|take|taking|ending) (?:it all|my (?:own )?life|her (?:own )?life|his (?:own )?life)",
    rf"{_NOT} (?:want to|wanna) (?:live|be here|be alive|wake up|go home|be alone with)\b",
    r"no (?:reason|point) (?:to live|living|in living)",
    r"(?:overdos|o\.?d'?)(?:e|es|ed|ing|d)\b",
    # getting away, and fear
    r"(?:run|runs|ran|running) away\b(?! with)",
    r"(?:to|will|gonna|might) runaway\b",
    r"(?:scared|frightened|terrified|petrified|afraid|frightend|scard) (?:of|by) (?:what (?:he|she|they|my)|"
    rf"(?:being (?:hit|hurt|alone|at home|beaten)|going (?:home|back))|him|her\b|my (?!job|role|work)|{_NEAR}|"
    r"some(?:one|body)|a man|the man|people at|living)",
    r"(?:i am|i'?m|i feel|i get|i was|am|and|so|too|always|he is|she is|he'?s|she'?s) "
    r"(?:so |very |really |always |too |often )?(?:scared|frightened|terrified|petrified|frightend|scard) "
    r"(?:of (?!change|getting|making|losing|shar|what people|data|the form|new)|at home|at night|"
    r"to (?:go home|go back|sleep|be (?:at )?home|tell)|all the time|when|in (?:my|our)|for my)",
    r"(?:scared|frightened|terrified|afraid|petrified) (?:at home|to go home|in my (?:own )?(?:home|house|room))",
    r"(?:carr(?:y|ies|ying)|has got|has|got|pulled|with) (?:a )?(?:knife|knives|gun|blade|machete)\b",
    r"(?:please|someone|somebody|anyone) help me(?= ?(?:$|[.!?,]))",
)
_RISK = re.compile(
    "|".join(r"\b" + pattern.replace(" ?", r"\s*").replace(" ", r"\s+") for pattern in _RISKS),
    re.IGNORECASE | re.MULTILINE,
)


def _risk(text: str) -> Iterator[tuple[int, int]]:
    return _spans(_RISK, text)


_FINDERS = {
    RISK: _risk,
    PERSON: _people,
    SETTING: _settings,
    HEALTH: _healths,
    ONLY: _onlies,
    EMAIL: _emails,
    TELEPHONE: _telephones,
}
