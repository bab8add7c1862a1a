package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"fairvisit/visits/journal"
)

func runRecover(_ context.Context, c *call) error {
	keyFile := c.flags.String("key", "", "file with the private recovery key, 64 hex digits, as hq init printed it")
	to := c.flags.String("to", "recovered", "new folder for what is found")
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	if len(words) != 1 || *keyFile == "" {
		return errors.New("give the folder of the device, or of one person on it, and -key FILE")
	}
	dir := words[0]
	text, err := os.ReadFile(*keyFile)
	if err != nil {
		return err
	}
	private, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(private) != 32 {
		return errors.New("the file does not hold a recovery key: 64 hex digits")
	}
	people, err := journal.People(dir)
	if err != nil {
		return err
	}
	if len(people) == 0 { // the folder of one person, then
		r, err := journal.Recover(dir, private, *to)
		return errors.Join(c.recovered(r), err)
	}
	for _, who := range people {
		r, err := journal.Recover(journal.Folder(dir, who), private, filepath.Join(*to, who.String()))
		if err := errors.Join(c.recovered(r), err); err != nil {
			return fmt.Errorf("officer %s: %w", who, err)
		}
	}
	return nil
}

func (c *call) recovered(r journal.Recovered) error {
	if r.Device.IsZero() {
		return nil
	}
	return c.json(r)
}
