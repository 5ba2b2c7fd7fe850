"""Lists of addresses as people keep them."""

from __future__ import annotations

import pytest

from lws_assess.actions.post.addresses import as_lines, check_entries, read_address, read_entries
from lws_assess.web.sheets import read_pasted


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ada@x.example", "ada@x.example"),
        ("  ADA@X.Example, ", "ada@x.example"),
        ("Ada Lovelace <ada@x.example>", "ada@x.example"),
        ("'Lovelace, Ada' <Ada@x.example>;", "ada@x.example"),
        ("mailto:ada@x.example", "ada@x.example"),
        ("o'neil+round.1@sub-domain.x.example", "o'neil+round.1@sub-domain.x.example"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("\u200bada@x.example", "ada@x.example"),
        *[
            (written, "ada@x.example")
            for written in (
                "•ada@x.example",
                "-ada@x.example",
                "**ada@x.example**",
                "`ada@x.example`",
                "«ada@x.example»",
                "{ada@x.example}",
                "ada@x.example!",
                "=ada@x.example",
                "ａｄａ@ｘ.example",
                "Ada ＜ada@x.example＞",
            )
        ],
        ("O’Neil@x.example", "o'neil@x.example"),
        *[
            (bad, None)
            for bad in (
                "ada",
                "ada@",
                "@x.example",
                "ada@x",
                "ada@@x.example",
                "a da@x.example",
                "ada..b@x.example",
                ".ada@x.example",
                "ada@-x.example",
                "ada@x..example",
                "ada@x.example\nBcc: evil@x.example",
                "ada@x.example\x00",
                "ådа@x.example",
                "a" * 65 + "@x.example",
                "ada@" + "x" * 64 + ".example",
                "ada@" + "x." * 125 + "example",
                "ada@[127.0.0.1]",
                "ada@1.2.3.4",
                "",
            )
        ],
        ("jo@stra\u00dfe.example", None),  # two versions of IDNA read it as two hosts
        ("jo@\u03c3\u03b1\u03c2.example", None),
    ],
)
def test_an_address_is_read_in_the_form_it_is_kept_in(text: str, address: str | None) -> None:
    assert read_address(text) == address


def entries(*rows: list[str]) -> list[tuple[int, str]]:
    return [(entry.row, entry.text) for entry in read_entries(rows).entries]


def test_the_column_of_addresses_is_found_wherever_it_stands() -> None:
    rows = [["Name", "Mail", "Note"], ["Ada", "ada@x.example", "met @ work"], ["Bea", "bea@x.example", ""]]
    listed = read_entries(rows)
    found, heading = listed.entries, listed.heading
    assert [(e.row, e.address, e.why) for e in found] == [
        (2, "ada@x.example", ""),
        (2, None, "This stands in “Note”, and addresses are taken from “Mail”"),
        (3, "bea@x.example", ""),
    ]
    assert heading == "Name, Mail, Note"


def test_a_list_needs_no_heading() -> None:
    listed = read_entries([["ada@x.example"], [""], ["bea@x.example"]])
    found, heading = listed.entries, listed.heading
    assert ([e.row for e in found], heading) == ([1, 3], "")


def test_a_line_copied_off_a_message_counts_whole() -> None:
    assert entries(["Ada <ada@x.example>", "bea@x.example", ""]) == [
        (1, "ada@x.example"),
        (1, "bea@x.example"),
    ]
    assert entries(["Ada <ada@x.example>; bea@x.example cy@x.example"]) == [
        (1, "ada@x.example"),
        (1, "bea@x.example"),
        (1, "cy@x.example"),
    ]


def test_a_row_without_an_address_is_named_and_an_address_in_another_column_is_found() -> None:
    rows = [
        ["Ada", "ada@x.example"],
        ["Bea", ""],
        ["Cy", "nowhere"],
        ["dee@x.example", ""],
        ["", "e@x.example"],
    ]
    assert entries(*rows) == [
        (1, "ada@x.example"),
        (2, ""),
        (3, "nowhere"),
        (4, "dee@x.example"),
        (5, "e@x.example"),
    ]


def test_each_row_that_names_nobody_new_says_why() -> None:
    listed = read_entries([["ada@x.example"], ["bad@"], ["Ada@x.example"], ["bea@x.example"]])
    found, _ = listed.entries, listed.heading
    good, problems = check_entries(found, {"bea@x.example": "Nurses"})
    assert good == ["ada@x.example"]
    assert [(p.row, p.why) for p in problems] == [
        (2, "This is not an e-mail address"),
        (3, "The same address stands in row 1"),
        (4, "Already invited in this round, for Nurses"),
    ]


def test_what_is_carried_holds_no_name_beside_a_good_address_and_reads_the_same_again() -> None:
    rows = [["Name", "Mail"], ["Ada", "Ada@x.example"], ["", ""], ["Bea", ""], ["Cy", "cy@"]]
    lines = as_lines(rows)
    assert lines == "Name, Mail\nada@x.example\n\nBea\ncy@"
    listed = read_entries([[line] for line in lines.splitlines()])
    again, heading = listed.entries, listed.heading
    assert ([(e.row, e.address) for e in again], heading) == (
        [(2, "ada@x.example"), (4, None), (5, None)],
        "Name, Mail",
    )


