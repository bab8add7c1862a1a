//go:build browser

package chromium

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// Page is one tab.
type Page struct {
	b       *Browser
	session string
}

// Open shows url in a tab in which a browser of that language would ("en-US",
// "zh-CN"), cut off from every network, and returns when it is loaded. The
// scripts before run first: they make the browser an older one.
func (b *Browser) Open(url, language string, before ...string) (*Page, error) {
	var target struct{ TargetID string }
	if err := b.into(&target, "", "Target.createTarget", map[string]any{"url": "about:blank"}); err != nil {
		return nil, err
	}
	var attached struct{ SessionID string }
	if err := b.into(&attached, "", "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}); err != nil {
		return nil, err
	}
	p := &Page{b, attached.SessionID}
	for _, domain := range []string{"Page", "Runtime", "Network", "Log"} {
		if err := p.Do(domain+".enable", nil); err != nil {
			return nil, err
		}
	}
	for _, script := range before {
		if err := p.Do("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": script}); err != nil {
			return nil, err
		}
	}
	err := errors.Join(
		p.Do("Emulation.setUserAgentOverride", map[string]any{"userAgent": "Chromium", "acceptLanguage": language}),
		p.Online(false),
		p.Do("Page.navigate", map[string]any{"url": url}))
	if err != nil {
		return nil, err
	}
	const loaded = "new Promise(r => document.readyState === 'complete' ? r(true) : addEventListener('load', () => r(true)))"
	return p, p.Eval(loaded, nil)
}

func (b *Browser) into(result any, session, method string, params any) error {
	raw, err := b.ask(session, method, params)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, result)
}

// Do has the tab do one thing of the DevTools protocol.
func (p *Page) Do(method string, params any) error {
	_, err := p.b.ask(p.session, method, params)
	return err
}

// Online gives the tab the machine's network or takes it away.
func (p *Page) Online(on bool) error {
	return p.Do("Network.emulateNetworkConditions", map[string]any{"offline": !on, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
}

// Close closes the tab.
func (p *Page) Close() error { return p.Do("Page.close", nil) }

// Eval computes an expression in the page, waits for it if it is a promise, and
// reads its value.
func (p *Page) Eval(expression string, into any) error {
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	if err := p.b.into(&r, p.session, "Runtime.evaluate", map[string]any{"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true}); err != nil {
		return err
	}
	if e := r.ExceptionDetails; e != nil {
		return fmt.Errorf("%s: %s %s", expression, e.Text, e.Exception.Description)
	}
	if into == nil || len(r.Result.Value) == 0 {
		return nil
	}
	return json.Unmarshal(r.Result.Value, into)
}

// Until waits until an expression is true, looking whenever the page changes.
func (p *Page) Until(expression string) error {
	return p.Eval(`new Promise((done) => {
		const is = () => { if (`+expression+`) { done(true); return true; } return false; };
		if (!is()) new MutationObserver((_, o) => { if (is()) o.disconnect(); }).observe(document, { attributes: true, childList: true, subtree: true });
	})`, nil)
}

// Choose clicks a file input and chooses a file in the dialog it opens.
func (p *Page) Choose(selector, file string) error {
	const opened = "Page.fileChooserOpened"
	before := len(p.heard(opened))
	err := errors.Join(
		p.Do("Page.setInterceptFileChooserDialog", map[string]any{"enabled": true}),
		p.Eval("document.querySelector('"+selector+"').click()", nil))
	if err != nil {
		return err
	}
	for began := time.Now(); time.Since(began) < patience; time.Sleep(time.Millisecond) {
		if dialogs := p.heard(opened); len(dialogs) > before {
			var dialog struct{ BackendNodeID int }
			if err := json.Unmarshal(dialogs[before], &dialog); err != nil {
				return err
			}
			return p.Do("DOM.setFileInputFiles", map[string]any{"files": []string{file}, "backendNodeId": dialog.BackendNodeID})
		}
	}
	return errors.New(selector + " opened no dialog for a file")
}

// Drop drops files on a place of the page.
func (p *Page) Drop(x, y int, files ...string) error {
	data := map[string]any{"items": []any{}, "files": files, "dragOperationsMask": 1}
	for _, step := range []string{"dragEnter", "dragOver", "drop"} {
		if err := p.Do("Input.dispatchDragEvent", map[string]any{"type": step, "x": x, "y": y, "data": data}); err != nil {
			return err
		}
	}
	return nil
}

// Press presses a key that writes nothing, such as Tab or Enter.
func (p *Page) Press(key string, code int, text string) error {
	down := map[string]any{"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code}
	if text != "" {
		down["text"] = text
	}
	return errors.Join(p.Do("Input.dispatchKeyEvent", down),
		p.Do("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": code}))
}

// Type writes text where the focus is.
func (p *Page) Type(text string) error { return p.Do("Input.insertText", map[string]any{"text": text}) }

// Resize gives the page that many pixels, and a dark screen or a light one.
func (p *Page) Resize(width, height int, dark bool) error {
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	return errors.Join(
		p.Do("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}),
		p.Do("Emulation.setEmulatedMedia", map[string]any{"features": []any{map[string]any{"name": "prefers-color-scheme", "value": scheme}}}))
}

// Picture writes the whole page as PNG.
func (p *Page) Picture(file string) error {
	var whole map[string]float64
	if err := p.Eval("({x: 0, y: 0, scale: 1, width: innerWidth, height: document.documentElement.scrollHeight})", &whole); err != nil {
		return err
	}
	var shot struct{ Data string }
	if err := p.b.into(&shot, p.session, "Page.captureScreenshot", map[string]any{"captureBeyondViewport": true, "clip": whole}); err != nil {
		return err
	}
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		return err
	}
	return os.WriteFile(file, png, 0o600)
}

// Asked lists every address the tab wanted but those of its own files.
func (p *Page) Asked() []string {
	var all []string
	for _, params := range p.heard("Network.requestWillBeSent") {
		var r struct{ Request struct{ URL string } }
		if json.Unmarshal(params, &r) != nil || !strings.HasPrefix(r.Request.URL, "file:") {
			all = append(all, r.Request.URL)
		}
	}
	return all
}

// Complaints lists what went wrong in the tab without anybody telling a person.
func (p *Page) Complaints() []string {
	var all []string
	for _, params := range append(p.heard("Runtime.exceptionThrown"), p.heard("Log.entryAdded")...) {
		all = append(all, string(params))
	}
	return all
}

func (p *Page) heard(method string) []json.RawMessage {
	p.b.mu.Lock()
	defer p.b.mu.Unlock()
	var all []json.RawMessage
	for _, e := range p.b.heard[p.session] {
		if e.method == method {
			all = append(all, e.params)
		}
	}
	return all
}
