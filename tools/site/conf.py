# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Sphinx makes the site of what ``tools/build_docs.py`` has gathered."""

from __future__ import annotations

from typing import Any

from docutils import nodes

project = "boxfleet.cloud"
project_copyright = "boxfleet contributors"
html_title = "boxfleet.cloud"

extensions = ["myst_parser", "sphinx_antsibull_ext"]
# headings of Markdown are anchors, called as GitHub calls them
myst_heading_anchors = 4
# a word such as "console" is how a block is coloured; where a transcript is no clean one, that is no fault
highlight_language = "text"
suppress_warnings = ["misc.highlighting_failure"]
nitpicky = True

html_theme = "furo"
html_theme_options = {"footer_icons": [], "navigation_with_keys": False}
html_static_path = ["site.css"]
html_css_files = ["site.css"]
# the colours are in site.css
antsibull_ext_color_scheme = "none"
html_show_sphinx = False
html_copy_source = False
html_use_index = False

ANSIBLE = "https://docs.ansible.com/projects/ansible/latest"
# What pages of plugins refer to in Ansible's own documentation.
PAGES = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "callback_plugins": "plugins/callback.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}


def to_ansible(_app: Any, _environment: Any, node: Any, content: nodes.TextElement) -> nodes.reference | None:
    """A reference to Ansible's own documentation, which is not asked when the site is built."""
    target = str(node["reftarget"])
    if node["reftype"] == "envvar" and target.startswith("ANSIBLE_"):
        page = f"reference_appendices/config.html#envvar-{target}"
    elif target.startswith("ansible_collections.ansible.builtin."):
        page = f"collections/ansible/builtin/{target.split('.')[3].partition('__')[0]}.html"
    elif target in PAGES:
        page = PAGES[target]
    else:
        return None
    return nodes.reference("", "", content, internal=False, refuri=f"{ANSIBLE}/{page}")


def setup(app: Any) -> None:
    app.connect("missing-reference", to_ansible)
