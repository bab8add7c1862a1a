// Package visiting is one visit as the officer makes it: the questions of the
// five phases, photos, notes, signatures in hand-over mode, being asked to
// leave, and the close. What it knows it reads from the journal after every
// act; a page built anew after a kill is the page that was there before.
package visiting
