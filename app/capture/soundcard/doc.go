// Package soundcard is the microphone and the loudspeaker of this machine. It is
// a package of its own because only the program itself needs it: what it links
// (miniaudio, three megabytes of C) takes a minute to build, and no test of a
// screen should wait for that.
package soundcard
