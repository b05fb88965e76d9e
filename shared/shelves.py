"""Which shelves the settings name: records in SQLite or DynamoDB, files on disk or in S3, each chosen by itself."""

from typing import TYPE_CHECKING

from shared.config import Config
from shared.storage.contract import Files, Records

if TYPE_CHECKING:
    from shared.storage.aws_clients import Clients


def shelves_of(config: Config) -> tuple[Records, Files]:
    """Both shelves. What lies on AWS is reached with the same rights, so they are asked for once.

    Raises:
        Unavailable: one cannot be opened.
    """
    clients = clients_of(config)
    return records_of(config, clients), files_of(config, clients)


def clients_of(config: Config) -> "Clients | None":
    """The way to AWS, where a shelf is there."""
    if (config.records_on, config.files_on) == ("sqlite", "disk"):
        return None
    from shared.storage.aws_clients import Clients

    return Clients(role_arn=config.tenant_role_arn)


def warm_clients() -> None:
    """Load what the clients of AWS are made from; no client is kept, and nothing is asked."""
    from shared.storage.aws_clients import warm

    warm("dynamodb", "s3", "sts", "secretsmanager")


def records_of(config: Config, clients: "Clients | None") -> Records:
    """The records, as `RECORDS` says. A Space has its database to itself; a damaged one is put aside."""
    if clients and config.records_on == "dynamodb":
        from shared.storage.aws_records import AwsRecords

        return AwsRecords(config.table_name, clients)
    from shared.storage.local import sound_records

    return sound_records(config.database_path, exclusive=config.mode == "space")


def files_of(config: Config, clients: "Clients | None") -> Files:
    """The files, as `FILES` says."""
    if clients and config.files_on == "s3":
        from shared.storage.aws_files import AwsFiles

        small_in = config.table_name if config.records_on == "dynamodb" else ""
        return AwsFiles(config.bucket_name, clients, table=small_in)
    from shared.storage.local_files import LocalFiles

    return LocalFiles(config.vault_base_path / ".files")
