"""What is measured: each with one command, as ratios within one run, because machines differ and are noisy.

`search_speed` and `search_quality` want the dependency group `bench` and PostgreSQL beside the development packages.
"""
