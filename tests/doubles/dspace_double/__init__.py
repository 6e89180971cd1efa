"""A double of a DSpace 9.3 server for tests."""

from .double import Double
from .kill_switch import ClientKilled, kill_switch
from .talker import Talker, titled

__all__ = ["ClientKilled", "Double", "Talker", "kill_switch", "titled"]
