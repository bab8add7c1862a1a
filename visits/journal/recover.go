package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
)

// Recovered is what Recover wrote.
type Recovered struct {
	Device  evidence.ID `json:"device"`
	Officer evidence.ID `json:"officer"`
	Report
	Found int `json:"found"` // photos that no entry names
}

// ErrNoRecovery means that a folder holds no store that a recovery key could
// open.
var ErrNoRecovery = errors.New("journal: there is no recovery file in this folder; nothing was read")

// Recover writes what a store holds into a new folder, with the private part of
// headquarters' recovery key (32 bytes) and without the PIN (FORMAT.md section
// 13). The store is only read, page by page as by Salvage, so that it stays the
// evidence it is, damaged or not. vault.ErrRecovery: another key's. The folder
// must not be there yet.
func Recover(dir string, private []byte, to string) (Recovered, error) {
	b, err := os.ReadFile(filepath.Join(dir, recoveryFile))
	if err != nil {
		return Recovered{}, errors.Join(ErrNoRecovery, err)
	}
	file, err := vault.ParseRecovery(b)
	if err != nil {
		return Recovered{}, err
	}
	out := Recovered{Device: file.Device, Officer: file.Officer}
	key, err := file.Open(private)
	if err != nil {
		return out, err
	}
	sources, err := damagedCopies(dir)
	if err != nil {
		return out, err
	}
	slices.Reverse(sources)
	if path := filepath.Join(dir, databaseFile); exists(path) {
		sources = append([]string{path}, sources...)
	}
	found, err := scan(dir, key, sources...)
	if err != nil {
		return out, err
	}
	if exists(to) {
		return out, fmt.Errorf("%s is there already and stays as it is", to)
	}
	r := &recovery{salvage: &salvage{finds: found, dir: dir}, from: photo.ToRead(dir, key), to: to, named: map[string]bool{}}
	err = r.write()
	out.Report, out.Found = r.report, r.found
	return out, err
}

type recovery struct {
	*salvage
	from  *photo.Folder
	to    string
	named map[string]bool // files that an entry names
	found int
}

func (r *recovery) write() error {
	for _, room := range []string{"entries", "photos", "found"} {
		if err := folder.Make(filepath.Join(r.to, room)); err != nil {
			return err
		}
	}
	id := r.identity
	who := map[string]any{"device": id.Device, "officer": id.Officer, "unit": id.Unit, "role": id.Role, "enrolment": id.Enrolment, "key_list": id.KeyList}
	if err := r.json("device.json", who); err != nil {
		return err
	}
	r.withdrawn = r.takenBack()
	sizes, err := sizesOf(filepath.Join(r.dir, "photos"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, c := range r.chains() {
		if err := r.eachOf(c, func(e *evidence.Entry) error { return r.entry(e, sizes) }); err != nil {
			return err
		}
	}
	return errors.Join(r.answersOf(), r.unnamed())
}

func (r *recovery) entry(e *evidence.Entry, sizes map[int64][]string) error {
	name := fmt.Sprintf("%s-%08d.bin", e.Header.Epoch, e.Header.Seq)
	if err := os.WriteFile(filepath.Join(r.to, "entries", name), e.Encode(), 0o600); err != nil {
		return err
	}
	for i, ref := range e.Header.Photos {
		p := r.described(e, i, ref)
		if r.isBack(photoKey{e.ID, i}) || !r.findFile(r.from, sizes, e, i, &p) {
			continue
		}
		r.named[p.Name] = true
		if err := r.photo(p.Name, filepath.Join("photos", fmt.Sprintf("%s-%d.%s", e.ID, i, photo.Extension(ref.Type)))); err != nil {
			return err
		}
	}
	return nil
}

// photo writes a photo as it was before it was sealed.
func (r *recovery) photo(name, to string) error {
	from, err := r.from.Original(name)
	if err != nil {
		return err
	}
	defer from.Close() // opened for reading: nothing can be lost
	f, err := os.OpenFile(filepath.Join(r.to, to), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}

// unnamed writes the photos that wait for their entry. What was withdrawn, and
// what does not open, stays where it is.
func (r *recovery) unnamed() error {
	back := map[string]bool{}
	for _, p := range r.photos {
		back[p.name] = back[p.name] || p.state == withdrawn
	}
	files, err := os.ReadDir(filepath.Join(r.dir, "photos"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, f := range files {
		name := f.Name()
		if r.named[name] || back[name] {
			continue
		}
		if _, _, err := r.from.Hashes(name); err != nil {
			r.report.Missing = append(r.report.Missing, "photo file "+name+", which does not open")
			continue
		}
		if err := r.photo(name, filepath.Join("found", name)); err != nil {
			return err
		}
		r.found++
	}
	return nil
}

// visitAnswers are the answers of one visit that lie in the store.
type visitAnswers struct {
	Visit   evidence.ID     `json:"visit"`
	Case    evidence.ID     `json:"case"`
	Answers []visits.Answer `json:"answers"`
}

func (r *recovery) answersOf() error {
	list := []visitAnswers{}
	for visit, log := range r.answers {
		v := visitAnswers{Visit: visit, Case: r.drafts[visit].Case}
		numbers := make([]int, 0, len(log))
		for n := range log {
			numbers = append(numbers, n)
		}
		slices.Sort(numbers)
		for _, n := range numbers {
			a, _, err := handedIn(log[n])
			if err != nil {
				return err
			}
			v.Answers = append(v.Answers, a)
			r.report.Answers++
		}
		list = append(list, v)
	}
	slices.SortFunc(list, func(a, b visitAnswers) int { return slices.Compare(a.Visit[:], b.Visit[:]) })
	return r.json("answers.json", list)
}

func (r *recovery) json(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(r.to, name), append(b, '\n'), 0o600)
}
