"""People with an account: who they are, what they may do where, and their sessions and one-time links."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.records.partnerships import Partnership
from lws_assess.survey.keys import PartnershipKey
from lws_assess.survey.written_words import bare_address

ADMINISTRATOR, FACILITATOR, STEERING = "administrator", "facilitator", "steering"
ROLES = (ADMINISTRATOR, FACILITATOR, STEERING)


class PersonState(StrEnum):
    """Says whether somebody can sign in: they have a password, have still to choose one, or were turned away."""

    ACTIVE = "active"
    INVITED = "invited"
    DISABLED = "disabled"


class Person(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # in small letters
    name: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str | None]  # argon2id; empty until the first one-time link is used
    code_secret: Mapped[str | None]  # for one-time codes (TOTP); empty where not set up
    last_code: Mapped[int | None]  # the half-minute of the one-time code used last; codes up to it are spent
    disabled: Mapped[bool] = mapped_column(default=False)

    @property
    def called(self) -> str:
        """Returns how pages name them."""
        return self.name or self.email

    @property
    def state(self) -> PersonState:
        if self.disabled:
            return PersonState.DISABLED
        return PersonState.ACTIVE if self.password_hash else PersonState.INVITED


class Membership(Base):
    """Holds what a person may do in a partnership."""

    __tablename__ = "memberships"
    __table_args__ = (CheckConstraint("role IN ('administrator', 'facilitator', 'steering')", name="role"),)

    partnership: Mapped[PartnershipKey] = mapped_column(ForeignKey("partnerships.key"), primary_key=True)
    person: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    role: Mapped[str]


class SignedInSession(Base):
    """A sign-in on one device; deleting the row ends it at once."""

    __tablename__ = "sessions"

    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # hash of the cookie's token
    person: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    expires_at: Mapped[datetime]
    awaiting_code: Mapped[bool] = mapped_column(default=False)  # password given, one-time code still to come


class OneTimeLink(Base):
    """A link to set a password: an invitation or a reset. It works once."""

    __tablename__ = "one_time_links"

    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # hash of the link's secret
    person: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    expires_at: Mapped[datetime]


class FailedSignIns(Base):
    """Says how often in a row signing in has failed, for known and unknown accounts alike."""

    __tablename__ = "failed_sign_ins"

    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # keyed hash of the e-mail address
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)


def find_person_by_email(session: Session, email: str) -> Person | None:
    return session.scalars(select(Person).where(Person.email == bare_address(email))).one_or_none()


def hold_person(session: Session, person: int) -> Person | None:
    """The person, held until the transaction ends, so that signing in and disabling cannot cross."""
    return session.get(Person, person, with_for_update=True)


def find_session(
    session: Session, token_hash: bytes, now: datetime, awaiting_code: bool = False
) -> Person | None:
    """The person signed in under a token, if the session lives and the person is not disabled."""
    return session.scalars(
        select(Person)
        .join(SignedInSession, SignedInSession.person == Person.id)
        .where(
            SignedInSession.id == token_hash,
            SignedInSession.expires_at > now,
            SignedInSession.awaiting_code.is_(awaiting_code),
            Person.disabled.is_(False),
        )
    ).one_or_none()


def find_one_time_link(session: Session, secret_hash: bytes, now: datetime) -> Person | None:
    """The person a one-time link is for, if it still works."""
    return session.scalars(
        select(Person)
        .join(OneTimeLink, OneTimeLink.person == Person.id)
        .where(OneTimeLink.id == secret_hash, OneTimeLink.expires_at > now, Person.disabled.is_(False))
    ).one_or_none()


def latest_link_expires(session: Session, person: int) -> datetime | None:
    return session.scalars(
        select(OneTimeLink.expires_at)
        .where(OneTimeLink.person == person)
        .order_by(OneTimeLink.expires_at.desc())
        .limit(1)
    ).one_or_none()


def find_role(session: Session, partnership: PartnershipKey, person: int) -> str | None:
    member = session.get(Membership, (partnership, person))
    return member.role if member else None


def memberships_of(session: Session, person: int) -> list[Membership]:
    return list(session.scalars(select(Membership).where(Membership.person == person)))


def partnerships_of(session: Session, person: int) -> list[tuple[Partnership, str]]:
    """Returns where somebody belongs, and their role there."""
    rows = session.execute(
        select(Partnership, Membership.role)
        .join(Membership, Membership.partnership == Partnership.key)
        .where(Membership.person == person)
        .order_by(Partnership.name)
    )
    return [(partnership, role) for partnership, role in rows]


def members_of(session: Session, partnership: PartnershipKey) -> list[tuple[Person, str]]:
    rows = session.execute(
        select(Person, Membership.role)
        .join(Membership, Membership.person == Person.id)
        .where(Membership.partnership == partnership)
        .order_by(Person.email)
    )
    return [(person, role) for person, role in rows]


def hold_administrators(session: Session, partnership: PartnershipKey) -> list[int]:
    """Returns those who can administer the partnership today: not disabled, and with a password.

    The partnership is held until the transaction ends, so that two of them cannot remove each other at once.
    """
    session.execute(select(Partnership.key).where(Partnership.key == partnership).with_for_update())
    return list(
        session.scalars(
            select(Person.id)
            .join(Membership, Membership.person == Person.id)
            .where(
                Membership.partnership == partnership,
                Membership.role == ADMINISTRATOR,
                Person.disabled.is_(False),
                Person.password_hash.is_not(None),
            )
        )
    )


def belongs_elsewhere(session: Session, person: int, administrator: int) -> bool:
    """True if a person belongs to a partnership that the administrator does not administer."""
    own = select(Membership.partnership).where(
        Membership.person == administrator, Membership.role == ADMINISTRATOR
    )
    others = exists().where(Membership.person == person, Membership.partnership.not_in(own))
    return bool(session.scalar(select(others)))


def must_set_up_codes(session: Session, person: Person) -> bool:
    """True if one-time codes are demanded of a person who has none."""
    return not person.code_secret and are_codes_demanded(session, person.id)


def are_codes_demanded(session: Session, person: int) -> bool:
    """True if somebody administers a partnership that demands one-time codes of its administrators."""
    demanded = (
        exists()
        .where(Membership.partnership == Partnership.key, Partnership.codes_for_administrators.is_(True))
        .where(Membership.person == person, Membership.role == ADMINISTRATOR)
    )
    return bool(session.scalar(select(demanded)))


def hold_attempts(session: Session, address: bytes, now: datetime) -> FailedSignIns:
    """The row that counts an address's failures, made where missing and held until the transaction ends."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert(FailedSignIns) if on_sqlite else postgresql.insert(FailedSignIns)
    session.execute(insert.values(id=address, count=0, last_at=now).on_conflict_do_nothing())
    return session.scalars(select(FailedSignIns).where(FailedSignIns.id == address).with_for_update()).one()


