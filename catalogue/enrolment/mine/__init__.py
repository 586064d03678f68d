"""The learner's own place: timetable, saved offerings, calendars, reminders, meetings one cannot come to."""
