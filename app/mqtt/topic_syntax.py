"""Topic names and filters: which rules of sections 4.7 and 4.8 a text breaks."""

from __future__ import annotations

from app.mqtt import rules
from app.mqtt.packet_types import Version
from app.mqtt.rules import Rule

SHARE_PREFIX = "$share/"


def is_shared(topic_filter: str, version: Version) -> bool:
    """Whether the filter is a shared subscription, which only MQTT 5 knows."""
    return version is Version.V5 and topic_filter.startswith(SHARE_PREFIX)


def has_wildcard(topic: str) -> bool:
    return "+" in topic or "#" in topic


def filter_breaches(topic_filter: str, version: Version) -> list[Rule]:
    """The rules that a topic filter breaks, in the order of the text."""
    broken: list[Rule] = []
    if is_shared(topic_filter, version):
        share_name, separator, topic_filter = topic_filter[len(SHARE_PREFIX) :].partition("/")
        if not share_name:
            broken.append(rules.SHARE_NAME_MISSING)
        if not separator or not topic_filter or has_wildcard(share_name):
            broken.append(rules.SHARE_NAME_INVALID)
    elif not topic_filter:
        return [rules.TOPIC_EMPTY]
    levels = topic_filter.split("/")
    if "#" in topic_filter and ("#" in "".join(levels[:-1]) or levels[-1] != "#"):
        broken.append(rules.MULTI_LEVEL_WILDCARD)
    if any("+" in level and level != "+" for level in levels):
        broken.append(rules.SINGLE_LEVEL_WILDCARD)
    return broken
