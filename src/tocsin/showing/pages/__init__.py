"""The parts of the one-file pages; `showing.page` and `showing.report_page` put them together."""
