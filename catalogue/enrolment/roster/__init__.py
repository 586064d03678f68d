"""Running a class: who is in it, attendance, tickets, completion, lists to print."""
