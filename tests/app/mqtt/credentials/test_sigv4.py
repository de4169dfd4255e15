"""Signature Version 4 against signatures that others have computed."""

from __future__ import annotations

from datetime import UTC, datetime

from app.core.secrets import Secret
from app.mqtt.credentials.sigv4 import (
    EMPTY_PAYLOAD,
    AwsKeys,
    Scope,
    canonical_request,
    presigned_path,
    signature,
    signing_key,
    string_to_sign,
)

# The secret of AWS's test suite for Signature Version 4, and the one of its S3 documentation.
SUITE_SECRET = Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
S3_SECRET = Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
MAY_2013 = datetime(2013, 5, 24, tzinfo=UTC)


def test_get_vanilla_of_the_test_suite_step_by_step() -> None:
    scope = Scope(datetime(2015, 8, 30, 12, 36, tzinfo=UTC), "us-east-1", "service")
    headers = [("x-amz-date", "20150830T123600Z"), ("host", "example.amazonaws.com")]
    request = canonical_request("GET", "/", [], headers, EMPTY_PAYLOAD)
    assert request == (
        "GET\n/\n\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\n"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    assert string_to_sign(scope, request) == (
        "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/service/aws4_request\n"
        "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63"
    )
    assert (
        signature(SUITE_SECRET, scope, request)
        == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    )


def test_the_signing_key_of_the_documentation() -> None:
    scope = Scope(datetime(2015, 8, 30, tzinfo=UTC), "us-east-1", "iam")
    expected = "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
    assert signing_key(SUITE_SECRET, scope).hex() == expected


def test_the_presigned_request_of_the_s3_documentation() -> None:
    scope = Scope(MAY_2013, "us-east-1", "s3")
    query = [
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", f"AKIAIOSFODNN7EXAMPLE/{scope}"),
        ("X-Amz-Date", "20130524T000000Z"),
        ("X-Amz-Expires", "86400"),
        ("X-Amz-SignedHeaders", "host"),
    ]
    host = [("host", "examplebucket.s3.amazonaws.com")]
    request = canonical_request("GET", "/test.txt", query, host, "UNSIGNED-PAYLOAD")
    assert (
        signature(S3_SECRET, scope, request)
        == "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    )


def test_the_websocket_path_of_iot_core_ends_with_the_session_token() -> None:
    """As the npm package aws-signature-v4 computes it in its own tests."""
    keys = AwsKeys("AKIAIOSFODNN7EXAMPLE", S3_SECRET, Secret("EXAMPLESESSION"))
    path = presigned_path(
        "example.iot.us-east-1.amazonaws.com", keys, Scope(MAY_2013, "us-east-1"), good_for_s=86_400
    )
    assert path.reveal() == (
        "/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fiotdevicegateway%2Faws4_request"
        "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=3ec863617e7e6afa53fc5669c7db4983300818ddc18e72db53c6408d00f60d94"
        "&X-Amz-Security-Token=EXAMPLESESSION"
    )
    assert "EXAMPLESESSION" not in repr(path) + repr(keys)
