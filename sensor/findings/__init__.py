"""What the evidence about a host and a product amounts to: verdict, reasons, state."""
