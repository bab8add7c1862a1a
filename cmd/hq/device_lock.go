package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits/journal"
)

// deviceLock chooses a person's first PIN, and with it six words where the system
// keeps no secrets.
func deviceLock(_ context.Context, c *call) error {
	d := c.onDevice()
	list := c.flags.String("choose", "", "english or chinese: have six words open the store beside the PIN; they are shown once and kept nowhere")
	if err := c.parse(); err != nil {
		return err
	}
	say, known := map[string]func() *vault.Words{"": nil, "english": vault.English, "chinese": vault.Chinese}[*list]
	pin := given(*d.pin, "FAIRVISIT_PIN")
	switch {
	case !known:
		return errors.New("there are words in english and in chinese")
	case len(pin) < 4 || strings.Trim(pin, "0123456789") != "":
		return errors.New("a PIN is at least four digits; give it with FAIRVISIT_PIN or -pin")
	}
	who, err := d.person()
	if err != nil {
		return err
	}
	k := d.keeper()
	key, err := k.Unwrap(who)
	if errors.Is(err, vault.ErrPIN) {
		return errors.New("this person has chosen a PIN already; nothing was changed")
	}
	if err != nil {
		return err
	}
	if say == nil {
		return k.Choose(who, key, pin)
	}
	p := vault.NewPhrase()
	if err := k.ChooseWords(who, key, pin, p); err != nil {
		return err
	}
	fmt.Fprintln(c.out, "Write these six words down; without them only headquarters opens this store:")
	fmt.Fprintln(c.out, strings.Join(say().Say(p), " "))
	return nil
}

// given is what was said in a flag, or in a variable that nobody else may read.
func given(flag, variable string) string {
	if flag == "" {
		return os.Getenv(variable)
	}
	return flag
}

// giveWords gives a keeper the six words of a person, where they are needed.
func (d onDevice) giveWords(k *vault.Keeper, who evidence.ID) error {
	needs, err := k.NeedsWords(who)
	if err != nil || !needs {
		return err
	}
	text := given(*d.words, "FAIRVISIT_WORDS")
	if text == "" {
		return errors.New("the six words of this person are needed; give them with FAIRVISIT_WORDS or -words")
	}
	p, err := vault.English().Hear(strings.Fields(text))
	if errors.Is(err, vault.ErrWord) {
		p, err = vault.Chinese().Hear(strings.Fields(text))
	}
	if err != nil {
		return err
	}
	return k.GiveWords(who, p)
}

// sender opens a store without its key, to send from it.
func (d onDevice) sender() (*journal.Sender, error) {
	who, err := d.person()
	if err != nil {
		return nil, err
	}
	key, session, err := d.keeper().Sending(who)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, journal.ErrNoSending
	}
	if err != nil {
		return nil, err
	}
	return journal.OpenSender(journal.Folder(*d.dir, who), key, session, d.options(who, nil))
}
