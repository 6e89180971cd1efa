"""Frozen for whoever reads and checks the code, and made four times as fast: for types of which there are a million at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def light(made: type[T]) -> type[T]:
    """A dataclass with slots that nobody may change: the type checker refuses it. That Python refused it too would cost more than
    all else about a row."""
    return dataclass(slots=True, unsafe_hash=True)(made)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def light_by_name(made: type[T]) -> type[T]:
    """The same, made by the names of its fields only."""
    return dataclass(slots=True, unsafe_hash=True, kw_only=True)(made)
