"""From times of arrival to a position with its uncertainty, or a refusal with its reason."""
