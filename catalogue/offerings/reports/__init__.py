"""What residents say is wrong about a listing: the provider answers, the office closes."""
