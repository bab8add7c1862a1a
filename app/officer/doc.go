// Package officer is an officer's day on the screens, but for the visit itself:
// who signs in, the tour with what the rules say of each stop, one case before
// the door, who goes along, what is on its way to headquarters, and the checks
// before the tour and after it. A stop shows what may be known on a street: a
// masked name, a street without its number, never a debt.
package officer
