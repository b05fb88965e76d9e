"""The document of /api says that a zip is sent."""

from handlers import account


def test_the_document_says_that_a_zip_is_sent_and_how_it_may_be_refused():
    paths = account.api.openapi()["paths"]
    asked = paths["/vault/import"]["post"]
    assert asked["requestBody"] == {
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        "required": True,
    }
    assert {"202", "400", "403", "413"} <= set(asked["responses"])
    assert {"get", "post"} == set(paths["/vault/import/{job_id}"])
    assert "404" in paths["/vault/import/{job_id}"]["get"]["responses"]
    exported = paths["/vault/export"]["get"]["responses"]["200"]["content"]
    assert exported["application/zip"]["schema"] == {"type": "string", "format": "binary"}
