"""Which shelves the settings name: records in SQLite or DynamoDB, files on disk or in S3, each chosen by itself."""

from shared.config import Config
from shared.storage.contract import Files, Records


def records_of(config: Config) -> Records:
    """The records, as `RECORDS` says. A Space has its database to itself; a damaged one is put aside.

    Raises:
        Unavailable: they cannot be opened.
    """
    if config.records_on == "dynamodb":
        from shared.storage.aws import AwsRecords

        return AwsRecords(config.table_name)
    from shared.storage.local import sound_records

    return sound_records(config.database_path, exclusive=config.mode == "space")


def files_of(config: Config) -> Files:
    """The files, as `FILES` says.

    Raises:
        Unavailable: they cannot be opened.
    """
    if config.files_on == "s3":
        from shared.storage.aws import AwsFiles

        return AwsFiles(config.bucket_name)
    from shared.storage.local import LocalFiles

    return LocalFiles(config.vault_base_path / ".files")
