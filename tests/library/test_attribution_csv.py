"""Tables of attributions: a row is a report with one claim, whose words are the row's."""

from __future__ import annotations

from tocsin.library.attribution_csv import is_attributions, reports_of_csv

HEADER = (
    "ID,name,attribution_ID,attribution_date,attribution_type,attribution_basis,attributing_actor,"
    "attribution_it_company,attributing_country,attributed_initiator,attributed_initiator_country\n"
)
SEVERAL = (
    "7,Microsoft Exchange hack,1; 2,2021-03-02; 2021-07-19,Technical report; Political statement,"
    "IT-security community attributes attacker; Attribution by third-party,Not available; White House,"
    "Microsoft; Not available,United States; United States,HAFNIUM; Ministry of State Security,China; China\n"
)
SELF = "8,Another case,3,2022-03-02,x,Attacker confirms,Killnet,,Russia,Killnet,Russia\n"
LEGAL = "9,A third case,4,2021-07-19,Domestic legal action,x,,,United States,,China\n"
NOBODY = "10,Nobody,5,2022-03-02,x,x,x,,Russia,Not available,\n"


def test_each_attribution_is_a_claim() -> None:
    table = (HEADER + SEVERAL + SELF + LEGAL + NOBODY).encode()
    assert is_attributions(table)
    *rows, last = reports_of_csv(table, "t.csv")
    claims = [claim for row in rows if row.report for claim in row.report.claims]
    assert [
        (one.speakers, one.act.value, one.accused, one.accused_ids, one.basis, one.date, one.origin) for one in claims
    ] == [
        (("Microsoft",), "attribute", ("HAFNIUM",), ("G0125",), "technical", "2021-03-02", "relay"),
        (("White House",), "attribute", ("Ministry of State Security",), ("body:CN-MSS",), "political-official",
         "2021-07-19", "relay"),
        (("Killnet",), "admit", ("Killnet",), claims[2].accused_ids, "self", "2022-03-02", "relay"),
        (("United States",), "charge", ("China",), ("CN",), "legal", "2021-07-19", "relay"),
    ]  # fmt: skip
    assert [one.incident for one in claims] == ["incident:exchange-2021"] * 2 + [None] * 2
    for row in rows:
        assert row.report is not None
        (claim,) = row.report.claims
        assert row.report.document.text[claim.start : claim.end] == claim.quote
    assert len({row.key for row in rows}) == 4
    assert last.why is not None
    assert "nobody" in last.why


def test_other_tables_are_none_and_broken_ones_end() -> None:
    assert not is_attributions(b"a,b,c\n1,2,3\n")
    assert list(reports_of_csv(HEADER.encode(), "t.csv")) == []
    semicolons = (HEADER + SELF).replace(",", ";").encode()
    assert [row.report is not None for row in reports_of_csv(semicolons, "t.csv")] == [True]
