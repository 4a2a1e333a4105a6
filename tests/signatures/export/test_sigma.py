"""Sigma rules, read by pySigma."""

from collections.abc import Callable

import pytest
import yaml

from sensor.model.signature import SignatureSet
from sensor.signatures.export import export
from sensor.signatures.export.exported import Exported, Settings

collection = pytest.importorskip("sigma.collection", reason="pySigma is not installed (pip install pysigma)")


def test_every_rule_of_the_shipped_packs_parses(shipped: SignatureSet) -> None:
    """Without an error, each with an id of its own, and a condition that pySigma can resolve."""
    found = collection.SigmaCollection.from_yaml(export("sigma", shipped, Settings(made=0)).text)
    assert [error for rule in found.rules for error in rule.errors] == []
    assert len({rule.id for rule in found.rules}) == len(found.rules) > 100
    for rule in found.rules:
        for condition in rule.detection.parsed_condition:
            assert condition.parsed is not None


def test_a_broken_rule_is_noticed(exported: Callable[..., Exported]) -> None:
    """The test above can fail."""
    text = exported("sigma").text.replace("level: high", "level: highest", 1)
    found = collection.SigmaCollection.from_yaml(text, collect_errors=True)
    assert [error for rule in found.rules for error in rule.errors] != []


def test_rules(exported: Callable[..., Exported]) -> None:
    """A log source each; exceptions, ports and requests in its own fields."""
    rules = {rule["title"]: rule for rule in yaml.safe_load_all(exported("sigma").text)}
    site = rules["acme site: Website (dns)"]
    assert site["level"] == "informational"
    assert site["detection"] == {
        "wanted_0": [{"query": ["acme.com"]}, {"query|endswith": [".acme.com"]}],
        "excepted_0": [
            {"query": ["upd.acme.com", "mail.acme.com"]},
            {"query|endswith": [".upd.acme.com", ".mail.acme.com"]},
        ],
        "condition": "(wanted_0 and not excepted_0)",
    }
    assert "acme agent: Cloud agents (dns)" not in rules
    (first, *_rest) = rules["acme agent: Cloud agents (tls)"]["detection"]["wanted_0"]
    assert first == {"server_name": ["cloud.acme.com"], "id.resp_p": [443]}
    requests = rules["acme agent: Requests (proxy)"]["detection"]
    assert requests["wanted_1"] == [{"cs-host": ["api.acme.com"], "c-uri-stem": "/v1/ping"}]


def test_ids_stay(exported: Callable[..., Exported]) -> None:
    """From one export to the next."""
    assert exported("sigma").text == exported("sigma").text
