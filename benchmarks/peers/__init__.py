"""Search engines beside ours, each behind the same small interface; development only."""
