"""The configuration of live sensing: ``vestige.yaml``, its keys, and how it is read."""
