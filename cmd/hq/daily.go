package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"fairvisit/sync/hq"
)

// authority declares the flags of a time-stamping authority and returns what
// reads them once they are parsed.
func (c *call) authority() func() (hq.Authority, error) {
	url := c.flags.String("tsa", "", "address of a time-stamping authority (RFC 3161) that stamps the head of each day; else nobody is asked")
	file := c.flags.String("tsa-ca", "", "PEM file with the roots that vouch for the authority; without one its word is kept, and nobody vouches for it")
	return func() (hq.Authority, error) {
		a := hq.Authority{URL: *url}
		var err error
		a.Roots, err = rootsIn(*file)
		return a, err
	}
}

// rootsIn reads certificates; nil for no file.
func rootsIn(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(b) {
		return nil, fmt.Errorf("%s holds no certificate in PEM; nothing was done", file)
	}
	return pool, nil
}

// runReport prints the report of a day with the head that is to be printed
// outside.
func runReport(ctx context.Context, c *call) error {
	where := c.where()
	day := c.flags.String("day", "", "yyyy-mm-dd; else yesterday, the last day that ended")
	zone := c.flags.String("zone", "Local", "time zone in which the day is counted")
	file := c.flags.String("o", "", "file to write it to; one that is there stays as it is. Else it is printed here")
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	if len(words) != 1 || words[0] != "daily" {
		return errors.New("give daily")
	}
	at, err := time.LoadLocation(*zone)
	if err != nil {
		return fmt.Errorf("-zone: %w", err)
	}
	if *day == "" {
		*day = time.Now().In(at).AddDate(0, 0, -1).Format(time.DateOnly)
	}
	if *file != "" {
		if _, err := os.Lstat(*file); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there already and stays as it is; nothing was printed", *file)
		}
	}
	return c.with(where(), func(h *hq.HQ) error {
		d, err := h.PrintDay(ctx, *day, at)
		if err != nil {
			return err
		}
		if *file != "" {
			return hq.WriteDay(*file, d)
		}
		_, err = fmt.Fprint(c.out, d)
		return err
	})
}
