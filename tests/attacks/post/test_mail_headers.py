"""Every name and subject that is accepted comes out of a real mail server as one mailbox, one subject, and the same.

It is read back by a reader of our own that follows the RFCs and nothing else, by both parsers of the library, which
write nothing here, and by Perl's where there is one.
"""

from __future__ import annotations

import email
import email.policy
import re
import shutil
import subprocess
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config import BadSetting, Settings
from lws_assess.web.post import mail
from lws_assess.web.post.mail_headers import NoAddress, mailbox_header, words_header, written_address
from tests.conftest import settings_for
from tests.machines.mail_reading import decoded, mailbox, read_letter
from tests.machines.mail_server import MailServer, a_mail_server

PIECES = (
    *(
        "Marlhaven, Dale and Eastby Children’s Partnership",
        "North: South",
        "A; B",
        'the "best"',
        "back\\slash",
    ),
    *(
        "(all)",
        "<thief@evil.example>",
        "me@x.example",
        "=?utf-8?q?x=0A?=",
        "=?",
        "?=",
        "=?utf-8?b?SGk=?=",
        "[x]",
    ),
    *(
        "…",
        "Dr. No",
        ".",
        "..",
        "_",
        "=41",
        "%",
        "'",
        "`",
        "Bcc:",
        "Re:",
        "undisclosed-recipients:;",
        "/",
        "|",
    ),
    *(
        "👩‍👩‍👧",
        "🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        "بچوں کی شراکت داری",
        "می‌خواهم",
        "ਪੰਜਾਬੀ",
        "தமிழ்",
        "兒童",
        "e\u0301\u0323",
        "ß",
        "\u00a0",
        "\u2009",
    ),
    *(
        "Wirral Children and Young People’s",
        "x" * 90,
        "é" * 60,
        "🧒" * 30,
        "Partnership",
        "and",
        "&",
        "ŵ",
        "—",
    ),
)
NAMES = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text('aZ9 ,.:;()<>@[]\\"=?_é€😀ڈ', max_size=12)), max_size=9
)
WORDS = st.builds(
    lambda parts, between: between.join(parts).strip(" "), NAMES, st.sampled_from(["", " ", "  ", ", "])
)
ALWAYS = (
    "Marlhaven, Dale and Eastby Children’s Partnership",
    "Marlhaven: Dale and Eastby Children’s Partnership",
    "Testham Children's Partnership",
    "Children’s  Partnership of   Dale",
    "=?utf-8?q?Hello=0D=0ABcc:_thief@evil.example?=",
    "==?utf-8?q??utf-8?q?=0ABcc:_thief@evil.example?=",
    'A "B" \\ C',
    "..A..",
    "é" * 300,
    "x" * 300,
    "word " * 60 + "end",
    "🧒" * 100,
)


def by_the_old_parser(raw: bytes) -> tuple[str, str, str]:
    """Name, address and subject as the library has read them since Python 2."""
    old = email.message_from_bytes(raw)
    phrase, address = parseaddr(unfolded(old["From"]))
    return (
        str(make_header(decode_header(phrase))),
        address,
        str(make_header(decode_header(unfolded(old["Subject"])))),
    )


def by_the_new_parser(raw: bytes) -> tuple[str, str, str]:
    new = email.message_from_bytes(raw, policy=email.policy.default)
    (found,) = new["From"].addresses
    assert not new.defects
    assert not new["From"].defects
    return found.display_name, found.addr_spec, str(new["Subject"])


def unfolded(value: str) -> str:
    return value.replace("\r", "").replace("\n", "")


