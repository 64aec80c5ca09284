"""Advice on bow, sight and arrows from where the arrows landed; none where chance could explain it. No I/O."""
