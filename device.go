package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"fairvisit/app/capture"
	"fairvisit/app/capture/soundcard"
	"fairvisit/app/desk"
	"fairvisit/assets"
	"fairvisit/evidence/vault"
	"fairvisit/visits/checklist"
	"fairvisit/visits/judging"
)

// build is what entries name as the program that wrote them.
const build = "fairvisit 0.1.0"

// enrol uses an invitation without a window, as a workshop that sets up many
// tablets does.
func enrol(ctx context.Context, data, invitation string) error {
	if data == "" {
		return errors.New("say where with -data")
	}
	d, err := device(data)
	if err != nil {
		return err
	}
	who, err := d.Enrol(ctx, invitation)
	if err != nil {
		return err
	}
	k, err := d.Open(who)
	if err != nil {
		return err
	}
	if err := errors.Join(k.PullOnce(ctx), k.KeepName(ctx)); err != nil {
		return errors.Join(err, k.Close())
	}
	fmt.Println("enrolled:", k.Role(), k.Name(who))
	return k.Close()
}

// device is this machine with the packs and the checklist the program ships.
func device(data string) (*desk.Device, error) {
	d := desk.NewDevice(data, build)
	d.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	d.Camera = capture.System()
	d.Keystore = vault.SystemKeystore("fairvisit")
	d.Sound = soundcard.System()
	d.Packs = judging.Born()
	var err error
	d.List, err = checklist.Parse(assets.HouseChecklist())
	return d, err
}
