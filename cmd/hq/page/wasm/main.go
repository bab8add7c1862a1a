//go:build js && wasm

// Command wasm is the part of the page that checks: it offers the page's script
// one function, checkDossier(file, fingerprint, progress), whose promise brings the
// answer as JSON. It touches no element of the page, so that what it says
// cannot depend on how it is shown.
package main

import (
	"encoding/json"
	"syscall/js"

	"fairvisit/cmd/hq/page"
)

func main() {
	js.Global().Set("checkDossier", js.FuncOf(check))
	select {} // the page calls until it is closed
}

// check returns at once: the browser's only thread must be free to bring the
// file's bytes, which a goroutine waits for.
func check(_ js.Value, args []js.Value) any {
	file, fingerprint, progress := args[0], args[1].String(), args[2]
	var start js.Func
	start = js.FuncOf(func(_ js.Value, promise []js.Value) any {
		start.Release()
		go func() {
			f := newBlob(file, progress)
			answer, err := json.Marshal(page.Check(f, f.size, fingerprint))
			if err != nil { // strings and lists of them: it cannot be
				promise[1].Invoke(err.Error())
				return
			}
			promise[0].Invoke(string(answer))
		}()
		return nil
	})
	return js.Global().Get("Promise").New(start)
}
