"""Live sensing: workers that read taps, and the main process that gathers what they see."""
