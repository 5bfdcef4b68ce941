"""Small logs of Google's clouds, Kubernetes and hosted services, as their interfaces and exports write them."""

from __future__ import annotations

from typing import Any

from tests.collecting.samples_cloud import document, lines

GCP_ENTRY: dict[str, Any] = {
    "protoPayload": {
        "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        "status": {},
        "authenticationInfo": {"principalEmail": "anna@example.org"},
        "requestMetadata": {"callerIp": "203.0.113.9", "callerSuppliedUserAgent": "gcloud/1"},
        "serviceName": "storage.googleapis.com",
        "methodName": "storage.buckets.delete",
        "authorizationInfo": [
            {"resource": "projects/_/buckets/b", "permission": "storage.buckets.delete", "granted": True}
        ],
        "resourceName": "projects/_/buckets/b",
    },
    "insertId": "i-1",
    "resource": {"type": "gcs_bucket", "labels": {"project_id": "example-1", "bucket_name": "b"}},
    "timestamp": "2021-03-02T07:00:00.123456789Z",
    "severity": "NOTICE",
    "logName": "projects/example-1/logs/cloudaudit.googleapis.com%2Factivity",
    "receiveTimestamp": "2021-03-02T07:00:01Z",
}
LOGIN_ENTRY = {
    "protoPayload": {
        "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        "authenticationInfo": {"principalEmail": "anna@example.org"},
        "requestMetadata": {"callerIp": "203.0.113.9"},
        "serviceName": "login.googleapis.com",
        "methodName": "google.login.LoginService.govAttackWarning",
        "metadata": {
            "event": [
                {
                    "eventName": "gov_attack_warning",
                    "eventType": "attack_warning",
                    "parameter": [
                        {"label": "LABEL_OPTIONAL", "name": "login_type", "type": "TYPE_STRING", "value": "x"}
                    ],
                }
            ]
        },
    },
    "resource": {"type": "audited_resource", "labels": {"organization_id": "123"}},
    "timestamp": "2021-03-02T07:01:00Z",
    "logName": "organizations/123/logs/cloudaudit.googleapis.com%2Fdata_access",
}
ACTIVITY = {
    "kind": "admin#reports#activity",
    "id": {"time": "2021-03-02T07:00:00.1Z", "uniqueQualifier": "1", "applicationName": "admin", "customerId": "C0"},
    "actor": {"email": "admin@example.org", "profileId": "1"},
    "ipAddress": "203.0.113.9",
    "events": [
        {
            "type": "SECURITY_SETTINGS",
            "name": "ENFORCE_STRONG_AUTHENTICATION",
            "parameters": [
                {"name": "SETTING_NAME", "value": "ContextAwareAccess x"},
                {"name": "NEW_VALUE", "value": "false"},
                {"name": "COUNT", "intValue": "3"},
            ],
        }
    ],
}
WORKSPACE = document({"kind": "admin#reports#activities", "etag": '"x"', "items": [ACTIVITY], "nextPageToken": "A"})
KUBERNETES: dict[str, Any] = {
    "kind": "Event",
    "apiVersion": "audit.k8s.io/v1",
    "level": "RequestResponse",
    "auditID": "a-1",
    "stage": "ResponseComplete",
    "requestURI": "/api/v1/namespaces/kube-system/pods",
    "verb": "create",
    "user": {"username": "system:serviceaccount:default:x", "groups": ["system:authenticated"]},
    "sourceIPs": ["203.0.113.9"],
    "userAgent": "kubectl/v1.20",
    "objectRef": {"resource": "pods", "namespace": "kube-system", "apiVersion": "v1"},
    "responseStatus": {"code": 201},
    "requestObject": {"spec": {"volumes": [{"name": "h", "hostPath": {"path": "/"}}], "containers": [{"name": "c"}]}},
    "requestReceivedTimestamp": "2021-03-02T07:00:00.123456Z",
    "stageTimestamp": "2021-03-02T07:00:00.2Z",
}
KUBERNETES_SECRETS = {**KUBERNETES, "verb": "list", "objectRef": {"resource": "secrets"}, "requestObject": None}
OKTA = {
    "actor": {"id": "00u1", "type": "User", "alternateId": "anna@example.org", "displayName": "Anna"},
    "client": {"userAgent": {"rawUserAgent": "curl/7"}, "ipAddress": "203.0.113.9"},
    "securityContext": {"asNumber": 64496, "isProxy": True},
    "displayMessage": "User login to Okta",
    "eventType": "user.session.start",
    "outcome": {"result": "SUCCESS", "reason": None},
    "published": "2021-03-02T07:00:00.123Z",
    "severity": "INFO",
    "debugContext": {"debugData": {"requestUri": "/idp/admin/x", "behaviors": "{New IP=POSITIVE}"}},
    "legacyEventType": "core.user_auth.login_success",
    "uuid": "u-1",
    "version": "0",
    "target": [
        {"id": "1", "type": "AppInstance", "displayName": "Okta Admin Console"},
        {"id": "2", "type": "AppUser", "displayName": "Anna"},
    ],
}
OKTA_CSV = (
    b"timestamp,event_type,display_message,outcome.result,actor.alternate_id,client.ip_address,security_context.is_proxy,"
    b"debug_context.debug_data.request_uri,target0.display_name,target1.display_name\n"
    b"2021-03-02T07:00:00.123Z,user.session.start,User login to Okta,SUCCESS,anna@example.org,203.0.113.9,true,"
    b"/idp/admin/x,Okta Admin Console,Anna\n"
)
GITHUB = {
    "@timestamp": 1614668400123,
    "action": "repo.destroy",
    "actor": "octo-anna",
    "actor_ip": "203.0.113.9",
    "created_at": 1614668400123,
    "org": "example",
    "repo": "example/x",
    "_document_id": "d-1",
}
GITLAB = {
    "severity": "INFO",
    "time": "2021-03-02T07:00:00.123Z",
    "author_id": 1,
    "author_name": "Anna",
    "entity_id": 3,
    "entity_type": "Group",
    "ip_address": "203.0.113.9",
    "event_name": "member_created",
    "details": {"add": "user_access", "as": "Owner"},
}
BITBUCKET = {
    "affectedObjects": [{"id": "1", "name": "example", "type": "PROJECT"}],
    "auditType": {"action": "User login failed", "category": "Authentication", "area": "SECURITY", "level": "BASE"},
    "author": {"id": "-2", "name": "Anonymous", "type": "user"},
    "changedValues": [],
    "extraAttributes": [],
    "method": "Browser",
    "node": "node-1",
    "source": "203.0.113.9",
    "system": "https://bitbucket.example",
    "timestamp": {"epochSecond": 1614668400, "nano": 123000000},
    "version": "1.0",
}
ONELOGIN = {
    "id": 1,
    "created_at": "2021-03-02T07:00:00.123Z",
    "account_id": 77,
    "event_type_id": 3,
    "ipaddr": "203.0.113.9",
    "user_name": "Anna",
}
DUO = {
    "access_device": {"ip": "203.0.113.9", "browser": "Chrome"},
    "application": {"name": "VPN"},
    "event_type": "authentication",
    "factor": "bypass_code",
    "isotimestamp": "2021-03-02T07:00:00.123+00:00",
    "reason": "bypass_user",
    "result": "success",
    "timestamp": 1614668400,
    "txid": "t-1",
    "user": {"name": "anna"},
}
DUO_ADMIN = {"action": "user_update", "isotimestamp": "2021-03-02T07:01:00Z", "object": "anna", "username": "admin"}
ONEPASSWORD = {
    "uuid": "U1",
    "session_uuid": "S1",
    "timestamp": "2021-03-02T07:00:00.123Z",
    "country": "FR",
    "category": "credentials_failed",
    "type": "password_secret_bad",
    "target_user": {"uuid": "A1", "email": "anna@example.org"},
    "client": {"app_name": "1Password Browser", "ip_address": "203.0.113.9"},
}
MESSAGE_TRACE = (
    b'"Organization","MessageId","Received","SenderAddress","RecipientAddress","Subject","Status","ToIP","FromIP","Size"\r\n'
    b'"example.onmicrosoft.com","<1@example.net>","3/2/2021 7:00:00 AM","x@example.net","anna@example.org",'
    b'"Invoice, ""overdue""","Delivered",,"203.0.113.9","20480"\r\n'
)
MAILBOX_AUDIT = (
    b"Operation,OperationResult,LogonType,ClientIPAddress,MailboxOwnerUPN,LogonUserDisplayName,LastAccessed\r\n"
    b"MailItemsAccessed,Succeeded,Owner,203.0.113.9,anna@example.org,Anna,2021-03-02T07:00:00Z\r\n"
)
CLOUDFLARE = {
    "ClientIP": "203.0.113.9",
    "ClientRequestHost": "www.example.org",
    "ClientRequestMethod": "GET",
    "ClientRequestURI": "/cgi/x?cmd=id",
    "ClientRequestPath": "/cgi/x",
    "ClientRequestUserAgent": "curl/7.74.0",
    "EdgeResponseStatus": 200,
    "EdgeStartTimestamp": 1614668400123000000,
    "RayID": "3a6050bcbe121a87",
}
WAF = {
    "timestamp": 1614668400123,
    "webaclId": "arn:aws:wafv2:x",
    "action": "ALLOW",
    "terminatingRuleId": "Default_Action",
    "httpRequest": {
        "clientIp": "203.0.113.9",
        "country": "FR",
        "headers": [{"name": "Host", "value": "www.example.org"}, {"name": "User-Agent", "value": "curl/7.74.0"}],
        "uri": "/cgi/x",
        "args": "cmd=id",
        "httpMethod": "GET",
    },
}
GCP_HTTP = {
    "httpRequest": {
        "requestMethod": "GET",
        "requestUrl": "https://www.example.org:443/cgi/x?cmd=id",
        "status": 200,
        "userAgent": "curl/7.74.0",
        "remoteIp": "203.0.113.9",
    },
    "resource": {"type": "http_load_balancer", "labels": {"project_id": "example-1"}},
    "timestamp": "2021-03-02T07:00:00.123Z",
    "logName": "projects/example-1/logs/requests",
}
ZSCALER = {
    "sourcetype": "zscalernss-web",
    "event": {
        "datetime": "2021-03-02 07:00:00",
        "action": "Allowed",
        "url": "www.example.org/cgi/x?cmd=id",
        "hostname": "www.example.org",
        "ClientIP": "10.0.0.5",
        "serverip": "203.0.113.9",
        "requestmethod": "GET",
        "status": "200",
        "useragent": "curl/7.74.0",
        "user": "anna@example.org",
    },
}
GATEWAY = {
    "timeStamp": "2021-03-02T07:00:00Z",
    "time": "2021-03-02T07:00:00Z",
    "resourceId": "/SUBSCRIPTIONS/AAAA1111-0000-4000-8000-00000000000A/RESOURCEGROUPS/RG/PROVIDERS/X/Y/Z",
    "operationName": "ApplicationGatewayAccess",
    "category": "ApplicationGatewayAccessLog",
    "properties": {
        "clientIP": "203.0.113.9",
        "httpMethod": "GET",
        "requestUri": "/cgi/x",
        "requestQuery": "cmd=id",
        "userAgent": "curl/7.74.0",
        "httpStatus": 200,
        "host": "www.example.org",
    },
}
AWS_DNS = {
    "version": "1.100000",
    "account_id": "111122223333",
    "vpc_id": "vpc-1",
    "query_timestamp": "2021-03-02T07:00:00.123Z",
    "query_name": "c2.bad.example.",
    "query_type": "TXT",
    "rcode": "NOERROR",
    "answers": [{"Rdata": "cmd", "Type": "TXT", "Class": "IN"}],
    "srcaddr": "10.0.0.5",
    "srcids": {"instance": "i-0a1b"},
}
GCP_FIREWALL = {
    "jsonPayload": {
        "connection": {
            "src_ip": "203.0.113.9",
            "src_port": 40112,
            "dest_ip": "10.0.0.5",
            "dest_port": 23,
            "protocol": 6,
        },
        "disposition": "DENIED",
        "instance": {"vm_name": "web-1", "project_id": "example-1"},
    },
    "resource": {"type": "gce_subnetwork", "labels": {"project_id": "example-1"}},
    "timestamp": "2021-03-02T07:00:00.123Z",
    "logName": "projects/example-1/logs/compute.googleapis.com%2Ffirewall",
}
GCP_DNS = {
    "jsonPayload": {"queryName": "c2.bad.example.", "queryType": "TXT", "rdata": "x", "sourceIP": "10.0.0.5"},
    "resource": {"type": "dns_query", "labels": {"project_id": "example-1"}},
    "timestamp": "2021-03-02T07:00:00.123Z",
    "logName": "projects/example-1/logs/dns.googleapis.com%2Fdns_queries",
}
SAAS_SAMPLES: dict[str, tuple[str, bytes]] = {
    "gcp-audit": ("export.json", document([GCP_ENTRY, LOGIN_ENTRY])),
    "google-workspace": ("admin.json", WORKSPACE),
    "kubernetes-audit": ("audit.log", lines(KUBERNETES, KUBERNETES_SECRETS)),
    "okta": ("okta.json", document([OKTA])),
    "github-audit": ("audit.json", lines(GITHUB)),
    "gitlab-audit": ("gitlab-rails/audit_json.log", lines(GITLAB)),
    "atlassian-audit": ("log/audit/20210302.00001.audit.log", lines(BITBUCKET)),
    "onelogin": ("onelogin/events.json", document({"status": {"code": 200}, "data": [ONELOGIN]})),
    "duo": ("auth.json", document({"authlogs": [DUO], "metadata": {"next_offset": ["1614668400123", "t-1"]}})),
    "1password": ("signinattempts.json", document({"cursor": "c", "has_more": False, "items": [ONEPASSWORD]})),
    "aws-dns": ("resolver.json", lines(AWS_DNS)),
    "gcp-network": ("vpc.json", lines(GCP_FIREWALL, GCP_DNS)),
    "cloudflare": ("http.json", lines(CLOUDFLARE)),
    "aws-waf": ("waf.json", lines(WAF)),
    "gcp-http": ("requests.json", lines(GCP_HTTP)),
    "zscaler": ("nss.json", lines(ZSCALER)),
    "exchange-online": ("MessageTrace.csv", MESSAGE_TRACE),
}
"""Name of a format -> (path, content)."""
