"""Settings, read from the environment once, with safe defaults. docs/running.md lists them."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

ROOT = Path(__file__).resolve().parent

ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?")
EXAMPLE_KEYS = {"changeme", "change-me", "dev", "secret", "example", "secret-key", "your-secret-key"}
SHORTEST_KEY = 32


class BadSetting(ValueError):
    """A setting that would make the product unsafe or unable to start; says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything the environment may decide."""

    database_url: str
    secret_key: str
    public_base_url: str
    host: str
    port: int
    workers: int
    threads: int
    smtp_url: str
    trusted_proxies: int
    demo_password: str
    instance: Path
    backup_mark: Path | None  # a file that the backup touches once it has verified a copy
    keys: Path | None  # none outside the demo: whoever runs the service says where they may lie

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of an environment. Raises BadSetting for one that cannot be used."""
        env = os.environ if environment is None else environment
        instance = Path(env.get("INSTANCE_PATH") or ROOT / "instance")
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        host, port = env.get("HOST") or "127.0.0.1", _number(env, "PORT", 8000)
        return cls(
            database_url=env.get("DATABASE_URL") or f"sqlite:///{instance / 'lws_assess.sqlite3'}",
            secret_key=_secret_key(env, instance),
            public_base_url=(env.get("PUBLIC_BASE_URL") or f"http://{host}:{port}").rstrip("/"),
            host=host,
            port=port,
            workers=_number(env, "WORKERS", 2),
            threads=_number(env, "THREADS", 8),
            smtp_url=_smtp_url(env),
            trusted_proxies=_number(env, "TRUSTED_PROXIES", 0),
            demo_password=env.get("DEMO_PASSWORD", ""),
            instance=instance,
            backup_mark=Path(env["BACKUP_MARK"]) if env.get("BACKUP_MARK") else None,
            keys=Path(env["KEYS_PATH"]) if env.get("KEYS_PATH") else None,
        )

    @property
    def https(self) -> bool:
        return self.public_base_url.startswith("https://")


def _smtp_url(env: Mapping[str, str]) -> str:
    """The mail server. The address that it may name as our own must be one, and nothing besides."""
    url = env.get("SMTP_URL", "")
    for name, named in parse_qsl(urlsplit(url).query.replace("+", "%2B")):
        if name == "from" and not ADDRESS.fullmatch(named):
            raise BadSetting(
                f"SMTP_URL must name one e-mail address behind from=, such as from=assess@example.org, not '{named}'."
            )
    return url


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isdigit():
        raise BadSetting(f"{name} must be a whole number, not '{text}'.")
    return int(text)


def _secret_key(env: Mapping[str, str], instance: Path) -> str:
    """The key given, or one made at the first start and kept beside the database."""
    if "SECRET_KEY" in env:
        key = env["SECRET_KEY"]
        if len(key) < SHORTEST_KEY or key.lower() in EXAMPLE_KEYS or len(set(key)) < 8:
            raise BadSetting(
                f"SECRET_KEY is empty, too short or an example. Use at least {SHORTEST_KEY} random "
                "characters, or leave it unset and one is made at the first start."
            )
        return key
    kept = instance / "secret_key"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return kept.read_text(encoding="ascii").strip()
