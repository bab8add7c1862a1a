package visits

// FlagErased stops a case that brings back what was erased.
const FlagErased = "erased_before"

// comesBack stops a case that a device imported and in which somebody is that was erased
// and is not to come back. A device cannot know: it has not the key of the marks, or
// whoever holds it could ask who was erased. Headquarters' own imports are refused before
// they are entries.
func (p *Pictures) comesBack(c *Case, in Input) error {
	if p.Marks == nil || c.Words == nil {
		return nil
	}
	if own, err := p.byHeadquarters(in.Entry); err != nil || own {
		return err
	}
	for _, m := range p.Marks(*c.Words) {
		_, erased, err := held[Suppressed](p, Key{KindSuppressed, m.ID})
		if err != nil {
			return err
		}
		if erased {
			c.raise(Flag{Entry: in.Entry.ID, Code: FlagErased, Source: "headquarters", At: in.Entry.Header.Wall})
			c.settleStop(in.Entry.ID, in.known())
			p.find(ComesBack, in, c.Unit, in.Entry.Header.Officer(), m.What)
			return nil
		}
	}
	return nil
}
