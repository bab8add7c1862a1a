// Package drill is the proof that nothing acknowledged is lost and nothing is
// made twice: headquarters and devices run as processes of their own, are
// killed at every point of the write path or have the power cut under them, and
// are then compared with what they said while they lived.
//
// The process that drills is the oracle. Its children tell it over a pipe what
// they mean to do, what they have written and every acknowledgement as it
// arrives, each line before they go on: a line that was told outlives a kill.
// The children are this same program, started again with a task in their
// environment (Child).
package drill
