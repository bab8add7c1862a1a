package main

import (
	"context"
	"errors"
)

func runDrill(_ context.Context, c *call) error {
	if err := c.parse(); err != nil {
		return err
	}
	return errors.New("the drill is not here yet")
}
