"""A strict reader of HTML pages, for tests."""

from collections import Counter
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
# Elements that end a paragraph: within one, a browser would read another page.
BLOCKS = {
    "article",
    "div",
    "dl",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "header",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
}
PARENTS = {
    "li": {"ul", "ol"},
    "tr": {"thead", "tbody"},
    "td": {"tr"},
    "th": {"tr"},
    "dt": {"div", "dl"},
    "dd": {"div", "dl"},
    "thead": {"table"},
    "tbody": {"table"},
    "figcaption": {"figure"},
}


class Page(HTMLParser):
    """An HTML page: its elements, texts and faults."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.faults, self.open = [], []
        self.elements, self.ids, self.texts = Counter(), Counter(), []
        self.attributes = []
        self.scripts = ""
        self.feed(text)
        self.close()
        self.faults += [f"{tag} is not closed" for tag in self.open]
        self.faults += [f"id {name} twice" for name, n in self.ids.items() if n > 1]

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.faults.append(f"an attribute twice in {tag}")
        parents = PARENTS.get(tag)
        if parents and (not self.open or self.open[-1] not in parents):
            self.faults.append(f"{tag} within {self.open[-1:]}")
        if tag in BLOCKS and "p" in self.open:
            self.faults.append(f"{tag} within p")
        self.elements[tag] += 1
        self.ids.update(value for name, value in attrs if name == "id")
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"/{tag} within {self.open[-1:]}")
            return
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] in ("script", "style"):
            self.scripts += data
        else:
            self.texts.append(data)

    @property
    def text(self):
        """All that a reader sees."""
        return "".join(self.texts)
