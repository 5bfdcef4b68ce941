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
    # File System Activity [1001], activity 1: Create, 4: Delete
    "ocsf_file_activity": (
        """SELECT 1001 AS class_uid, 1 AS activity_id, $BASE, "TargetFilename" AS file_path,
        "Image" AS actor_process_file_path, "User" AS actor_user_name FROM file_event""",
        """SELECT 1001 AS class_uid, 4 AS activity_id, $BASE, "TargetFilename" AS file_path,
        "Image" AS actor_process_file_path, "User" AS actor_user_name FROM file_delete""",
    ),
    # Module Activity [1005], activity 1: Load
    "ocsf_module_activity": (
        """SELECT 1005 AS class_uid, 1 AS activity_id, $BASE, "ImageLoaded" AS module_file_path,
        "Image" AS actor_process_file_path, "User" AS actor_user_name FROM image_load""",
    ),
    # Scheduled Job Activity [1006]: 1 create, 2 update, 3 delete, 4 enable, 5 disable
    "ocsf_scheduled_job_activity": (
        """SELECT 1006 AS class_uid, CASE "EventID" WHEN 4698 THEN 1 WHEN 4699 THEN 3 WHEN 4700 THEN 4 WHEN 4701 THEN 5
        ELSE 2 END AS activity_id, $BASE, "TaskName" AS job_name, "TaskContent" AS job_desc,
        "SubjectUserName" AS actor_user_name FROM windows_security WHERE "EventID" BETWEEN 4698 AND 4702""",
    ),
    # Account Change [3001]: 1 create, 2 enable, 3 password change, 4 reset, 5 disable, 6 delete, 9 lock, 12 unlock
    "ocsf_account_change": (
        """SELECT 3001 AS class_uid, CASE "EventID" WHEN 4720 THEN 1 WHEN 4722 THEN 2 WHEN 4723 THEN 3 WHEN 4724 THEN 4
        WHEN 4725 THEN 5 WHEN 4726 THEN 6 WHEN 4740 THEN 9 WHEN 4767 THEN 12 ELSE 99 END AS activity_id, $BASE,
        "TargetUserName" AS user_name, "TargetDomainName" AS user_domain, "SubjectUserName" AS actor_user_name
        FROM windows_security WHERE "EventID" IN (4720, 4722, 4723, 4724, 4725, 4726, 4738, 4740, 4767, 4781)""",
    ),
    # Registry Value Activity [201002], activity 2: Set
    "ocsf_registry_value_activity": (
        """SELECT 201002 AS class_uid, 2 AS activity_id, $BASE, "TargetObject" AS reg_value_path,
        "Details" AS reg_value_data, "Image" AS actor_process_file_path, "User" AS actor_user_name FROM registry_set""",
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
        """SELECT 4002 AS class_uid, $BASE, "c-ip" AS src_endpoint_ip, "cs-method" AS http_request_http_method,
        "cs-uri-stem" AS http_request_url_path, "cs-uri-query" AS http_request_url_query_string,
        "cs-user-agent" AS http_request_user_agent, "cs-username" AS actor_user_name,
        try_cast("sc-status" AS BIGINT) AS http_response_code FROM webserver_access""",
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
        "TaskName",
        "TaskContent",
        "SubjectUserName",
    ),
    "iis": ("c-ip", "cs-method", "cs-uri-stem", "cs-uri-query", "cs(User-Agent)", "cs-username", "sc-status"),
}
"""Fields that these views ask for of logs whose catalogue entry does not name them."""


def ocsf_views() -> Iterable[tuple[str, str]]:
    """Yield names and bodies of the views."""
    for name, selects in _CLASSES.items():
        yield name, " UNION ALL BY NAME ".join(selects).replace("$BASE", _BASE)
