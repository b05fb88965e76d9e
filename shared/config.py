"""Every environment variable, read once into a frozen record."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.errors import Misconfigured

MODES = ("local", "space", "lambda")
TRANSPORTS = ("http", "stdio")
RECORDS = ("sqlite", "dynamodb")
FILES = ("disk", "s3")
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
DATA = Path(__file__).resolve().parent.parent / "data"
"""Beside this program, not where it was started: a client that starts it over stdio does so from any folder."""


@dataclass(frozen=True)
class Config:
    """The settings of one process. Field names are the environment variables in lower case."""

    mode: str = "local"
    host: str = "127.0.0.1"
    mcp_port: int = 7860
    mcp_transport: str = "http"
    public_base_url: str = ""
    jwt_secret_key: str = field(default="", repr=False)
    jwt_secret_key_previous: str = field(default="", repr=False)
    jwt_secret_arn: str = ""
    jwt_expires_days: int = 7
    refresh_expires_days: int = 90
    openid_provider_url: str = "https://huggingface.co"
    oauth_client_id: str = ""
    oauth_client_secret: str = field(default="", repr=False)
    oauth_secret_arn: str = ""
    oauth_scopes: str = "openid profile"
    rate_limit_per_minute: int = 600
    activity_days: int = 90
    history_days: int = 365
    metrics_token: str = field(default="", repr=False)
    vault_base_path: Path = DATA / "vaults"
    database_path: Path = DATA / "vault.db"
    search_cache_path: Path = DATA / "search"
    search_cache_bytes_max: int = 268_435_456
    records: str = ""
    files: str = ""
    table_name: str = ""
    bucket_name: str = ""
    tenant_role_arn: str = ""
    aws_region: str = ""
    note_bytes_max: int = 1_048_576
    attachment_bytes_max: int = 26_214_400
    vault_bytes_max: int = 1_073_741_824
    vault_notes_max: int = 100_000
    request_bytes_max: int = 4_194_304
    import_bytes_max: int = 268_435_456
    session_idle_seconds: int = 604_800

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> "Config":
        """Read the settings from `environ`, the process's own unless given.

        Raises:
            Misconfigured: a setting is not of its form; the message names it.
        """
        source = os.environ if environ is None else environ
        values: dict[str, object] = {}
        for name, kind in _KINDS.items():
            if raw := source.get(name.upper(), "").strip():
                values[name] = _parsed(name.upper(), raw, kind)
        space_host = source.get("SPACE_HOST", "").split(",")[0].strip()
        if space_host and "public_base_url" not in values:
            values["public_base_url"] = f"https://{space_host}"
        config = cls(**values)  # type: ignore[arg-type]
        _check(config)
        return config

    @property
    def records_on(self) -> str:
        """Which of RECORDS it is: on Lambda nothing else than DynamoDB lasts."""
        return self.records or ("dynamodb" if self.mode == "lambda" else "sqlite")

    @property
    def files_on(self) -> str:
        """Which of FILES it is."""
        return self.files or ("s3" if self.mode == "lambda" else "disk")

    @property
    def base_url(self) -> str:
        """The public origin, without a trailing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_base_url.rstrip("/") or f"http://{host}:{self.mcp_port}"

    @property
    def origins(self) -> frozenset[str]:
        """The origins this server is: its public one, and on a laptop the names of loopback."""
        names = LOOPBACK_NAMES if self.mode == "local" else ()
        return frozenset({self.base_url.lower(), *(f"http://{name}:{self.mcp_port}" for name in names)})

    @property
    def mcp_url(self) -> str:
        """The URL a client is given, and the audience of every token (RFC 8707)."""
        return f"{self.base_url}/mcp"


def is_before_snapshot(environ: Mapping[str, str] | None = None) -> bool:
    """Whether this process is a Lambda of which a snapshot will be taken (AWS Lambda, "SnapStart")."""
    source = os.environ if environ is None else environ
    return source.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start"


_KINDS = {name: type(default) for name, default in vars(Config()).items()}


def _parsed(name: str, raw: str, kind: type) -> object:
    if not issubclass(kind, int):
        return Path(raw) if issubclass(kind, Path) else raw
    try:
        number = int(raw)
    except ValueError:
        raise Misconfigured(f"{name} must be a whole number.") from None
    if number <= 0:
        raise Misconfigured(f"{name} must be greater than zero.")
    return number


def _check(config: Config) -> None:
    if config.mode not in MODES:
        raise Misconfigured(f"MODE must be one of {', '.join(MODES)}.")
    if config.mcp_transport not in TRANSPORTS:
        raise Misconfigured(f"MCP_TRANSPORT must be one of {', '.join(TRANSPORTS)}.")
    if config.mode != "local" and not config.public_base_url:
        raise Misconfigured(f"PUBLIC_BASE_URL is missing. MODE={config.mode} needs the address people reach it under.")
    _check_shelves(config)
    if config.public_base_url and not config.public_base_url.startswith(("http://", "https://")):
        raise Misconfigured("PUBLIC_BASE_URL must start with https:// or http://.")


def _check_shelves(config: Config) -> None:
    if config.records_on not in RECORDS:
        raise Misconfigured(f"RECORDS must be one of {', '.join(RECORDS)}.")
    if config.files_on not in FILES:
        raise Misconfigured(f"FILES must be one of {', '.join(FILES)}.")
    if config.mode == "lambda" and (config.records_on, config.files_on) != ("dynamodb", "s3"):
        raise Misconfigured("A Lambda has no disk that lasts: RECORDS must be dynamodb and FILES s3.")
    if config.records_on == "dynamodb" and not config.table_name:
        raise Misconfigured("TABLE_NAME is missing; the records lie there.")
    if config.files_on == "s3" and not config.bucket_name:
        raise Misconfigured("BUCKET_NAME is missing; the files lie there.")
