"""How listings do: what is seen, saved, filled and completed, for those who offer them."""
