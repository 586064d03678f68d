"""How it went: attendance, completion, the learner's rating and the learning record."""
