"""Files in one S3 bucket, each user's under a prefix of their own."""

import hashlib
from collections.abc import Sequence

from botocore.exceptions import ClientError

from shared.errors import Unavailable
from shared.storage.aws_clients import Clients


class AwsFiles:
    """Files as objects `u/<user_id>/b/<digest>`."""

    def __init__(self, bucket: str, clients: Clients) -> None:
        self._bucket = bucket
        self._clients = clients

    def put(self, user_id: str, body: bytes) -> str:
        digest = hashlib.sha256(body).hexdigest()
        try:
            with self._clients.of(user_id, "s3") as s3:
                s3.put_object(Bucket=self._bucket, Key=_name(user_id, digest), Body=body, IfNoneMatch="*")
        except ClientError as error:
            if error.response["Error"]["Code"] != "PreconditionFailed":
                raise Unavailable("The bucket did not answer. Please try again.", reason=str(error)) from error
        return digest

    def get(self, user_id: str, digest: str) -> bytes | None:
        try:
            with self._clients.of(user_id, "s3") as s3:
                body: bytes = s3.get_object(Bucket=self._bucket, Key=_name(user_id, digest))["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchKey":
                raise Unavailable("The bucket did not answer. Please try again.", reason=str(error)) from error
            return None
        return body

    def remove(self, user_id: str, digest: str) -> None:
        with self._clients.of(user_id, "s3") as s3:
            s3.delete_object(Bucket=self._bucket, Key=_name(user_id, digest))

    def under(self, user_id: str, *, after: str = "", limit: int = 1000) -> Sequence[str]:
        prefix = _name(user_id, "")
        query = {"Bucket": self._bucket, "Prefix": prefix, "MaxKeys": limit, "StartAfter": prefix + after}
        with self._clients.of(user_id, "s3") as s3:
            page = s3.list_objects_v2(**query)
        return [item["Key"].removeprefix(prefix) for item in page.get("Contents", [])]


def _name(user_id: str, digest: str) -> str:
    return f"u/{user_id}/b/{digest}"
