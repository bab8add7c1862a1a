// Command bundle makes the page that checks dossiers: one HTML file with the
// checking program, its loader, script and style inside, which needs no network
// and has none. It asks for the Go toolchain and nothing else, and the same
// source and toolchain give the same bytes, so that whoever was handed a page
// can make it again and compare.
//
// `hq serve` does not offer the page: a verifier that comes from the server it
// is to judge proves nothing, and hq could not be built before the page was.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

var (
	//go:embed page.html
	frame string
	//go:embed page.css
	style string
	//go:embed page.js
	script string
)

func main() {
	to := flag.String("o", "verify.html", "the file to write")
	flag.Parse()
	page, err := bundle()
	if err == nil {
		err = write(*to, page)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bundle: no page was written:", err)
		os.Exit(1)
	}
	fmt.Printf("%s: %d bytes, SHA-256 %x\n", *to, len(page), sha256.Sum256(page))
}

func bundle() ([]byte, error) {
	program, err := compile()
	if err != nil {
		return nil, err
	}
	root, err := output("go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	glue, err := os.ReadFile(filepath.Join(strings.TrimSpace(root), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return nil, err
	}
	return assemble(program, string(glue))
}

// compile builds the checking program. Paths and the build's id are left out,
// or every folder would give other bytes.
func compile() (program []byte, err error) {
	dir, err := os.MkdirTemp("", "page-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, "page.wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=", "-o", file, "fairvisit/cmd/hq/page/wasm")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOWASM=", "GOEXPERIMENT=", "GOFLAGS=")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go build for wasm: %w", err)
	}
	return os.ReadFile(file)
}

func output(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	return string(out), err
}

// assemble puts the parts into the frame. The policy lets run what is inside,
// by its hash, and lets nothing be loaded or sent: a browser holds the page to
// that whatever the program tries.
func assemble(program []byte, glue string) ([]byte, error) {
	for _, s := range []string{glue, script, style} {
		if strings.Contains(strings.ToLower(s), "</s") || strings.Contains(s, "<!--") {
			return nil, errors.New("a script or the style would end before its end")
		}
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, err = z.Write(program)
	if err := errors.Join(err, z.Close()); err != nil {
		return nil, err
	}
	policy := fmt.Sprintf("default-src 'none'; script-src 'wasm-unsafe-eval' %s %s; style-src %s; base-uri 'none'; form-action 'none'",
		hashed(glue), hashed(script), hashed(style))
	return []byte(strings.NewReplacer(
		"{{POLICY}}", policy, "{{STYLE}}", style, "{{GLUE}}", glue, "{{SCRIPT}}", script,
		"{{PROGRAM}}", base64.StdEncoding.EncodeToString(packed.Bytes()),
	).Replace(frame)), nil
}

func hashed(inline string) string {
	sum := sha256.Sum256([]byte(inline))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// write writes beside the place first: half a page never has the page's name.
func write(path string, page []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".page-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after the rename there is nothing to remove
	_, err = f.Write(page)
	if err := errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
