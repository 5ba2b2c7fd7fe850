"""Small writes that share a commit: what many people send in the same second reaches the disk together.

A commit waits for the disk, and a hall votes in one second. On SQLite, where writers go one after another, whoever
is next takes along all who wait behind: the more come at once the fewer commits there are. PostgreSQL gathers commits
by itself. Either way each is told only once theirs is kept for good.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

T = TypeVar("T")


class _WorkToWrite:
    """Something to write, and what came of it."""

    def __init__(self, write: Callable[[Session], Any]) -> None:
        self._write = write
        self.done = False
        self.gave: Any = None
        self.fault: Exception | None = None

    def do(self, session: Session) -> None:
        """Keeps a refusal for whoever asked; a fault of the database concerns everybody in the transaction."""
        try:
            self.gave = self._write(session)
        except SQLAlchemyError:
            raise
        except Exception as refusal:
            self.fault = refusal


class SharedCommits:
    """Does writes of several threads in one transaction, if `together`. `writing` opens one."""

    def __init__(self, writing: Callable[[], AbstractContextManager[Session]], together: bool) -> None:
        self._writing = writing
        self._together = together
        self._waiting: list[_WorkToWrite] = []
        self._list = threading.Lock()
        self._turn = threading.Lock()

    def write(self, write: Callable[[Session], T]) -> T:
        """Does it and gives what it gave, once it is kept. Whatever it raises, it must have written nothing then."""
        if not self._together:
            with self._writing() as session:
                return write(session)
        mine = _WorkToWrite(write)
        with self._list:
            self._waiting.append(mine)
        with self._turn:
            if not mine.done:
                self._do_all_that_wait()
        if mine.fault:
            raise mine.fault
        given: T = mine.gave
        return given

    def _do_all_that_wait(self) -> None:
        taken: list[_WorkToWrite] = []
        try:
            with self._writing() as session:
                taken = self._take()  # once it is our turn: others came while we waited for it
                for work in taken:
                    work.do(session)
        except Exception as fault:
            self._do_one_by_one(taken or self._take(), fault)
        for work in taken:
            work.done = True

    def _take(self) -> list[_WorkToWrite]:
        with self._list:
            taken, self._waiting = self._waiting, []
        return taken

    def _do_one_by_one(self, works: list[_WorkToWrite], fault: Exception) -> None:
        """Nothing of them was kept: each is tried alone, so that nobody fails for another's sake."""
        for work in works:
            work.fault, work.done = None, True
            if len(works) == 1:
                work.fault = fault
                continue
            try:
                with self._writing() as session:
                    work.do(session)
            except Exception as own:
                work.fault = own
