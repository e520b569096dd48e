"""What more than one screen shows. Widgets know records, not screens."""
