//go:build linux && !android && (amd64 || arm64)

package capture

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"path/filepath"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// takeFrom takes a photo and tells its bytes and the number of its frame.
func takeFrom(t *testing.T, w *webcam) (file []byte, number int) {
	t.Helper()
	shot, err := w.Take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if shot.Source != "camera" {
		t.Errorf("the source is %q", shot.Source)
	}
	if file, err = io.ReadAll(shot.R); err != nil {
		t.Fatal(err)
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return file, c.Width
}

func TestAPhotoIsTheCamerasOwnBytes(t *testing.T) {
	camera := newCamera(t, numbered)
	file, number := takeFrom(t, pluggedIn(camera))
	if !bytes.Equal(file, numbered(number).frame) {
		t.Error("the bytes are not those the camera sent")
	}
	if number <= settling {
		t.Errorf("frame %d was taken, before the exposure had settled", number)
	}
	camera.givenBack()
}

func TestTheCameraIsFoundAmongNodesThatAreNone(t *testing.T) {
	metadata, infrared, webcam := newCamera(t, numbered), newCamera(t, numbered), newCamera(t, numbered)
	metadata.caps = capStreaming
	infrared.fourc = 0x59455247 // GREY
	webcam.card = "Good one"
	w := pluggedIn(metadata, infrared, webcam)
	if err := w.Ready(); err != nil || w.Name() != "Good one" {
		t.Errorf("found %q, %v", w.Name(), err)
	}
	for _, camera := range []*plugged{metadata, infrared, webcam} {
		camera.givenBack()
	}
}

func TestWhyThereIsNoCamera(t *testing.T) {
	metadata := newCamera(t, numbered)
	metadata.caps = capStreaming
	infrared := newCamera(t, numbered)
	infrared.fourc = 0x59455247
	locked := newCamera(t, numbered)
	locked.refuse = unix.EACCES
	vanished := newCamera(t, numbered)
	vanished.refuse = unix.ENOENT
	for name, c := range map[string]struct {
		cameras []*plugged
		want    string
	}{
		"nothing plugged in":   {nil, NoCamera},
		"only metadata":        {[]*plugged{metadata}, NoCamera},
		"no JPEG":              {[]*plugged{metadata, infrared}, WrongFormat},
		"not for this user":    {[]*plugged{metadata, locked}, CameraDenied},
		"two reasons":          {[]*plugged{infrared, locked}, WrongFormat},
		"unplugged on the way": {[]*plugged{vanished}, NoCamera},
	} {
		w := pluggedIn(c.cameras...)
		_, took := w.Take(t.Context())
		previewed := w.Preview(t.Context(), func(image.Image) { t.Error(name + ": a picture came") })
		for _, err := range []error{w.Ready(), took, previewed} {
			if code(err) != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
	}
}

func TestAnotherProgramHasTheCamera(t *testing.T) {
	camera := newCamera(t, numbered)
	camera.refuseFormat = unix.EBUSY
	if _, err := pluggedIn(camera).Take(t.Context()); code(err) != CameraBusy {
		t.Errorf("got %v", err)
	}
	camera.givenBack()
}

func TestTheCameraIsUnpluggedWhileInUse(t *testing.T) {
	for name, end := range map[string]sent{
		"while waiting":  {err: unix.ENODEV},
		"when fetching":  {err: unix.EIO, late: true},
		"a moment later": {err: unix.ENODEV, late: true},
	} {
		camera := newCamera(t, func(number int) sent {
			if number > 5 {
				return end
			}
			return numbered(number)
		})
		w := pluggedIn(camera)
		shown := 0
		err := w.Preview(t.Context(), func(image.Image) { shown++ })
		if code(err) != CameraGone || shown == 0 {
			t.Errorf("%s: %v after %d pictures", name, err, shown)
		}
		if _, err := w.Take(t.Context()); code(err) != CameraGone {
			t.Errorf("%s: a photo: %v", name, err)
		}
		camera.givenBack()
	}
}

func TestACameraThatSendsNothingIsGivenUp(t *testing.T) {
	whole := numbered(40).frame
	for name, s := range map[string]sent{
		"silent":           {err: errNothing},
		"marked as broken": {frame: whole, broken: true},
		"cut short":        {frame: whole[:len(whole)-len(whole)/4]},
		"empty":            {},
		"not JPEG":         {frame: []byte("RIFF and so on")},
	} {
		camera := newCamera(t, func(int) sent { return s })
		w := pluggedIn(camera)
		if _, err := w.Take(t.Context()); code(err) != CameraSilent {
			t.Errorf("%s: a photo: %v", name, err)
		}
		if err := w.Preview(t.Context(), func(image.Image) {}); code(err) != CameraSilent {
			t.Errorf("%s: a preview: %v", name, err)
		}
		camera.givenBack()
	}
}

func TestBrokenFramesArePassedOver(t *testing.T) {
	camera := newCamera(t, func(number int) sent {
		s := numbered(number)
		switch number % 4 {
		case 0:
			s.broken = true
		case 1:
			s.frame = s.frame[:len(s.frame)/2]
		case 2:
			return sent{err: errNothing}
		}
		return s
	})
	if _, number := takeFrom(t, pluggedIn(camera)); number%4 != 3 {
		t.Errorf("frame %d was broken and taken", number)
	}
}

func TestADriverThatNamesNoBufferOfOursIsRefused(t *testing.T) {
	camera := newCamera(t, func(number int) sent {
		s := numbered(number)
		s.index = 1000
		return s
	})
	if _, err := pluggedIn(camera).Take(t.Context()); code(err) != CameraFailed {
		t.Errorf("got %v", err)
	}
	camera.givenBack()
}

func TestAPhotoDuringThePreviewIsOfTheMomentAfterThePress(t *testing.T) {
	camera := newCamera(t, numbered)
	w := pluggedIn(camera)
	ctx, leave := context.WithCancel(t.Context())
	pressed, taken := 0, make(chan int)
	err := w.Preview(ctx, func(p image.Image) {
		if pressed != 0 {
			select {
			case number := <-taken:
				if number <= pressed+len(camera.memory) {
					t.Errorf("pressed at frame %d, and got frame %d, which was being filled before", pressed, number)
				}
				leave()
			default:
			}
			return
		}
		if p.Bounds().Dx() > settling {
			pressed = p.Bounds().Dx()
			go func() {
				defer close(taken) // also where the photo fails, or nobody would leave
				_, number := takeFrom(t, w)
				taken <- number
			}()
		}
	})
	if err != nil {
		t.Error(err)
	}
	camera.givenBack()
	if camera.opened != 1 {
		t.Errorf("the camera was opened %d times", camera.opened)
	}
}

func TestThePreviewShowsAtMostTenPicturesASecond(t *testing.T) {
	camera := newCamera(t, func(number int) sent {
		if number > 100 {
			return sent{err: unix.ENODEV}
		}
		return numbered(number)
	})
	shown := 0 // the clock goes on by 30 ms each time it is looked at
	if err := pluggedIn(camera).Preview(t.Context(), func(image.Image) { shown++ }); code(err) != CameraGone {
		t.Fatal(err)
	}
	if shown < 15 || shown > 30 {
		t.Errorf("%d of 100 frames in 3 seconds were shown", shown)
	}
}

func TestOnePreviewAtATime(t *testing.T) {
	camera := newCamera(t, numbered)
	w := pluggedIn(camera)
	ctx, leave := context.WithCancel(t.Context())
	err := w.Preview(ctx, func(image.Image) {
		if err := w.Preview(ctx, func(image.Image) {}); code(err) != CameraBusy {
			t.Errorf("the second preview: %v", err)
		}
		if err := w.Ready(); err != nil {
			t.Errorf("a camera in our own use is not ready: %v", err)
		}
		leave()
	})
	if err != nil {
		t.Error(err)
	}
	camera.givenBack()
}

func TestAPhotoIsTakenEvenIfItsPreviewIsLeft(t *testing.T) {
	camera := newCamera(t, numbered)
	w := pluggedIn(camera)
	preview, mine := w.join(func(image.Image) {})
	if !mine {
		t.Fatal("an idle camera is in use")
	}
	taken := make(chan struct{})
	go func() {
		defer close(taken)
		takeFrom(t, w)
	}()
	<-preview.asks // the photo is asked of the preview, which is left just then
	ctx, leave := context.WithCancel(t.Context())
	leave()
	w.run(ctx, preview)
	<-taken
	camera.givenBack()
}

func TestWhoLeavesGetsNoPhotoAndTheCameraIsFree(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	camera := newCamera(t, func(number int) sent {
		if number == 3 {
			leave()
		}
		return numbered(number)
	})
	if _, err := pluggedIn(camera).Take(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	camera.givenBack()
}

func TestWhoLeavesDoesNotWaitForAPreviewThatGoesOn(t *testing.T) {
	w := pluggedIn(newCamera(t, numbered))
	preview, _ := w.join(func(image.Image) {})
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		<-preview.asks // and the camera never gets to it
		leave()
	}()
	if _, err := w.Take(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestTheSizeIsTheLargestThatATabletCanPreview(t *testing.T) {
	for name, c := range map[string]struct {
		sizes [][2]uint32
		want  [2]uint32
	}{
		"largest up to full HD": {[][2]uint32{{3840, 2160}, {640, 480}, {1920, 1080}, {2592, 1944}, {320, 240}}, [2]uint32{1920, 1080}},
		"larger ones only":      {[][2]uint32{{3840, 2160}, {2592, 1944}, {4000, 3000}}, [2]uint32{2592, 1944}},
		"none listed":           {nil, [2]uint32{1920, 1080}},
	} {
		camera := newCamera(t, numbered)
		camera.sizes = c.sizes
		takeFrom(t, pluggedIn(camera))
		if camera.asked != c.want {
			t.Errorf("%s: asked for %v, want %v", name, camera.asked, c.want)
		}
	}
}

// The kernel refuses a request whose number names another size than the struct
// it stands for, so a slip in a layout would show on real cameras only.
func TestEachRequestNamesTheSizeOfItsStruct(t *testing.T) {
	for request, size := range map[uintptr]uintptr{
		queryCapability: unsafe.Sizeof(capability{}),
		enumFormats:     unsafe.Sizeof(formatDescription{}),
		enumSizes:       unsafe.Sizeof(frameSize{}),
		setFormat:       unsafe.Sizeof(format{}),
		requestBuffers:  unsafe.Sizeof(bufferRequest{}),
		queryBuffer:     unsafe.Sizeof(buffer{}),
		queueBuffer:     unsafe.Sizeof(buffer{}),
		dequeueBuffer:   unsafe.Sizeof(buffer{}),
		streamOn:        unsafe.Sizeof(uint32(0)),
		streamOff:       unsafe.Sizeof(uint32(0)),
	} {
		if request>>16&0x3fff != size {
			t.Errorf("request %#x: the struct has %d bytes", request, size)
		}
	}
	for name, at := range map[string][2]uintptr{
		"capability.DeviceCaps": {unsafe.Offsetof(capability{}.DeviceCaps), 88},
		"format.PixelFormat":    {unsafe.Offsetof(format{}.PixelFormat), 16},
		"frameSize.Numbers":     {unsafe.Offsetof(frameSize{}.Numbers), 12},
		"description.Pixel":     {unsafe.Offsetof(formatDescription{}.PixelFormat), 44},
		"buffer.BytesUsed":      {unsafe.Offsetof(buffer{}.BytesUsed), 8},
		"buffer.Memory":         {unsafe.Offsetof(buffer{}.Memory), 60},
		"buffer.Offset":         {unsafe.Offsetof(buffer{}.Offset), 64},
		"buffer.Length":         {unsafe.Offsetof(buffer{}.Length), 72},
	} {
		if at[0] != at[1] {
			t.Errorf("%s lies at %d, in videodev2.h at %d", name, at[0], at[1])
		}
	}
}

func TestAPipeIsRefusedBeforeAnybodyWaitsForIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.jpg")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	shots, refused := Dropped([]string{path})
	if len(shots) != 0 || len(refused) != 1 || code(refused[0]) != FileNotAFile {
		t.Errorf("opened %d, refused %v", len(shots), refused)
	}
}

// A file that is no camera stands in for the kernel: the calls are made and
// their refusals come back as reasons.
func TestAFileThatIsNoCameraIsRefusedByTheRealKernel(t *testing.T) {
	w := &webcam{paths: func() []string { return []string{"/dev/null", t.TempDir() + "/video0"} }, open: openVideo}
	if err := w.Ready(); code(err) != CameraFailed || !errors.Is(err, unix.ENOTTY) {
		t.Errorf("got %v", err)
	}
}
