"""Takes the time from a phone where no time server keeps this computer's clock."""
