"""Scripts for those who work on the project; the catalogue itself needs none of them to run."""
