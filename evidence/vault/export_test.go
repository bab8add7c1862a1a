package vault

// Truncated is a code before it is cut to its digits, as RFC 4226 lists it.
func Truncated(c CodeSecret, counter uint64) uint32 { return c.truncated(counter) }
