//go:build !linux || android || !(amd64 || arm64)

package capture

// System is the camera of this machine. Here no way to it is built: photos are
// chosen as files, on a tablet right after its own camera app took them.
func System() Camera { return Unavailable(NoWayYet) }
