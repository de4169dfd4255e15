"""WireGuard, from the first packet to an echo through the tunnel, without administrator rights."""
