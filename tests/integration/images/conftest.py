"""The desk at which pictures are sent."""

from tests.integration.listings.conftest import bench

__all__ = ["bench"]
