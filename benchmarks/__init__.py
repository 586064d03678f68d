"""What is measured: each with one command, as ratios within one run, because machines differ and are noisy."""
