"""E7: after each test that has a database, its counters of seats are held against the enrolments themselves.

In plain SQL of its own: it asks neither the app nor its models, and also sees what a server under fire has left behind.
"""

from __future__ import annotations

from sqlalchemy import NullPool, create_engine, inspect, text

HELD = "e.state IN ('offered', 'confirmed')"
WAITING = "e.state = 'waitlisted'"
RUNS = f"""
    SELECT r.reference, '', r.seats_taken, r.waiting_taken, COUNT(CASE WHEN {HELD} THEN 1 END) AS held,
           COUNT(CASE WHEN {WAITING} THEN 1 END) AS waiting
    FROM run r LEFT JOIN enrolment e ON e.run_id = r.id
    GROUP BY r.id, r.reference, r.seats_taken, r.waiting_taken
    HAVING r.seats_taken <> COUNT(CASE WHEN {HELD} THEN 1 END)
        OR r.waiting_taken <> COUNT(CASE WHEN {WAITING} THEN 1 END)
"""
SECTIONS = (
    RUNS.replace("r.reference, ''", "r.run_id, r.key")
    .replace("FROM run r", "FROM run_section r")
    .replace("e.run_id = r.id", "e.run_id = r.run_id AND e.section = r.key")
    .replace("r.id, r.reference", "r.id, r.run_id, r.key")
)


def wrong_counters(database_url: str) -> list[tuple[object, ...]]:
    """Run, section, what the counters say (seats, waiting), and how many there are; nothing where all is well.

    Where there are no tables (a test of an empty or older database), nothing can be wrong.
    """
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        asked = {"run": RUNS, "run_section": SECTIONS} if {"run", "enrolment"} <= tables else {}
        there = (question for table, question in asked.items() if table in tables)
        return [tuple(row) for question in there for row in connection.execute(text(question))]