def forget_attempts(session: Session, address: bytes) -> None:
    session.execute(delete(FailedSignIns).where(FailedSignIns.id == address))


def end_session(session: Session, token_hash: bytes) -> bool:
    """Signs out on one device. False where nobody was signed in."""
    ended = session.execute(
        delete(SignedInSession).where(SignedInSession.id == token_hash).returning(SignedInSession.id)
    )
    return ended.first() is not None


def end_sessions(session: Session, person: int) -> None:
    """Signs a person out everywhere."""
    session.execute(delete(SignedInSession).where(SignedInSession.person == person))


def burn_link(session: Session, secret_hash: bytes) -> bool:
    """Uses a one-time link up. False where somebody else did first."""
    burnt = session.execute(
        delete(OneTimeLink).where(OneTimeLink.id == secret_hash).returning(OneTimeLink.id)
    )
    return burnt.first() is not None


def delete_links_of(session: Session, person: int) -> None:
    session.execute(delete(OneTimeLink).where(OneTimeLink.person == person))


def delete_what_expired(session: Session, now: datetime, failures_before: datetime) -> None:
    session.execute(delete(SignedInSession).where(SignedInSession.expires_at <= now))
    session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at <= now))
    session.execute(delete(FailedSignIns).where(FailedSignIns.last_at <= failures_before))


def delete_person(session: Session, person: int) -> None:
    """An account that belongs nowhere any more, with all that hangs on it."""
    end_sessions(session, person)
    delete_links_of(session, person)
    session.execute(delete(Person).where(Person.id == person))
