"""The demonstration catalogue: invented providers and offerings, with dates relative to today."""
