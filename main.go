// Fairvisit is the field-visit app: one binary for officers, branch managers and
// headquarters, who see what their enrolment says.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"fairvisit/app"
	"fairvisit/app/capture"
	"fairvisit/app/desk"
	"fairvisit/app/shell"
	"fairvisit/assets"
	"fairvisit/visits/checklist"
	"fairvisit/visits/rules"
)

// build is what entries name as the program that wrote them.
const build = "fairvisit 0.1.0"

func main() {
	data := flag.String("data", "", "folder of this device; else the system's folder for the app")
	phone := flag.Bool("phone", false, "a window of the size of a phone")
	drawn := shotsFlag()
	flag.Parse()
	done, err := drawn(context.Background())
	if !done && err == nil {
		err = run(*data, *phone)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "fairvisit:", err)
		os.Exit(1)
	}
}

func run(data string, phone bool) error {
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
	p := app.New(a, d, shell.NewRunner(), size)
	p.Window.ShowAndRun()
	return p.Close()
}

// device is this machine with the packs and the checklist the program ships.
func device(data string) (*desk.Device, error) {
	d := desk.NewDevice(data, build)
	d.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	d.Camera = capture.System()
	pack, err := rules.ParsePack(assets.HousePack())
	if err != nil {
		return nil, err
	}
	d.Packs = []rules.Pack{pack}
	d.List, err = checklist.Parse(assets.HouseChecklist())
	return d, err
}