JO, AL = "jo@x.example", "al@x.example"


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("Smith, Jo <jo@x.example>; Bloggs, Al <al@x.example>", [JO, AL]),
        ("Smith, Jo <jo@x.example>, Bloggs, Al <al@x.example>", [JO, AL]),
        ('"Smith, Jo" <jo@x.example>, "Bloggs, Al" <al@x.example>', [JO, AL]),
        ('"Jo \\"JJ\\" Smith; x" <jo@x.example>, Al Bloggs <al@x.example>,', [JO, AL]),
        ("Smith, Jo (Education, Early Years);jo@x.example", [JO]),
        ("Smith, Jo (Education, Early Years);jo@x.example\nBloggs, Al (Health);al@x.example", [JO, AL]),
        ("E-mail\njo@x.example (Education, Early Years)\nal@x.example (Health, Youth)", [JO, AL]),
        ("jo@x.example (Jo (the head), Education), jo(work)@x.example, al@x.example", [JO, AL]),
        ("Jo Smith (jo@x.example); Al [mailto:al@x.example]", [JO, AL]),
        ("Team: jo@x.example, Al <al@x.example>;", [JO, AL]),
        ('Team: "Smith, Jo" <jo@x.example>; Others: al@x.example; Nobody:;', [JO, AL]),
        ("To: Jo <jo@x.example>\nCc: al@x.example", [JO, AL]),
        ("sep=;\nName;E-mail\nSmith, Jo;jo@x.example\nBloggs, Al;al@x.example", [JO, AL]),
        ('"sep=|"\r\nName|E-mail\r\n"Smith | Jo"|jo@x.example', [JO]),
        ("sep=\t\nSmith; Jo\tjo@x.example", [JO]),
        ("Jo\tjo@x.example\r\nAl\tal@x.example\r\n", [JO, AL]),
        ("jo@x.example|al@x.example", [JO, AL]),
        ("jo@x.example;; ;al@x.example;;;", [JO, AL]),
        ("jo@x.example and al@x.example", [JO, AL]),
        ("• jo@x.example\n2) al@x.example", [JO, AL]),
        ("jo@x.example<mailto:jo@x.example>\nAL@x.example <al@x.example>", [JO, AL]),
        ("Jo &lt;jo@x.example&gt;", [JO]),
        ("\u202ajo@x.example\u202c\n\u2068al@\u200bx.example\u2069", [JO, AL]),
        ("jo＠x.example，al@x.example", [JO, AL]),
        ('Name,Mail\n"Smith, ""Jo""\nHead","jo@x.example\nal@x.example"', [JO, AL]),
        ("Name,Mail\nSmith, Jo,jo@x.example\nAl,al@x.example", [JO, AL]),
        ("Who is invited\n\nName,Mail\nJo,jo@x.example", [JO]),
    ],
)
def test_lists_are_read_as_mail_programs_and_spreadsheets_write_them(text: str, good: list[str]) -> None:
    assert check_entries(read_entries(read_pasted(text, by_lines=True).rows).entries, {})[0] == good


@pytest.mark.parametrize(
    ("text", "problem", "why"),
    [
        ("see me @ noon", "see me @ noon", "This is not an e-mail address"),
        ("jo@x.exampleal@x.example", "jo@x.exampleal@x.example", "Two or more addresses are run together"),
        ("Jo Smith jo@x.example", "Jo Smith jo@x.example", "Other words stand beside the address"),
        ("old@x.example <jo@x.example>", "old@x.example", "This stands as the name of another address"),
        ("jo@x.example (was old@x.example)", "was old@x.example", "Other words stand beside the address"),
        ("jo@x.example (old@x.example)", "old@x.example", "This stands in brackets"),
        ("Smith, Jo </o=A/cn=jo>; al@x.example", "Jo </o=A/cn=jo>", "not an e-mail address"),
        ("IMCEAEX-_O=A_CN=jo@x.example", "IMCEAEX-_O=A_CN=jo@x.example", "This is not an e-mail address"),
        ("Mail @\njo@x.example", "Mail @", "This row was taken for the headings"),
        ("Mail (as jo@x.org),Name\nal@x.example,Al", "as jo@x.org", "This row was taken for the headings"),
        ("Mail,Manager\njo@x.example,al@x.example", "al@x.example", "This stands in “Manager”"),
        ("x" * 700 + "@x.example", "x" * 700 + "@x.example", "This is not an e-mail address"),
    ],
)
def test_whatever_holds_an_at_sign_and_invites_nobody_is_a_problem(text: str, problem: str, why: str) -> None:
    problems = check_entries(read_entries(read_pasted(text, by_lines=True).rows).entries, {})[1]
    found = [one for one in problems if one.text == problem]
    assert len(found) == 1
    assert why in found[0].why


