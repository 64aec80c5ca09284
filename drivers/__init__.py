"""Device drivers: each turns bytes or edges into events of the appliance."""
