package store

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fairvisit/evidence"
)

func tablet() Device {
	return Device{ID: evidence.NewID(), Officer: evidence.NewID(), Unit: evidence.NewID(), Role: "officer",
		DeviceKey: ed25519.PublicKey("device key"), OfficerKey: ed25519.PublicKey("officer key"), Statement: []byte("signed"),
		Enrolled: 5, Label: []byte("sealed"), Telemetry: []byte{}}
}

func TestACodeEnrolsOneDeviceOnce(t *testing.T) {
	s, d := open(t, t.TempDir()), tablet()
	code := Code{ID: [8]byte{1}, Code: []byte("secret"), Officer: d.Officer, Unit: d.Unit, Role: "officer", Label: []byte("l"), Expires: 100}
	if err := s.PutCode(ctx, code); err != nil {
		t.Fatal(err)
	}
	enrol := func(c Code) (Device, error) {
		if diff := cmp.Diff(code, c); diff != "" {
			t.Error(diff)
		}
		return d, nil
	}
	never := func(Code) (Device, error) { t.Error("asked"); return d, nil }
	wrong := errors.New("the secret does not fit")
	for _, step := range []struct {
		id    byte
		now   int64
		enrol func(Code) (Device, error)
		want  error
	}{
		{2, 50, never, ErrCode},
		{1, 100, never, ErrCode}, // too late
		{1, 50, func(Code) (Device, error) { return Device{}, wrong }, wrong},
		{1, 50, enrol, nil},
		{1, 51, never, ErrCode},
	} {
		if err := s.TakeCode(ctx, [8]byte{step.id}, step.now, step.enrol); !errors.Is(err, step.want) {
			t.Errorf("%+v: %v", step, err)
		}
	}
	if got, err := s.Device(ctx, d.ID); err != nil || cmp.Diff(d, got) != "" {
		t.Error(cmp.Diff(d, got), err)
	}
}

func TestADeviceKeepsItsKeyAndItsRevocation(t *testing.T) {
	s, d := open(t, t.TempDir()), tablet()
	if _, err := s.Device(ctx, d.ID); !errors.Is(err, ErrNotFound) {
		t.Fatal(err)
	}
	for _, err := range []error{s.PutDevice(ctx, d), s.Revoke(ctx, d.ID, 70), s.Revoke(ctx, d.ID, 80),
		s.Seen(ctx, Sighting{Device: d.ID, At: 60, Telemetry: []byte("battery 4")}, Sighting{Device: d.ID, At: 50})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	stranger := d
	stranger.DeviceKey = ed25519.PublicKey("another key")
	if s.PutDevice(ctx, stranger) == nil {
		t.Error("a device got another key")
	}
	promoted := d
	promoted.Role, promoted.Statement, promoted.Enrolled = "manager", []byte("signed anew"), 99
	if err := s.PutDevice(ctx, promoted); err != nil {
		t.Fatal(err)
	}
	promoted.Enrolled, promoted.Revoked, promoted.Seen, promoted.Telemetry = 5, 70, 60, []byte("battery 4")
	second := tablet()
	second.Enrolled = 6
	if err := s.PutDevice(ctx, second); err != nil {
		t.Fatal(err)
	}
	all, err := s.Devices(ctx)
	if diff := cmp.Diff([]Device{promoted, second}, all); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for _, err := range []error{s.Revoke(ctx, evidence.NewID(), 1), s.Seen(ctx, Sighting{Device: evidence.NewID(), At: 1})} {
		if !errors.Is(err, ErrNotFound) {
			t.Error(err)
		}
	}
}

func TestOpening(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder with #?% in its name")
	s := open(t, dir)
	g, err := s.Generation(ctx)
	if err != nil || g.IsZero() {
		t.Fatal(g, err)
	}
	again := open(t, dir)
	if g2, err := again.Generation(ctx); err != nil || g2 != g {
		t.Error("opening began a new generation", err)
	}
	next := evidence.NewID()
	if err := s.SetGeneration(ctx, next); err != nil {
		t.Fatal(err)
	}
	if g2, err := again.Generation(ctx); err != nil || g2 != next {
		t.Error(g2, err)
	}
	if info, err := os.Stat(filepath.Join(dir, fileName)); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	if _, err := s.r.Exec("UPDATE head SET size = 9"); err == nil {
		t.Error("a reader wrote")
	}
	if _, err := s.w.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)"); err != nil {
		t.Fatal(err)
	}
	if newer, err := Open(dir); err == nil {
		t.Error("a newer program's store was opened", newer.Close())
	}
}

func TestManyProcessesMayBeTheFirst(t *testing.T) {
	for range 5 {
		openAtOnce(t, t.TempDir())
	}
}

func openAtOnce(t *testing.T, dir string) {
	var all sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		all.Go(func() {
			s, err := Open(dir)
			if err == nil {
				err = s.Close()
			}
			errs[i] = err
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	var migrations, page int
	err := s.r.QueryRow("SELECT count(*) FROM goose_db_version WHERE version_id = 1").Scan(&migrations)
	err = errors.Join(err, s.r.QueryRow("PRAGMA page_size").Scan(&page))
	if migrations != 1 || page != pageSize || err != nil {
		t.Error(migrations, page, err)
	}
}

func TestAnEndedContextBeginsNothing(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	ended, end := context.WithCancel(ctx)
	end()
	if _, _, err := s.Admit(ended, a.chain(1)); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if h, err := s.Head(ctx); err != nil || h.Size != 0 {
		t.Fatal(h, err)
	}
}

func TestADamagedColumnIsAnError(t *testing.T) {
	var id evidence.ID
	for _, src := range []any{[]byte("short"), "text", int64(1)} {
		if into(id[:]).Scan(src) == nil {
			t.Errorf("%v was taken for an id", src)
		}
	}
	s, d := open(t, t.TempDir()), tablet()
	if err := s.PutDevice(ctx, d); err != nil {
		t.Fatal(err)
	}
	if _, err := s.w.Exec("UPDATE devices SET officer = x'00'"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Device(ctx, d.ID); err == nil || errors.Is(err, sql.ErrNoRows) {
		t.Error(err)
	}
}
