-- What is wrong with a node is a list of messages, whoever writes it; anything else would hide the node.
UPDATE nodes SET detail = '[]' WHERE NOT are_messages(detail);
ALTER TABLE nodes ADD CONSTRAINT node_detail_is_messages CHECK (are_messages(detail));
