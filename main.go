// Fairvisit is the field-visit app: one binary for officers, branch managers and
// headquarters, who see what their enrolment says.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"fairvisit/app"
	"fairvisit/app/shell"
)

func main() {
	data := flag.String("data", "", "folder of this device; else the system's folder for the app")
	phone := flag.Bool("phone", false, "a window of the size of a phone")
	invitation := flag.String("enrol", "", "text of an invitation: enrol that person on this device, pull once, and end")
	drawn := shotsFlag()
	says := saysFlag()
	flag.Parse()
	done, err := drawn(context.Background())
	switch {
	case done || err != nil:
	case *invitation != "":
		err = enrol(context.Background(), *data, *invitation)
	default:
		err = run(*data, *phone, says)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "fairvisit:", err)
		os.Exit(1)
	}
}

func run(data string, phone bool, says func(*shell.Runner, fyne.Window)) error {
	a := fyneapp.NewWithID("org.fairvisit.app")
	if data == "" {
		data = filepath.Join(a.Storage().RootURI().Path(), "device")
	}
	d, err := device(data)
	if err != nil {
		return err
	}
	size := fyne.NewSize(1280, 800)
	if phone {
		size = fyne.NewSize(360, 780)
	}
	run := shell.NewRunner()
	p := app.New(a, d, run, size)
	says(run, p.Window)
	p.Window.ShowAndRun()
	return p.Close()
}
