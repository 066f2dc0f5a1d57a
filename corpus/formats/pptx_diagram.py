"""The texts of a diagram ("SmartArt"), which its file holds as points that are connected."""

from collections.abc import Iterator

from corpus.formats.office_xml import Node, number

D = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
MAX_DEPTH = 8
_SHOWN = ("node", "asst")


def points(root: Node) -> Iterator[tuple[Node, int]]:
    """The elements that hold the paragraphs of a point, in the order of the diagram, and how deep each is below its root."""
    found = {node.get("modelId", ""): node for node in root.iter(f"{D}pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(f"{D}cxn"):
        if link.get("type", "parOf") == "parOf":
            below.setdefault(link.get("srcId", ""), []).append((number(link.get("srcOrd")), link.get("destId", "")))
    roots = [key for key, node in found.items() if node.get("type") == "doc"]
    # A point that is not connected is told at the end.
    waiting = [(key, 0) for key in (*reversed(found), *reversed(roots))]
    seen: set[str] = set()
    while waiting:
        key, depth = waiting.pop()
        if key in seen or key not in found:
            continue
        seen.add(key)
        node = found[key]
        is_shown = node.get("type", "node") in _SHOWN
        if is_shown and (text := node.find(f"{D}t")) is not None:
            yield text, min(depth, MAX_DEPTH)
        waiting += [(each, depth + is_shown) for _, each in sorted(below.get(key, ()), reverse=True)]
