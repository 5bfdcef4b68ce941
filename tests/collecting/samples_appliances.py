"""Small logs of firewalls and VPN gateways, as the devices write them or send them to a syslog server."""

from __future__ import annotations

FORTIGATE = (
    b'date=2021-03-02 time=08:00:00 devname="fw1" devid="FG100F0000000001" eventtime=1614668400123456789 tz="+0100"'
    b' logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=10.0.0.5 srcport=51234'
    b' srcintf="lan" dstip=203.0.113.9 dstport=23 action="accept" policyid=7 service="TELNET" sentbyte=120\n'
    b'<189>date=2021-03-02 time=08:00:01 devname="fw1" devid="FG100F0000000001" tz="+0100" logid="0100044547"'
    b' type="event" subtype="system" level="information" vd="root" logdesc="Object attribute configured" user="admin"'
    b' ui="https(203.0.113.9)" action="Add" cfgtid=1 cfgpath="system.admin" cfgobj="svc"'
    b' msg="Add system.admin \\"svc\\""\n'
    b'Mar  2 07:00:02 fw1 date=2021-03-02 time=07:00:02 devname="fw1" devid="FG100F0000000001" logid="0101039424"'
    b' type="event" subtype="vpn" level="information" vd="root" logdesc="SSL VPN tunnel up" action="tunnel-up"'
    b' tunneltype="ssl-tunnel" remip=203.0.113.9 user="anna" group="vpn" msg="SSL tunnel established"\n'
)
SONICWALL = (
    b'<134>id=firewall sn=0017C5000001 time="2021-03-02 07:00:00 UTC" fw=203.0.113.1 pri=6 c=262144 m=98'
    b' msg="Connection Opened" n=12 src=10.0.0.5:51234:X0 dst=203.0.113.9:443:X1 proto=tcp/https\n'
    b'<129>id=firewall sn=0017C5000001 time="2021-03-02 07:00:01" fw=203.0.113.1 pri=1 c=32 m=1080 msg="SSL VPN zone'
    b' remote user login allowed" sess="sslvpn" usr="anna" src=203.0.113.9::X1 note="Local, user=anna"\n'
)
SOPHOS = (
    b'<30>device_name="fw1" timestamp="2021-03-02T08:00:00+0100" device_model="XGS" log_id=010101600001'
    b' log_type="Firewall" log_component="Firewall Rule" log_subtype="Allowed" src_ip="10.0.0.5" dst_ip="203.0.113.9"'
    b' protocol="TCP" src_port=51234 dst_port=443\n'
    b'device="SFW" date=2021-03-02 time=07:00:01 timezone="UTC" device_name="fw1" log_id=062910617701 log_type="Event"'
    b' log_component="SSL VPN Authentication" log_subtype="Authentication" status="Failed" user_name="anna"'
    b' src_ip=203.0.113.9 message="User anna failed to login to SSLVPN because of wrong credentials"\n'
    b'2021:03:02-07:00:02 utm ulogd[812]: id="2001" severity="info" sys="SecureNet" sub="packetfilter"'
    b' name="Packet dropped" action="drop" srcip="203.0.113.9" dstip="192.0.2.5" dstport="3389"\n'
)
CHECKPOINT = (
    b'<134>1 2021-03-02T07:00:00Z gw1 CheckPoint 8123 - [action:"Accept"; flags:"444676"; ifdir:"inbound";'
    b' loguid:"{0x603de1f0,0x0,0x1,0x2}"; origin:"192.0.2.1"; time:"1614668400"; version:"5"; dst:"203.0.113.9";'
    b' product:"VPN-1 & FireWall-1"; proto:"6"; rule_name:"a; b"; s_port:"51234"; service:"443"; src:"10.0.0.5"]\n'
    b'<134>1 2021-03-02T07:00:01Z gw1 CheckPoint - - [Fields@1.3.6.1.4.1.2620 Action="Drop" loguid="{0x1}"'
    b' origin="192.0.2.1" product="SmartDefense" src="203.0.113.9" dst="192.0.2.5"]\n'
    b"loguid={0x2}|time=1614668402|hostname=gw1|product=VPN-1 & FireWall-1|action=Accept|src=10.0.0.5|dst=203.0.113.9\n"
)
CEF = (
    b"<134>Mar  2 07:00:00 proxy1 CEF:0|Vendor|Web \\| Proxy|1.0|100|URL \\| blocked|5|rt=1614668400123 src=10.0.0.5"
    b" dst=203.0.113.9 dpt=443 request=https://bad.example/a?x\\=1&y\\=2 msg=Policy says no: path C:\\\\x act=blocked"
    b" cs1Label=Policy cs1=Web rule\n"
    b"CEF: 0|Vendor|Gateway|1.0|200|Login|3|end=Mar 02 2021 07:00:01 UTC suser=anna src=203.0.113.9 outcome=success\n"
)
LEEF = (
    b"<13>Mar  2 2021 07:00:00 ids1 LEEF:1.0|Vendor|IDS|2.1|sig-7|src=203.0.113.9\tdst=192.0.2.5\tsev=7"
    b"\tmsg=Exploit tried\n"
    b"LEEF:2.0|Vendor|IDS|2.1|sig-8|^|devTime=1614668401000^src=203.0.113.9^usrName=anna^msg=a=b\n"
    b"LEEF:2.0|Vendor|IDS|2.1|sig-9|x09|devTime=Mar 02 2021 07:00:02\tsrc=203.0.113.9\n"
)
PALOALTO = (
    b"<14>Mar  2 07:00:01 fw1 1,2021/03/02 07:00:00,012345678901,TRAFFIC,end,2560,2021/03/02 07:00:00,10.0.0.5,"
    b"203.0.113.9,0.0.0.0,0.0.0.0,allow web,example\\anna,,ssl,vsys1,trust,untrust,ae1,ae2,default,,12,1,51234,23,"
    b"0,0,0x19,tcp,allow,1200,600,600,10,2021/03/02 06:59:00,60,any,,77,0x0,10.0.0.0-10.255.255.255,France,,5,5,"
    b"tcp-fin,0,0,0,0,,fw1\n"
    b"1,2021/03/02 07:00:02,012345678901,THREAT,url,2560,2021/03/02 07:00:02,10.0.0.5,203.0.113.9,,,r,,,web-browsing,"
    b'vsys1,trust,untrust,ae1,ae2,default,,13,1,51235,80,0,0,0x0,tcp,block-url,"bad.example/a,b",(9999),malware,'
    b"informational,client-to-server,78,0x0\n"
    b"1,2021/03/02 07:00:03,012345678901,GLOBALPROTECT,0,2561,2021/03/02 07:00:03,vsys1,gateway-auth,login,Other,,"
    b'anna,FR,PC1,203.0.113.9,0.0.0.0,0.0.0.0,0.0.0.0,id1,sn1,5.2.4,Windows,"Windows 10 , 64-bit",1,,,'
    b"Authentication failed: Invalid username or password,failure,,0,,0,portal1,79,0x0\n"
    b"<14>Mar  2 2021 07:00:04 fw1 gpsvc: failed to unmarshal session(../../../../opt/panlogs/tmp/x)\n"
)
CISCO_ASA = (
    b"<166>Mar  2 2021 07:00:00 asa1 : %ASA-6-302013: Built outbound TCP connection 12 for outside:203.0.113.9/443"
    b" (203.0.113.9/443) to inside:10.0.0.5/51234 (192.0.2.1/51234)\n"
    b"<164>Mar  2 2021 07:00:01 asa1 : %ASA-4-106023: Deny tcp src outside:203.0.113.9/40112 dst inside:192.0.2.5/23 by"
    b' access-group "outside_in" [0x0, 0x0]\n'
    b"2021-03-02T07:00:02Z asa1 %ASA-6-113005: AAA user authentication Rejected : reason = Invalid password : server ="
    b" 192.0.2.7 : user = anna : user IP = 203.0.113.9\n"
    b"Mar 02 2021 07:00:03 asa1 : %ASA-4-722051: Group <vpn> User <anna> IP <203.0.113.9> IPv4 Address <10.8.0.2>"
    b" IPv6 address <::> assigned to session\n"
    b"Mar 02 2021 07:00:04: %ASA-5-111008: User 'enable_15' executed the 'show running-config' command.\n"
    b"<113>2021-03-02T07:00:05Z ftd1 : %FTD-1-430002: AccessControlRuleAction: Block, AccessControlRuleReason: None,"
    b" SrcIP: 203.0.113.9, DstIP: 192.0.2.5, SrcPort: 40113, DstPort: 445, Protocol: tcp, User: No Authentication\n"
    b"Mar 02 2021 07:00:06 asa1 : last message repeated 2 times\n"
)
CISCO_IOS = (
    b"<189>2021-03-02T07:00:00Z rtr1 101: *Mar  2 06:59:59.123 UTC: %SYS-5-CONFIG_I: Configured from console by"
    b" admin on vty0 (203.0.113.9)\n"
    b"<188>2021-03-02T07:00:01Z rtr1 102: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: cisco_support]"
    b" [Source: 203.0.113.9] [localport: 22] [Reason: Login Authentication Failed] at 07:00:01 UTC Tue Mar 2 2021\n"
    b"2021-03-02T07:00:02Z rtr1 103: %PARSER-5-CFGLOG_LOGGEDCMD: User:admin  logged command:no logging buffered\n"
    b"2021 Mar  2 07:00:03 nx1 %AUTHPRIV-5-SYSTEM_MSG: login - dcos_sshd[812]\n"
    b"Mar  2 2021 07:00:04 192.0.2.1\tadmin\ttty2\t203.0.113.9\tstop\ttask_id=3\tservice=shell\tpriv-lvl=15\tcmd=show"
    b" running-config <cr>\n"
    b"2021-03-02T07:00:05Z rtr1 104: %TCP-6-BADAUTH: No MD5 digest from 203.0.113.9(40112) to 192.0.2.1(179)\n"
)
JUNIPER = (
    b"<14>1 2021-03-02T07:00:00.123Z srx1 RT_FLOW - RT_FLOW_SESSION_DENY [junos@2636.1.1.1.2.39"
    b' source-address="203.0.113.9" source-port="40112" destination-address="192.0.2.5" destination-port="23"'
    b' service-name="junos-telnet" protocol-id="6" policy-name="deny-all"]\n'
    b"Mar  2 2021 07:00:01 srx1 RT_FLOW: RT_FLOW_SESSION_CREATE: session created 10.0.0.5/51234->203.0.113.9/443 0x0"
    b" junos-https\n"
    b"Mar  2 2021 07:00:02 srx1 mgd[812]: UI_CMDLINE_READ_LINE: User 'anna', command 'show configuration '\n"
    b"Mar  2 2021 07:00:03 srx1 rpd[813]: tcp_auth_ok: Packet from 203.0.113.9:179 missing MD5 digest\n"
    b"Mar  2 2021 07:00:04 srx1 sshd[814]: Failed password for admin from 203.0.113.9 port 40113 ssh2\n"
)
HUAWEI = (
    b"<189>Mar  2 2021 07:00:00 ne1 %%01BGP/3/BGP_AUTH_FAILED(l)[12]:BGP session authentication failed."
    b" (PeerAddress=203.0.113.9, SourceIP:port 192.0.2.1:179)\n"
    b"Mar  2 2021 07:00:01 ne1 %%01SHELL/5/CMDRECORD(s)[13]:Recorded command information. (Task=VT0, Ip=203.0.113.9,"
    b' User=admin, Command="display current-configuration")\n'
)
IVANTI = (
    b"<134>Mar  2 2021 07:00:00 vpn1 PulseSecure: 2021-03-02 07:00:00 - ive - [203.0.113.9] anna(Users)[Staff, Remote]"
    b" - AUT24326: Primary authentication successful for anna/LDAP from 203.0.113.9\n"
    b"2021-03-02 07:00:01 - ive - [203.0.113.9] System()[] - Login failed using auth server LDAP. Reason: Failed\n"
    b"2021-03-02T07:00:02Z vpn1 PulseSecure: rebooting\n"
)
NETSCALER = (
    b"Mar  2 07:00:00 <local0.info> 192.0.2.4  03/02/2021:07:00:00 GMT ns01 0-PPE-0 : default SSLVPN LOGIN 812 0 : "
    b' Context anna@203.0.113.9 - SessionId: 5 - User anna - Client_ip 203.0.113.9 - Nat_ip "Mapped Ip" - Vserver'
    b' 192.0.2.5:443 - Browser_type "Mozilla/5.0 (X11; Linux)" - SSLVPN_client_type ICA - Group(s) "N/A"\n'
    b"<134> 03/02/2021:07:00:01 GMT ns01 0-PPE-1 : default TCP CONN_DELINK 813 0 :  Source 203.0.113.9:40112 - Vserver"
    b" 192.0.2.5:443 - NatIP 10.0.0.1:3 - Destination 10.0.0.5:443 - Total_bytes_send 1\n"
    b"03/02/2021:07:00:02 GMT ns01 0-PPE-0 : default GUI CMD_EXECUTED 814 0 :  User nsroot - Remote_ip 203.0.113.9 -"
    b' Command "show ns config" - Status "Success"\n'
)
F5 = (
    b"2021-03-02T07:00:00Z bigip1 notice apmd[812]: 01490500:5: /Common/ap:Common:5f2c1a2b: New session from client IP"
    b" 203.0.113.9 (ST=Lyon/CC=FR/C=EU) at VIP 192.0.2.5 Listener /Common/vs (Reputation=Unknown)\n"
    b"2021-03-02T07:00:01Z bigip1 notice apmd[812]: 01490010:5: /Common/ap:Common:5f2c1a2b: Username 'anna'\n"
    b"2021-03-02T07:00:02Z bigip1 err mcpd[77]: 01070734:3: Configuration error: x\n"
    b"2021-03-02T07:00:03Z bigip1 info logger[78]: [ssl_acc] 203.0.113.9 /mgmt/tm/util/bash\n"
)
OPENVPN = (
    b"2021-03-02 07:00:00 OpenVPN 2.5.1 x86_64-pc-linux-gnu [SSL (OpenSSL)] built on Feb 24 2021\n"
    b"2021-03-02 07:00:01 203.0.113.9:51234 VERIFY OK: depth=0, CN=anna\n"
    b"2021-03-02 07:00:02 203.0.113.9:51234 [anna] Peer Connection Initiated with [AF_INET]203.0.113.9:51234\n"
    b"2021-03-02 07:00:03 anna/203.0.113.9:51234 MULTI: Learn: 10.8.0.2 -> anna/203.0.113.9:51234\n"
    b"Tue Mar  2 07:00:04 2021 us=123 198.51.100.7:1194 TLS Auth Error: Auth Username/Password verification failed for"
    b" peer\n"
    b"2021-03-02T07:00:05Z gw1 openvpn[812]: anna/203.0.113.9:51234 SENT CONTROL [anna]: 'AUTH_FAILED' (status=1)\n"
)
VPCFLOW = (
    b"version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action"
    b" log-status flow-direction\n"
    b"5 111122223333 eni-0a1b 203.0.113.9 10.0.0.5 40112 23 6 4 240 1614668400 1614668459 REJECT OK ingress\n"
    b"5 111122223333 eni-0a1b - - - - - - - 1614668460 1614668519 - NODATA -\n"
)
AWS_ACCESS = (
    b"h2 2021-03-02T07:00:00.123456Z app/web/50dc6c495c0c9188 203.0.113.9:40112 10.0.0.66:9000 0.000 0.002 0.000 200"
    b' 200 5 257 "GET https://www.example.org:443/cgi/x?cmd=id HTTP/2.0" "curl/7.74.0" ECDHE-RSA-AES128-GCM-SHA256'
    b' TLSv1.2 arn:aws:elasticloadbalancing:x:1:targetgroup/t/7 "Root=1-58337327" "www.example.org" "arn:aws:acm:x" 1'
    b' 2021-03-02T07:00:00.120000Z "forward" "-" "-" "10.0.0.66:9000" "200" "-" "-"\n'
    b"2021-03-02T07:00:01.123456Z old-lb 203.0.113.9:40113 10.0.0.5:80 0.000073 0.001048 0.000057 404 404 0 29"
    b' "GET http://www.example.org:80/wp-login.php HTTP/1.1" "-" - -\n'
    b"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be example-bucket [02/Mar/2021:07:00:02 +0000]"
    b' 203.0.113.9 - 3E57427F33A59F07 REST.GET.OBJECT secret.zip "GET /example-bucket/secret.zip?x=1 HTTP/1.1" 200 -'
    b' 1024 1024 7 6 "-" "S3Console/0.4" - a1b2= SigV4 ECDHE AuthHeader s3.example.org TLSV1.2 - -\n'
)
CLOUDFRONT = (
    b"#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status"
    b" cs(Referer) cs(User-Agent) cs-uri-query x-edge-result-type x-host-header\n"
    b"2021-03-02\t07:00:00\tCDG50-C1\t512\t203.0.113.9\tGET\td111.cloudfront.net\t/wp-login.php\t200\t-\tcurl/7%20x"
    b"\tcmd=id\tMiss\twww.example.org\n"
)
APPLIANCE_SAMPLES: dict[str, tuple[str, bytes]] = {
    "fortigate": ("fw1.log", FORTIGATE),
    "sonicwall": ("sonicwall.log", SONICWALL),
    "sophos": ("sophos.log", SOPHOS),
    "checkpoint": ("checkpoint.log", CHECKPOINT),
    "cef": ("cef.log", CEF),
    "leef": ("leef.log", LEEF),
    "paloalto": ("pan.log", PALOALTO),
    "cisco-asa": ("asa.log", CISCO_ASA),
    "cisco-ios": ("network.log", CISCO_IOS),
    "juniper": ("srx1.log", JUNIPER),
    "huawei": ("ne1.log", HUAWEI),
    "ivanti-vpn": ("vpn.log", IVANTI),
    "netscaler": ("ns.log", NETSCALER),
    "f5-apm": ("var/log/apm", F5),
    "openvpn": ("openvpn.log", OPENVPN),
    "aws-vpcflow": ("vpcflowlogs.log", VPCFLOW),
    "aws-access": ("elb.log", AWS_ACCESS),
    "aws-cloudfront": ("E1.2021-03-02-07.abc", CLOUDFRONT),
}
"""Name of a format -> (path, content)."""
