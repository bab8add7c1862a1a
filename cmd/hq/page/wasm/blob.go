//go:build js && wasm

package main

import (
	"errors"
	"io"
	"syscall/js"
)

// blockSize is what is asked of the browser at once. Each asking is a turn of its
// loop, in which it also draws and takes a Stop: larger blocks hold so many
// entries that the page would stand still while their signatures are checked.
const blockSize = 64 << 10

// blob reads a file that a person chose, piece by piece: one of 4 GiB would not
// fit into memory.
type blob struct {
	file     js.Value
	size     int64
	progress js.Value // called with the bytes reached; what it returns true for is stopped
	block    []byte
	at       int64 // of block
	reached  int64
}

func newBlob(file, progress js.Value) *blob {
	return &blob{file: file, size: int64(file.Get("size").Float()), progress: progress}
}

var errStopped = errors.New("stopped")

// ReadAt is called by one goroutine only: the dossier is read in its order.
func (f *blob) ReadAt(b []byte, at int64) (int, error) {
	n := 0
	for n < len(b) {
		here := at + int64(n)
		if here >= f.size {
			return n, io.EOF
		}
		if here < f.at || here >= f.at+int64(len(f.block)) {
			if err := f.fetch(here, int64(max(blockSize, len(b)-n))); err != nil {
				return n, err
			}
		}
		n += copy(b[n:], f.block[here-f.at:])
	}
	return n, nil
}

func (f *blob) fetch(at, n int64) error {
	end := min(at+n, f.size)
	f.reached = max(f.reached, end)
	if f.progress.Invoke(f.reached).Truthy() {
		return errStopped
	}
	buffer, err := await(f.file.Call("slice", at, end).Call("arrayBuffer"))
	if err != nil {
		return err
	}
	array := js.Global().Get("Uint8Array").New(buffer)
	f.at, f.block = at, make([]byte, array.Length())
	if js.CopyBytesToGo(f.block, array); int64(len(f.block)) != end-at {
		f.block = nil
		return io.ErrUnexpectedEOF
	}
	return nil
}

// await parks the goroutine until the promise is settled.
func await(promise js.Value) (js.Value, error) {
	type settled struct {
		value js.Value
		err   error
	}
	done := make(chan settled, 1)
	then := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- settled{value: args[0]}
		return nil
	})
	defer then.Release()
	failed := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- settled{err: errors.New(args[0].Call("toString").String())}
		return nil
	})
	defer failed.Release()
	promise.Call("then", then, failed)
	s := <-done
	return s.value, s.err
}
