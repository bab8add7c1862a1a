// Package hq is headquarters: it takes sessions of devices, admits what they
// hand in, folds it into pictures and sends feeds back. Admission and fold are
// apart (D12): nothing is refused for what it says, and whatever the fold
// cannot read is rebuilt later by the same code.
package hq
