"""Sites: the networks whose addresses are told apart. Each virtual network that a tunnel numbers is one of its own.

Two tenants of a data centre may both have a 10.0.0.5, a resolver 10.0.0.53 and even the same hardware addresses. Who is
who and who relays for whom is therefore learnt for each of them alone.
"""

from sensor.hosts.devices import DeviceTable
from sensor.hosts.home import Home
from sensor.hosts.roles import RoleTracker
from sensor.model.observation import Observation

MAX_TENANTS = 1024
"""Virtual networks learnt about, some 5 KB each before anything is known of them. Evidence of more is kept apart all the
same; only names and roles of their hosts stay unknown."""
MAX_TENANT_HINTS = 262_144
"""Observations of all virtual networks together that are learnt from, a few hundred bytes each: under 100 MB."""


def tenant_of(observation: Observation) -> str:
    """Return the virtual network that *observation* was made in (``vxlan/5001``), empty outside of any."""
    return observation.tunnel.network if observation.tunnel is not None else ""


class Site:
    """What is known of the machines of one network."""

    def __init__(self, home: Home) -> None:
        self.roles = RoleTracker(home)
        self.devices = DeviceTable(home)


class Sites:
    """All networks of a run; the one outside of any tunnel that has a number is ``""``."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.main = Site(home)
        self.unlearnt = 0
        """Hints that found no room."""
        self._hints = 0
        self._tenants: dict[str, Site] = {}
        self._unknown = Site(home)

    def at(self, tenant: str) -> Site:
        """Return what is known of *tenant*'s network."""
        return self._tenants.get(tenant, self._unknown) if tenant else self.main

    def learning(self, tenant: str) -> Site | None:
        """Return the site to learn a hint about, None when there is no room for it."""
        if not tenant:
            return self.main
        site = self._tenants.get(tenant)
        if self._hints >= MAX_TENANT_HINTS or (site is None and len(self._tenants) >= MAX_TENANTS):
            self.unlearnt += 1
            return None
        self._hints += 1
        if site is None:
            site = self._tenants[tenant] = Site(self.home)
        return site

    @property
    def cut(self) -> dict[str, int]:
        """What limits cost, by name."""
        sites = [self.main, *self._tenants.values()]
        return {
            "roles": sum(site.roles.cut for site in sites),
            "devices": sum(site.devices.cut for site in sites),
            "tenants": self.unlearnt,
        }
