"""What a person is told of outputs that stop working."""

import json
from pathlib import Path

from engine.live.rig import Rig


def test_an_output_in_trouble_is_told_once_and_when_it_works_again(tmp_path: Path) -> None:
    """Alerts wait; none is doubled."""
    folder = tmp_path / "gone"
    rig = Rig(tmp_path)
    channel = rig.desk.delivery.channels[0]
    channel.file.path = str(folder / "eve.json")  # type: ignore[attr-defined]
    channel.reopen()
    rig.play()
    for _ in range(3):
        rig.tick()
    assert [said for said in rig.said if "No such file" in said] == [
        f"warning: {folder}/eve.json: No such file or directory"
    ]
    folder.mkdir()
    rig.tick()
    assert rig.said[-1].endswith("works again")
    rig.desk.close()
    lines = [json.loads(line) for line in (folder / "eve.json").read_bytes().splitlines()]
    assert [line["event_type"] for line in lines].count("alert") == 1
