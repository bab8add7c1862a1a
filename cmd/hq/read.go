package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	fieldsync "fairvisit/sync"
)

// runRead reads over the HTTPS API as an enrolled headquarters device, which
// is how the screens of headquarters read. Every read is logged there first.
func runRead(ctx context.Context, c *call) error {
	d := c.onDevice()
	reason := c.flags.String("reason", "", "why; it stands in the access log")
	original := c.flags.Bool("original", false, "of a photo the original, without masks; needs a reason")
	if err := c.parse(); err != nil {
		return err
	}
	j, _, err := d.open()
	if err != nil {
		return err
	}
	defer j.Close()
	r, err := fieldsync.OpenReader(ctx, j.Identity(), j.Epoch())
	if err != nil {
		return err
	}
	defer r.Close()
	path, query := "/api/cases", url.Values{"reason": {*reason}}
	if *original {
		query.Set("original", "1")
	}
	switch args := c.flags.Args(); {
	case len(args) == 2 && args[0] == "case":
		path += "/" + url.PathEscape(args[1])
	case len(args) == 3 && args[0] == "photo":
		path = "/api/photos/" + url.PathEscape(args[1]) + "/" + url.PathEscape(args[2])
	case len(args) > 1 || len(args) == 1 && args[0] != "cases":
		return errors.New("give cases, case ID, or photo ENTRY INDEX")
	}
	resp, err := r.Get(ctx, path+"?"+query.Encode(), "")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		said, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
		return errors.Join(fmt.Errorf("headquarters: %s", said), err)
	}
	_, err = io.Copy(c.out, resp.Body)
	return err
}
