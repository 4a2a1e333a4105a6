"""Conversations in bounded memory: flow table, the heads of streams, IP fragments."""
