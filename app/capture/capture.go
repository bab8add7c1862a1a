// Package capture is where the app's photos come from: the camera of this
// machine, files dropped on a window, and drawn pictures for the demo. It hands
// over bytes and keeps none; the journal stores them. It draws nothing and
// needs no screen, so all of it is tested without one.
package capture

import (
	"context"
	"image"
	"io"
	"time"

	"golang.org/x/image/draw"
)

// Shot is one photo on its way to the journal. Whoever gets a Shot closes R.
type Shot struct {
	R      io.ReadCloser // a whole JPEG or PNG; the journal checks it
	Source string        // what journal.Capture.Source wants: camera or file
}

const (
	fromCamera = "camera"
	fromFile   = "file"
)

// Camera is what a screen knows of a camera. It is an interface because which
// one there is depends on the system and on the flags of the program: System
// gives a webcam or the answer that there is none, the demo and the tests of
// the screens use a Fake. Without it every screen would need build tags.
//
// The methods may wait for the device: they are never called on the goroutine
// that draws. An error is a *Refusal, or that of the context.
type Camera interface {
	// Name is what the camera calls itself, to be shown as it is; empty
	// before it was found.
	Name() string
	// Ready says why no photo can be taken now, or nil. It looks again each
	// time, for a camera may be plugged in at any moment.
	Ready() error
	// Preview calls show with scaled down pictures, at most ten a
	// second, until ctx ends, which is no error. show is never called twice
	// at once nor after Preview returned, and may keep the picture.
	Preview(ctx context.Context, show func(image.Image)) error
	// Take takes one photo, with a preview running or without. What it shows
	// is later than the call.
	Take(ctx context.Context) (Shot, error)
}

// The reasons of a Refusal. They are keys of the app's texts, as they are.
const (
	NoCamera     = "capture.no_camera"      // nothing here that takes pictures
	NoWayYet     = "capture.no_way_yet"     // this system's cameras cannot be used by this program: choose a file
	WrongFormat  = "capture.wrong_format"   // a camera, but it gives no JPEG
	CameraDenied = "capture.camera_denied"  // the system does not let this user
	CameraBusy   = "capture.camera_busy"    // in use, by another program or by us
	CameraGone   = "capture.camera_gone"    // unplugged while in use
	CameraSilent = "capture.camera_silent"  // it sends no pictures, or only broken ones
	CameraFailed = "capture.camera_failed"  // anything else; the cause is for the log
	FileMissing  = "capture.file_missing"   // not there any more
	FileDenied   = "capture.file_denied"    // not readable for this user
	FileFailed   = "capture.file_failed"    // cannot be opened; the cause is for the log
	FileFolder   = "capture.file_folder"    // a folder
	FileNotAFile = "capture.file_not_file"  // a pipe, a device or a socket
	FileTooLarge = "capture.file_too_large" // more than 64 MiB
	FilesTooMany = "capture.files_too_many" // more than MaxDropped at once
)

// Refusal says why there is no photo, in a form a screen can translate.
// Nothing was stored, and what was stored before is untouched.
type Refusal struct {
	Code  string // one of the constants above
	File  string // name of the dropped file, without its folder; empty for a camera
	Cause error  // the system's reason, for the log; may be nil
}

// Error is for the log. It leaves File out: a log must not hold what people
// call their files.
func (r *Refusal) Error() string {
	text := "capture: no photo was taken and nothing was stored (" + r.Code + ")"
	if r.Cause != nil {
		text += ": " + r.Cause.Error()
	}
	return text
}

func (r *Refusal) Unwrap() error { return r.Cause }

// Unavailable is the camera of a machine that has none: every method gives the
// refusal with this code.
func Unavailable(code string) Camera { return unavailable(code) }

type unavailable string

func (unavailable) Name() string   { return "" }
func (u unavailable) Ready() error { return &Refusal{Code: string(u)} }

func (u unavailable) Preview(context.Context, func(image.Image)) error { return u.Ready() }

func (u unavailable) Take(context.Context) (Shot, error) { return Shot{}, u.Ready() }

const (
	previewEdge     = 640 // pixels along the longest edge
	previewInterval = 100 * time.Millisecond
)

// forPreview scales down to previewEdge and always gives fresh RGBA: any other
// kind is converted again by the screen at each frame.
func forPreview(picture image.Image) *image.RGBA {
	w, h := picture.Bounds().Dx(), picture.Bounds().Dy()
	if longest := max(w, h); longest > previewEdge {
		w, h = max(1, w*previewEdge/longest), max(1, h*previewEdge/longest)
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	return small
}
