"""Which addresses are everybody's: the list stands here, since what Python takes for public changes with its versions.

Source: IANA, "IPv4 Special-Purpose Address Registry" and "IPv6 Special-Purpose Address Registry"; for METADATA the
manual of the cloud.
"""

from __future__ import annotations

import ipaddress

from catalogue.offerings.uploads.rules import AddressNotFetched

IPV4_SPECIAL = (
    "0.0.0.0/8",  # this network
    "10.0.0.0/8",  # private use
    "100.64.0.0/10",  # shared by the customers of a carrier
    "127.0.0.0/8",  # this machine
    "169.254.0.0/16",  # this link; the metadata of most clouds
    "172.16.0.0/12",  # private use
    "192.0.0.0/24",  # protocols of the IETF, all of which end in the network at hand
    "192.0.2.0/24",  # documentation
    "192.88.99.0/24",  # the way into 2002::/16, given up
    "192.168.0.0/16",  # private use
    "198.18.0.0/15",  # measurements
    "198.51.100.0/24",  # documentation
    "203.0.113.0/24",  # documentation
    "224.0.0.0/4",  # to many at once
    "240.0.0.0/4",  # reserved, and to all at once
)
IPV6_GLOBAL = "2000::/3"
"""All that is given to anybody; outside lie this machine, this link, this site, and addresses of IPv4 in disguise."""
IPV6_SPECIAL = (
    "2001::/23",  # protocols of the IETF, Teredo among them: it carries an address of IPv4
    "2001:db8::/32",  # documentation
    "2002::/16",  # 6to4: carries an address of IPv4
    "3fff::/20",  # documentation
)
METADATA = ("168.63.129.16/32",)
"""Where a cloud tells its machines their secrets, as far as it lies among everybody's addresses: Azure's."""
CLOSED = tuple(map(ipaddress.ip_network, (*IPV4_SPECIAL, *IPV6_SPECIAL, *METADATA)))
OPEN = ipaddress.ip_network(IPV6_GLOBAL)


def ensure_public(address: str) -> None:
    """:raises AddressNotFetched: it leads to this machine or into a network that is not everybody's."""
    found = ipaddress.ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    closed = any(found in network for network in CLOSED if network.version == found.version)
    outside = found.version == OPEN.version and found not in OPEN
    if closed or outside or not found.is_global:  # of two opinions the stricter one
        raise AddressNotFetched(why=f"{address} is not public")
