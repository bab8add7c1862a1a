// Package sound keeps what a microphone hears: sealed on the disk while it
// runs, so that a kill costs at most what lay in memory, and cut into WAV files
// at the end, which are kept and travel as photos do (FORMAT.md section 17).
// Where the sound comes from is none of its business.
package sound
