"""Pages to print, spreadsheets and pictures: score sheets, labels, calibration reports, lists for ianseo."""
