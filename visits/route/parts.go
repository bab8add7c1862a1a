package route

func climbParts(p *Problem, chains [2]*chain, o *Options, m meter) { climbRung(chains, m) }
