"""IKEv2 (RFC 7296): the formats of the first exchange, IKE_SA_INIT."""
