"""The rules of enrolment, without database or web."""
