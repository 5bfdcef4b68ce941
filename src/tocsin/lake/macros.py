"""Macros of SQL that a responder asks a lake with; `docs/lake.md` shows each of them at work."""

from __future__ import annotations

MACROS = (
    # the hits of the rules in use; the query is looked at before: they are hunted for only when it asks for them
    "CREATE MACRO hits() AS TABLE SELECT * FROM tocsin_hits",
    # when a value was first and last seen in a column of a view, on how many hosts and how often
    """CREATE MACRO first_seen(view_name, column_name) AS TABLE
    SELECT * FROM query(
        'SELECT "' || replace(column_name, '"', '""') || '" AS value, min(_time) AS first, max(_time) AS last, '
        || 'count(DISTINCT _host) AS hosts, count(*) AS events FROM "' || replace(view_name, '"', '""')
        || '" WHERE "' || replace(column_name, '"', '""') || '" IS NOT NULL GROUP BY ALL ORDER BY first, value')""",
    # values of a column that at most so many hosts have
    """CREATE MACRO rare(view_name, column_name, most_hosts) AS TABLE
    SELECT * FROM query(
        'SELECT "' || replace(column_name, '"', '""') || '" AS value, count(DISTINCT _host) AS hosts, '
        || 'count(*) AS events, min(_time) AS first, max(_time) AS last, any_value(_host) AS host FROM "'
        || replace(view_name, '"', '""') || '" WHERE "' || replace(column_name, '"', '""')
        || '" IS NOT NULL GROUP BY "' || replace(column_name, '"', '""') || '" HAVING count(DISTINCT _host) <= '
        || CAST(most_hosts AS BIGINT) || ' ORDER BY hosts, events, value')""",
    # everything of a host in a period, of all logs
    """CREATE MACRO timeline(host_name, since, until) AS TABLE
    SELECT _time, _host, _log, event_id, _source FROM events
    WHERE lower(_host) = lower(host_name) AND _time >= CAST(since AS TIMESTAMPTZ) AND _time < CAST(until AS TIMESTAMPTZ)
    ORDER BY _time, _log""",
)
