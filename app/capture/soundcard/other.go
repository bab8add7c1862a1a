//go:build !cgo || android || ios

package soundcard

import "fairvisit/app/capture"

// System is the sound of this machine. Here no way to it is built: a body
// recorder's file can be attached.
func System() capture.Sound { return capture.NoSound(capture.NoSoundHere) }
