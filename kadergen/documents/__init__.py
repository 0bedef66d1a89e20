"""What each document says, as format-neutral blocks; any renderer writes any of them."""
