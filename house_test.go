package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

const module = "fairvisit"

// file is one Go file of the tree, whatever system it is built for: a rule that
// only held for today's build tags would break on the first tablet.
type file struct {
	name string // slash path from the root of the tree
	room string // import path of its folder
	ast  *ast.File
	fset *token.FileSet
}

func (f *file) isTest() bool { return strings.HasSuffix(f.name, "_test.go") }

func (f *file) at(n ast.Node) string {
	return f.name + ":" + strconv.Itoa(f.fset.Position(n.Pos()).Line)
}

// imports gives each imported path and the name it goes by in this file.
func (f *file) imports() map[string]string {
	names := map[string]string{}
	for _, spec := range f.ast.Imports {
		p, _ := strconv.Unquote(spec.Path.Value) // the parser let it through
		names[p] = strings.TrimPrefix(path.Base(p), "go-")
		if base := path.Base(p); len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
			names[p] = path.Base(path.Dir(p)) // fyne.io/fyne/v2 goes by fyne
		}
		if spec.Name != nil {
			names[p] = spec.Name.Name
		}
	}
	return names
}

// uses lists the places where the file names one of what out of package pkg,
// called or not: a clock handed on as a value is a clock too.
func (f *file) uses(pkg string, what ...string) []string {
	name, ok := f.imports()[pkg]
	if !ok {
		return nil
	}
	if name == "." {
		return []string{f.name + ": a dot import hides what it uses of " + pkg}
	}
	var places []string
	ast.Inspect(f.ast, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := sel.X.(*ast.Ident)
		for _, w := range what {
			if ok && x.Name == name && sel.Sel.Name == w {
				places = append(places, f.at(sel)+": "+name+"."+w)
			}
		}
		return true
	})
	return places
}

// readTree parses every Go file that belongs to the module.
func readTree(tree fs.FS) ([]*file, error) {
	var files []*file
	fset := token.NewFileSet()
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := path.Base(name); base == "testdata" || name != "." && strings.ContainsAny(base[:1], "._") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		src, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, &file{name, path.Join(module, path.Dir(name)), parsed, fset})
		return nil
	})
	return files, err
}
