"""Files of offerings that providers send from their desk: checked first, published by choice, taken back for a week."""