def test_a_name_that_a_mail_program_did_not_know_is_a_problem() -> None:
    sheet = read_pasted("Bloggs, Al; Smith, Jo <jo@x.example>; Al <al@x.example>; 7;", by_lines=True)
    listed = read_entries(sheet.rows, separator=sheet.separator)
    assert "Bloggs, Al" in listed.lines, "it can be corrected"
    good, problems = check_entries(listed.entries, {})
    assert (good, [(p.row, p.text, p.why) for p in problems]) == (
        [JO, AL],
        [(1, "Bloggs, Al", "There is no e-mail address beside this name")],
    )
    table = read_pasted("Smith, Jo (Education, Early Years);jo@x.example\nBloggs, Al;al@x.example")
    assert len(read_entries(table.rows, separator=table.separator).entries) == 2


def test_groups_are_read_from_their_own_column() -> None:
    rows = [
        ["People to ask", "", ""],
        ["Team lead", "Stakeholder group:", "E-mail"],
        ["boss@x.example", "Schools", "jo@x.example; al@x.example"],
        ["", "Health @ home", "cy@x.example"],
        ["", "Health", ""],
        ["", "dee@x.example", "e@x.example"],
    ]
    listed = read_entries(rows, with_groups=True)
    assert (listed.group_heading, listed.heading_row) == ("Stakeholder group:", 2)
    assert [(e.row, e.address, e.group) for e in listed.entries if e.address] == [
        (3, JO, "Schools"),
        (3, AL, "Schools"),
        (4, "cy@x.example", "Health @ home"),
        (6, "e@x.example", "dee@x.example"),
    ]
    assert [(e.row, e.text) for e in listed.entries if not e.address] == [
        (1, ""),
        (3, "boss@x.example"),
        (5, ""),
        (6, "dee@x.example"),
    ]
    again = read_entries(read_pasted(listed.lines).rows, with_groups=True)
    assert [(e.row, e.address, e.group) for e in again.entries] == [
        (e.row, e.address, e.group) for e in listed.entries
    ]


def test_a_row_that_a_separator_made_longer_than_the_headings_is_in_no_group() -> None:
    rows = read_pasted("Name,Mail,Group\nSmith, Jo,jo@x.example,Schools\nAl,al@x.example,Schools").rows
    found = read_entries(rows, with_groups=True).entries
    assert [(e.row, e.address, e.why[:28]) for e in found] == [
        (2, None, "This row has more cells than"),
        (3, AL, ""),
    ]


def test_a_table_without_a_column_of_groups_says_so() -> None:
    assert read_entries([["Mail", "Team leader"], [JO, "Al"]], with_groups=True).group_heading == ""


def test_a_comma_in_the_name_of_a_group_that_stands_last_is_part_of_it() -> None:
    rows = read_pasted("Email,Group\njo@x.example,Children, schools and families\nal@x.example,Youth").rows
    listed = read_entries(rows, with_groups=True)
    found = [(entry.address, entry.group) for entry in listed.entries]
    assert found == [("jo@x.example", "Children, schools and families"), ("al@x.example", "Youth")]
    again = read_entries(read_pasted(listed.lines, by_lines=True).rows, with_groups=True)
    assert [(entry.address, entry.group) for entry in again.entries] == found


def test_nobody_is_put_into_a_group_by_a_row_whose_cells_may_have_moved() -> None:
    rows = read_pasted(
        "Email,Group,Role\njo@x.example,Children, schools,Lead\nal@x.example,Youth,Lead\ndi@x.example,Youth,Lead"
    ).rows
    found = read_entries(rows, with_groups=True).entries
    assert [(entry.address, entry.why[:28]) for entry in found][:2] == [
        (None, "This row has more cells than"),
        ("al@x.example", ""),
    ]


@pytest.mark.parametrize("heading", ["Gr\u200boup", "\u202aGroup\u202c", "Which group?", "GROUP NAME"])
def test_a_column_headed_group_counts_before_one_of_teams(heading: str) -> None:
    rows = [["Role", "E\u2011mail", "Team", heading], ["Lead", "jo@x.example", "A team", "Youth"]]
    listed = read_entries(rows, with_groups=True)
    assert [(entry.address, entry.group) for entry in listed.entries] == [("jo@x.example", "Youth")]


def test_a_name_that_a_mail_program_did_not_know_is_a_problem_beside_one_person_too() -> None:
    sheet = read_pasted("Jo Smith; Al Bloggs <al@x.example>", by_lines=True)
    found = read_entries(sheet.rows, separator=sheet.separator).entries
    assert {(entry.text, entry.address) for entry in found} == {
        ("Jo Smith", None),
        ("al@x.example", "al@x.example"),
    }


def test_nobody_is_put_into_a_group_where_most_rows_have_moved() -> None:
    rows = read_pasted(
        "Role,Group,Email\nLead, north,Youth,jo@x.example\nLead,Children, schools,al@x.example\nLead,Youth,di@x.example"
    ).rows
    found = read_entries(rows, with_groups=True).entries
    assert [entry.address for entry in found if entry.address and entry.group == "Children"] == []
    assert {entry.text for entry in found} >= {"jo@x.example", "al@x.example", "di@x.example"}
