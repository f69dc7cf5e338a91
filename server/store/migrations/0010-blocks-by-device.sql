-- Asked for at every handshake, and by many devices at once.
CREATE INDEX number_blocks_by_device ON number_blocks (device);
