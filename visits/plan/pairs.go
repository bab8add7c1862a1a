package plan

import "slices"

// pairs matches as many of n as can be, each with one other that it fits: the
// partner of each by its number, -1 for none. Each takes first of those still free
// whom it likes most, and of those the first; where that leaves two alone who could
// be helped by others changing partners, they change (Edmonds' blossoms). Going by
// the order alone leaves people at home who could go.
func pairs(n int, fits func(i, k int) bool, likes func(i, k int) int) []int {
	m := matching{n: n, fits: make([]bool, n*n), mate: make([]int, n)}
	for i := range n {
		m.mate[i] = -1
		for k := range i {
			m.fits[i*n+k] = fits(k, i)
			m.fits[k*n+i] = m.fits[i*n+k]
		}
	}
	for i := range n {
		best := -1
		for k := i + 1; k < n && m.mate[i] < 0; k++ {
			if m.fits[i*n+k] && m.mate[k] < 0 && (best < 0 || likes(i, k) > likes(i, best)) {
				best = k
			}
		}
		if best >= 0 {
			m.mate[i], m.mate[best] = best, i
		}
	}
	for i := range n {
		if m.mate[i] < 0 {
			m.augment(i)
		}
	}
	return m.mate
}

// matching is one being found: from a root without a partner grows a tree of ways
// that leave and take pairs in turn; base is what a cycle of odd length in it was
// drawn together to.
type matching struct {
	n               int
	fits            []bool
	mate            []int
	from, base      []int
	reached, inside []bool
}

// augment finds a way from root to another without a partner, and makes one pair
// more along it.
func (m *matching) augment(root int) {
	m.from, m.base = slices.Repeat([]int{-1}, m.n), make([]int, m.n)
	m.reached, m.inside = make([]bool, m.n), make([]bool, m.n)
	for i := range m.base {
		m.base[i] = i
	}
	m.reached[root] = true
	for row := []int{root}; len(row) > 0; row = row[1:] {
		at := row[0]
		for to := range m.n {
			switch {
			case !m.fits[at*m.n+to] || m.base[at] == m.base[to] || m.mate[at] == to:
			case to == root || m.mate[to] >= 0 && m.from[m.mate[to]] >= 0:
				row = m.contract(at, to, row)
			case m.from[to] >= 0:
			case m.mate[to] < 0:
				m.from[to] = at
				m.flip(to)
				return
			default:
				m.from[to] = at
				m.reached[m.mate[to]] = true
				row = append(row, m.mate[to])
			}
		}
	}
}

// contract draws the cycle that at and to close together to its base.
func (m *matching) contract(at, to int, row []int) []int {
	base := m.meet(at, to)
	clear(m.inside)
	m.mark(at, base, to)
	m.mark(to, base, at)
	for i := range m.n {
		if m.inside[m.base[i]] {
			m.base[i] = base
			if !m.reached[i] {
				m.reached[i] = true
				row = append(row, i)
			}
		}
	}
	return row
}

// meet is where the ways from two back to the root come together.
func (m *matching) meet(a, b int) int {
	passed := make([]bool, m.n)
	for {
		a = m.base[a]
		passed[a] = true
		if m.mate[a] < 0 {
			break
		}
		a = m.from[m.mate[a]]
	}
	for {
		if b = m.base[b]; passed[b] {
			return b
		}
		b = m.from[m.mate[b]]
	}
}

func (m *matching) mark(at, base, child int) {
	for m.base[at] != base {
		m.inside[m.base[at]], m.inside[m.base[m.mate[at]]] = true, true
		m.from[at] = child
		child = m.mate[at]
		at = m.from[m.mate[at]]
	}
}

func (m *matching) flip(to int) {
	for to >= 0 {
		at := m.from[to]
		next := m.mate[at]
		m.mate[to], m.mate[at] = at, to
		to = next
	}
}
