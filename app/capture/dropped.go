package capture

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"fairvisit/evidence/photo"
)

// MaxDropped is how many files one drop may bring. Each stays open until it is
// stored, and a system gives out only so many; a whole camera card dropped by
// mistake should not end up in a visit either.
const MaxDropped = 50

// Dropped opens files that were dropped on a window, in their order. Each path
// gives either a Shot or a *Refusal with its File, so one wrong file does not
// keep the others out; of more than MaxDropped none is opened. Whether a file
// is a photo is found out when it is stored, from its bytes.
func Dropped(paths []string) ([]Shot, []error) {
	if len(paths) > MaxDropped {
		return nil, []error{&Refusal{Code: FilesTooMany}}
	}
	var shots []Shot
	var refused []error
	for _, path := range paths {
		file, code, err := openPhoto(path)
		if code != "" {
			refused = append(refused, &Refusal{Code: code, File: filepath.Base(path), Cause: err})
			continue
		}
		shots = append(shots, Shot{R: file, Source: fromFile})
	}
	return shots, refused
}

// openPhoto gives the open file or a code. It looks before it opens, because
// opening a pipe waits until somebody writes, maybe for ever.
func openPhoto(path string) (file *os.File, code string, cause error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileCode(err), withoutPath(err)
	}
	switch {
	case info.IsDir():
		return nil, FileFolder, nil
	case !info.Mode().IsRegular():
		return nil, FileNotAFile, nil
	case info.Size() > photo.MaxSize:
		return nil, FileTooLarge, nil
	}
	file, err = os.Open(path)
	if err != nil {
		return nil, fileCode(err), withoutPath(err)
	}
	return file, "", nil
}

func fileCode(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return FileMissing
	case errors.Is(err, fs.ErrPermission):
		return FileDenied
	}
	return FileFailed
}

// withoutPath keeps where somebody's photos lie out of the log.
func withoutPath(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}
