package hq

import (
	"os"
	"runtime"
)

// MoreThreads lets this process run twice as many goroutines at once as there
// are processors, unless GOMAXPROCS says otherwise. A headquarters flushes files
// all the time, and a goroutine in a flush keeps its place from the others until
// the runtime notices. It is for the program that serves, before it does.
func MoreThreads() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(2 * runtime.NumCPU())
	}
}
