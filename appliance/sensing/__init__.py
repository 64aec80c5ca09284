"""From events to rows: journal, placing, recording."""
