"""The statements about the Exchange hack as short documents, in our own words; the facts are public record.

Each is (file name, text). The ids C00 to C22 in the names are those under which
`knowledge/incidents/exchange-2021.yaml` keeps the same facts, so that a reader can look up where each was said.
"""

from __future__ import annotations

DOCUMENTS: tuple[tuple[str, str], ...] = (
    (
        "c00-microsoft.txt",
        """HAFNIUM and the attacks on Microsoft Exchange servers

Published: 2 March 2021

Microsoft attributes the attacks on Microsoft Exchange servers with high confidence to HAFNIUM.
The attacks were limited and targeted, and used four vulnerabilities that were unknown until then.
""",
    ),
    (
        "c01-white-house.txt",
        """Background briefing on malicious cyber activity

Published: 19 July 2021

The White House attributes the Microsoft Exchange hack with a high degree of confidence to
malicious cyber actors affiliated with the Ministry of State Security of China.
""",
    ),
    (
        "c02-state.txt",
        """Statement by the Secretary of State

Published: 19 July 2021

The US Department of State confirmed that actors affiliated with the Ministry of State Security
were behind the Microsoft Exchange hack.
""",
    ),
    (
        "c03-press-briefing.txt",
        """Press briefing

Published: 19 July 2021

Press secretary Jen Psaki said that the United Kingdom accused the Ministry of State Security of
the Microsoft Exchange hack.
""",
    ),
    (
        "c04-uk.txt",
        """UK and allies on the compromise of Microsoft Exchange

Published: 19 July 2021

The Foreign, Commonwealth & Development Office confirmed that Chinese state-backed actors were
responsible for the Microsoft Exchange hack. More than 250,000 servers worldwide were affected.

The NCSC assesses that it is highly likely that HAFNIUM is associated with the Chinese state. The NCSC judged that a
Chinese state-backed actor almost certainly carried out the compromise of Microsoft Exchange.

The United Kingdom also attributes the activity of APT40 against naval defence contractors to the Ministry of State
Security. The United Kingdom also attributes the activity of APT31 against the Finnish parliament to the Ministry of
State Security.
""",
    ),
    (
        "c07-eu.txt",
        """Declaration by the High Representative

Published: 19 July 2021

The European Union condemns the Microsoft Exchange hack, which was undertaken from the territory of
China.

The European Union linked APT40 and APT31 to other malicious activities against political organisations.
""",
    ),
    (
        "c09-nato.txt",
        """Statement by the North Atlantic Council

Published: 19 July 2021

NATO condemns the malicious activities that hit Microsoft Exchange servers. NATO acknowledges the
statements of Canada, the United Kingdom and the United States attributing the Microsoft Exchange hack to the People's
Republic of China.
""",
    ),
    (
        "c10-japan.txt",
        """Statement by the press secretary

Published: 19 July 2021

The Ministry of Foreign Affairs of Japan assesses that it is highly likely that the Chinese government
is behind APT40. Japan supports the statements of the United Kingdom and the United States.
""",
    ),
    (
        "c11-japan-cabinet.txt",
        """Press conference of the Chief Cabinet Secretary

Published: 20 July 2021

Chief Cabinet Secretary Katsunobu Kato said it was highly likely that the Chinese government was behind APT40.
""",
    ),
    (
        "c12-australia.txt",
        """Statement on malicious cyber activity

Published: 19 July 2021

The Australian Government has determined that the Ministry of State Security of China exploited
the vulnerabilities in the Microsoft Exchange hack.
""",
    ),
    (
        "c13-canada.txt",
        """Statement on cyber campaigns

Published: 19 July 2021

Canada is confident that the Ministry of State Security of China is responsible for the Microsoft
Exchange hack. An estimated 400,000 servers worldwide were affected.

Canada assesses that the Hainan State Security Department is almost certainly responsible for APT40.
""",
    ),
    (
        "c14-newspaper.txt",
        """Ottawa names a group

Published: 20 July 2021

Canada attributed the Microsoft Exchange hack to APT40, the newspaper reported.
""",
    ),
    (
        "c15-new-zealand.txt",
        """New Zealand on malicious cyber activity

Published: 19 July 2021

New Zealand has linked APT40 to malicious cyber activity in New Zealand.

The GCSB confirmed that Chinese state-sponsored actors exploited Microsoft Exchange servers in New Zealand in early
2021.
New Zealand condemns the malicious cyber activity of the Ministry of State Security.
""",
    ),
    (
        "c17-justice.txt",
        """Four charged over a global campaign

Published: 19 July 2021

The Department of Justice charged Ding Xiaoyang, Cheng Qingmin, Zhu Yunmin and Wu Shurong with
hacking companies and universities in twelve countries between 2011 and 2018.
""",
    ),
    (
        "c17-broadcaster.txt",
        """Officers charged

Published: 20 July 2021

On 16 July 2021 the Department of Justice charged Ding Xaioyang and three other members of APT40
with hacking companies between July 2009 and September 2018.
""",
    ),
    (
        "c18-aa21-200a.txt",
        """Alert (AA21-200A): Tactics of indicted APT40 actors

Release date: 19 July 2021
Publisher: CISA

The FBI and CISA linked APT40, also known as Leviathan and BRONZE MOHAWK, to the Hainan State Security Department. The
group has been active since at least 2009. On 19 July 2021 the Department of Justice charged Ding Xiaoyang.
""",
    ),
    (
        "c19-aa21-200b.txt",
        """Alert (AA21-200B): Chinese state-sponsored cyber operations

Release date: 19 July 2021
Publisher: CISA

The NSA, CISA and the FBI assess that Chinese state-sponsored cyber actors are a major threat to the United States.
""",
    ),
    (
        "c20-china-mission.txt",
        """Reply of the mission of China to the EU

Published: 19 July 2021

The Chinese mission to the EU denied that China was behind the Microsoft Exchange hack.
""",
    ),
    (
        "c21-china-mfa.txt",
        """Regular press conference

Published: 20 July 2021

China's Foreign Ministry spokesman Zhao Lijian denied that China was behind the Microsoft Exchange
hack. He said the accusation was made up out of thin air.
""",
    ),
    (
        "c22-embassies.txt",
        """Embassy replies

Published: 20 July 2021

The Chinese embassy in Wellington denied that China was behind the Microsoft Exchange hack.
""",
    ),
    (
        "paper-one.txt",
        """Allies blame China

Published: 19 July 2021

The White House accused the Ministry of State Security of the Microsoft Exchange hack, Reuters reported.
""",
    ),
    (
        "paper-two.txt",
        """Beijing blamed

Published: 20 July 2021

According to the BBC, the White House blamed the Ministry of State Security for the Microsoft
Exchange hack.
""",
    ),
)
"""The statements, and two newspapers that pass one of them on."""
