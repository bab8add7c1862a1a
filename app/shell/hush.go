package shell

// Hush takes the short message at the foot away before its time: a picture of a
// page is then of the page alone.
func (s *Shell) Hush() {
	s.layers.told = nil
	s.layers.fill()
}