def misread_by_the_new_parser(raw: bytes) -> bool:
    """Where it puts a space between two encoded words of a name, or takes one out of a word."""
    header = read_letter(raw).headers["From"]
    spaces = re.search(r"__|=A0|=E2=80=89", header) or "  " in decoded(header) or "\u00a0" in decoded(header)
    return bool(spaces or "\u2009" in decoded(header) or re.search(r"\?=\s+=\?", header))


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with a_mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def settings(server: MailServer, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("headers")
    return settings_for(
        f"sqlite:///{folder}/none.sqlite3",
        folder,
        SMTP_URL=server.url,
        PUBLIC_BASE_URL="http://testham.example",
    )


@pytest.fixture(scope="module")
def line(settings: Settings) -> Iterator[mail.MailConnection]:
    connection = mail.MailConnection(settings)
    yield connection
    connection.close()


def test_every_name_and_subject_arrives_as_it_is(
    server: MailServer, settings: Settings, line: mail.MailConnection
) -> None:
    @given(WORDS, WORDS)
    def sent_and_read(name: str, subject: str) -> None:
        message = mail.MailingPattern(
            settings, sender=name, subject=subject, reply_to="jo@testham.example"
        ).to("ada@x.example", mail.new_message_id(settings), text="Words.")
        assert line.hand_over("ada@x.example", message).state == "sent"
        raw = server.raw[-1]
        read = read_letter(raw)
        assert read.mailbox("From") == (name, "assess@testham.example")
        assert read.words("Subject") == subject
        assert read.mailbox("To") == ("", "ada@x.example")
        assert read.mailbox("Reply-To") == ("", "jo@testham.example")
        assert by_the_old_parser(raw) == (name, "assess@testham.example", subject)
        if not misread_by_the_new_parser(raw):
            assert by_the_new_parser(raw) == (name, "assess@testham.example", subject)

    for words in ALWAYS:
        sent_and_read = example(words, words)(sent_and_read)
    sent_and_read()


@pytest.mark.skipif(shutil.which("perl") is None, reason="there is no Perl here")
def test_perl_reads_the_same() -> None:
    texts = [*ALWAYS, *(piece for piece in PIECES if piece.strip())]
    headers = [
        words_header("Subject", text).replace("\n", "\r\n").removeprefix("Subject: ") for text in texts
    ]
    program = (
        'use Encode; local $/ = "\\0"; while (<STDIN>) { chomp; s/\\r?\\n$//; '
        'print encode("UTF-8", decode("MIME-Header", $_)), "\\0" }'
    )
    done = subprocess.run(
        ["perl", "-e", program], input="\0".join(headers).encode(), capture_output=True, check=True
    )
    read = done.stdout.decode().split("\0")[:-1]
    assert [(a, b) for a, b in zip(texts, read, strict=True) if a.strip(" ") != b] == []


@given(WORDS, st.sampled_from(["a@b.cd", "x" * 64 + "@" + "long." * 30 + "example"]))
def test_one_mailbox_whatever_the_name_beside_it(name: str, address: str) -> None:
    for header in ("From", "To", "Reply-To"):
        written = mailbox_header(header, words=name, address=address)
        unfolded = written.replace("\n ", " ").rstrip("\n").removeprefix(f"{header}: ")
        assert "\n" not in unfolded
        assert mailbox(unfolded) == (name, address)


@given(st.text(max_size=200))
def test_nothing_at_all_begins_another_header(words: str) -> None:
    for written in (words_header("Subject", words), mailbox_header("From", words=words, address="a@b.cd")):
        lines = written.split("\n")
        assert lines[-1] == ""
        assert written.isascii()
        assert all(line.startswith(" ") and line.strip() for line in lines[1:-1])
        decoded_words = (
            decoded(written.replace("\n ", " ").rstrip("\n").partition(":")[2]) if "=?" in written else ""
        )
        assert not set(decoded_words) & set("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\0")


# --- addresses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("a+b@x.example", "a+b@x.example"),
        ("..a@b.cd", '"..a"@b.cd'),
        ("a[b@c.de", '"a[b"@c.de'),
        ("=?utf-8?q?a?=@b.cd", '"=?utf-8?q?a?="@b.cd'),
        ("jo@exämple.example", "jo@xn--exmple-cua.example"),
        ("no-reply@127.0.0.1", "no-reply@[127.0.0.1]"),
        ("no-reply@::1", "no-reply@[IPv6:::1]"),
    ],
)
def test_an_address_is_written_so_that_it_is_one(address: str, written: str) -> None:
    assert written_address(address) == written
    assert mailbox(written) == ("", written)


@pytest.mark.parametrize(
    "address",
    ["a@[.de", "a@b..c", "a@b.c]", "josé@x.example", "@x.example", "a@", "jo@straße.example", "a\r\nb@x.de"],
)
def test_what_no_server_could_take_is_no_address(address: str) -> None:
    with pytest.raises(NoAddress):
        written_address(address)


@pytest.mark.parametrize("named", ["assess+rounds@x.example", "assess%2Brounds@x.example"])
def test_a_plus_in_the_senders_address_is_no_space(
    server: MailServer, settings: Settings, named: str
) -> None:
    url = server.url.partition("?")[0]
    plus = Settings(**{**vars(settings), "smtp_url": f"{url}?from={named}"})
    mail.send_message(plus, "ada@x.example", subject="Hello", text="Words.")
    assert read_letter(server.raw[-1]).mailbox("From") == ("", "assess+rounds@x.example")


def test_message_ids_are_of_a_host_also_where_that_is_a_number(settings: Settings) -> None:
    for base, host in (
        ("http://[::1]:8000", "[IPv6:::1]"),
        ("http://127.0.0.1", "[127.0.0.1]"),
        ("http://a_b", "a_b"),
    ):
        there = Settings(**{**vars(settings), "public_base_url": base})
        assert mail.new_message_id(there).endswith(f"@{host}>")


@pytest.mark.parametrize("named", ["Ada <a@b.cd>", "a@b.cd,c@d.ef", "nobody", "a@b.cd%0D%0ABcc:x@y.z"])
def test_a_sender_that_is_not_one_address_is_refused_at_the_start(settings: Settings, named: str) -> None:
    with pytest.raises(BadSetting, match="one e-mail address"):
        settings_for(settings.database_url, settings.instance, SMTP_URL=f"smtp://localhost?from={named}")
