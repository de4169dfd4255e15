"""The frame around the panels: window, top bar, panel host, command palette, status line."""
