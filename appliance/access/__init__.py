"""Access control: pairings of phones, their roles, the PIN of the label, and limits on guessing."""
