"""Views of a lake under OCSF's names, for people and tools that know those.

In: the views of the logs. Out: views `ocsf_<class>`: event classes and attributes of the Open Cybersecurity Schema
Framework 1.3 (https://schema.ocsf.io), as columns with `_` for the dots of nested attributes.
"""

from __future__ import annotations

from collections.abc import Iterable

_BASE = "_time AS time, _host AS device_hostname, _log AS metadata_log_name, _source AS metadata_source"

_CLASSES: dict[str, tuple[str, ...]] = {
    # Process Activity [1007], activity 1: Launch
    "ocsf_process_activity": (
        """SELECT 1007 AS class_uid, 1 AS activity_id, $BASE, "Image" AS process_file_path,
        "CommandLine" AS process_cmd_line, CAST("ProcessId" AS VARCHAR) AS process_pid,
        "ParentImage" AS actor_process_file_path, "ParentCommandLine" AS actor_process_cmd_line,
        "User" AS actor_user_name FROM process_creation""",
    ),
    # Authentication [3002], activity 1: Logon; status 1: success, 2: failure
    "ocsf_authentication": (
        """SELECT 3002 AS class_uid, 1 AS activity_id, $BASE,
        CASE "EventID" WHEN 4624 THEN 1 ELSE 2 END AS status_id,
        try_cast("LogonType" AS BIGINT) AS logon_type_id, "TargetUserName" AS user_name,
        "TargetDomainName" AS user_domain, "IpAddress" AS src_endpoint_ip,
        "WorkstationName" AS src_endpoint_name, "AuthenticationPackageName" AS auth_protocol
        FROM windows_security WHERE "EventID" IN (4624, 4625)""",
    ),
    # File System Activity [1001], activity 1: Create
    "ocsf_file_activity": (
        """SELECT 1001 AS class_uid, 1 AS activity_id, $BASE, "TargetFilename" AS file_path,
        "Image" AS actor_process_file_path, "User" AS actor_user_name FROM file_event""",
    ),
    # Network Activity [4001], activity 1: Open
    "ocsf_network_activity": (
        """SELECT 4001 AS class_uid, 1 AS activity_id, $BASE, "SourceIp" AS src_endpoint_ip,
        try_cast("SourcePort" AS BIGINT) AS src_endpoint_port, "DestinationIp" AS dst_endpoint_ip,
        try_cast("DestinationPort" AS BIGINT) AS dst_endpoint_port, "DestinationHostname" AS dst_endpoint_hostname,
        "Image" AS actor_process_file_path FROM network_connection""",
    ),
    # DNS Activity [4003], activity 1: Query
    "ocsf_dns_activity": (
        """SELECT 4003 AS class_uid, 1 AS activity_id, $BASE, "QueryName" AS query_hostname,
        "QueryResults" AS answers, "Image" AS actor_process_file_path FROM windows_sysmon WHERE "EventID" = 22""",
    ),
    # HTTP Activity [4002]; the activity is the method
    "ocsf_http_activity": (
        """SELECT 4002 AS class_uid, $BASE, "c-ip" AS src_endpoint_ip, "cs-method" AS http_request_http_method,
        "cs-uri-stem" AS http_request_url_path, "cs-uri-query" AS http_request_url_query_string,
        "cs(User-Agent)" AS http_request_user_agent, "cs-username" AS actor_user_name,
        try_cast("sc-status" AS BIGINT) AS http_response_code FROM iis""",
    ),
}

NEEDS = {
    "windows_security": (
        "LogonType",
        "TargetUserName",
        "TargetDomainName",
        "IpAddress",
        "WorkstationName",
        "AuthenticationPackageName",
    ),
    "iis": ("c-ip", "cs-method", "cs-uri-stem", "cs-uri-query", "cs(User-Agent)", "cs-username", "sc-status"),
}
"""Fields that these views ask for of logs whose catalogue entry does not name them."""


def ocsf_views() -> Iterable[tuple[str, str]]:
    """Yield names and bodies of the views."""
    for name, selects in _CLASSES.items():
        yield name, " UNION ALL BY NAME ".join(selects).replace("$BASE", _BASE)
