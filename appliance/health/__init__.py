"""The condition of the appliance: its parts, sensors, and the computer itself."""
