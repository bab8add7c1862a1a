package refuse

// Listed is what the lists find, whatever was learned.
func Listed(way Way, text string) *Refusal { return loaded().listed(way, text) }
