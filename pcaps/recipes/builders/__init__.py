"""Builders of wire bytes: no scapy, no randomness, nothing filled in that the caller did not ask for."""
