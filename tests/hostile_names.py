"""Names that look like markup."""

HOSTILE = (
    "<script>alert(1)</script>",
    "a\"b'c=d",
    "\N{FOUR LEAF CLOVER} | `x` *y* [z](u)",
    "\x00</style></template>",
)
