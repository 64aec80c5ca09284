"""A position with its uncertainty from times of arrival, or a refusal with its reason."""
