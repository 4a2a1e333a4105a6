"""What a report derives from its parts."""

from outputs import samples


def test_incomplete_inputs_are_those_with_an_error_or_an_early_end() -> None:
    """Either sign is enough."""
    inputs = (
        samples.input_report(),
        samples.input_report(path="b", error="cut"),
        samples.input_report(path="c", complete=False),
    )
    assert [one.path for one in samples.report(inputs=inputs).incomplete] == ["b", "c"]


def test_bans_are_those_that_a_finding_names() -> None:
    """Each once; an id that no file explains is left out."""
    assert samples.report().bans == ()
    found = samples.report(samples.finding(), samples.finding(bans=("unknown", samples.BAN.id)))
    assert found.bans == (samples.BAN,)
