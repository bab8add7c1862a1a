// Package route says who visits which stop, in which order and when: crews with
// shifts and breaks, stops with the hours in which each may begin, travel as a
// matrix. It is pure: the clock is a function it is given.
//
// The method is ruin and recreate: short strings of neighbouring stops are taken
// out of a few tours and put back one by one at the cheapest place, and
// simulated annealing decides what is kept. All rules of a visit stand in one
// place, the test whether a stop fits between two others. The forward data of a
// tour (earliest departure) and its backward data (latest arrival that keeps the
// rest in time) make that test one comparison each; it is exact with several
// windows a day, as both are monotone in time. A genetic search with local moves
// finds the last tenth of a per cent sooner, but at three times the code, and
// its split of one giant tour does not know crews that differ.
//
// Check shares no code with the search and is the judge of every plan.
//
// Sources:
//   - J. Christiaens, G. Vanden Berghe, Slack Induction by String Removals for
//     Vehicle Routing Problems, Transportation Science 54(2), 2020: strings,
//     blinks, orders of insertion, sums of absences for the fewest crews.
//   - M. Pajerský, V. Sobotka, H. Rudová, CPAIOR 2026: the same with visits that
//     may be left out.
//   - M. Savelsbergh, The Vehicle Routing Problem with Time Windows: Minimizing
//     Route Duration, ORSA Journal on Computing 4(2), 1992: forward time slack.
//   - É. Taillard, S. Voss, POPMUSIC, 2001: large plans are improved part by part.
//
// Two things differ from the first paper. A crew without stops is always a place
// to insert, as crews are given and not bought; and the temperature is a share
// of the distance between neighbours, so that the unit does not matter.
//
// The same problem, seed and number of iterations give the same plan on the same
// processor architecture (others may round logarithms otherwise).
package route
