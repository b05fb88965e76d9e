"""The Lambda that gives the signing key a successor, in the four steps Secrets Manager asks for.

AWS Secrets Manager, "Lambda functions for rotation". What was current becomes AWSPREVIOUS, which still verifies.
"""

from secrets import token_hex
from typing import Any

from handlers.secrets import CURRENT

KEY_BYTES = 32
PENDING = "AWSPENDING"


def handler(event: dict[str, Any], context: Any) -> None:
    """One step. Each may come twice, and does nothing the second time."""
    import boto3

    manager = boto3.client("secretsmanager")
    arn, version = event["SecretId"], event["ClientRequestToken"]
    stages = manager.describe_secret(SecretId=arn)["VersionIdsToStages"]
    here = stages.get(version, [])
    if event["Step"] == "createSecret" and not {PENDING, CURRENT} & set(here):
        key = token_hex(KEY_BYTES)
        manager.put_secret_value(SecretId=arn, ClientRequestToken=version, SecretString=key, VersionStages=[PENDING])
    if event["Step"] == "finishSecret" and CURRENT not in here:
        [before] = [id_ for id_, names in stages.items() if CURRENT in names]
        manager.update_secret_version_stage(
            SecretId=arn, VersionStage=CURRENT, MoveToVersionId=version, RemoveFromVersionId=before
        )
