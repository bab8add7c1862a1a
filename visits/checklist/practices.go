package checklist

import (
	"fmt"
	"regexp"

	"fairvisit/visits/refuse"
)

// practices refuses a list that has a name or a text of a practice this product has no
// part in: of questions and groups their names, of all their texts, of the codes of
// choices, and of the texts within expressions, which can be shown, all words.
func (l List) practices() error {
	for _, g := range l.Groups {
		if r := refuse.Look(refuse.Name, g.ID); r != nil {
			return fmt.Errorf("group %s: %w", g.ID, r)
		}
		if err := texts("group "+g.ID, Quoted(g.Relevant, g.Count)...); err != nil {
			return err
		}
	}
	for _, q := range l.Questions {
		if r := refuse.Look(refuse.Name, q.ID); r != nil {
			return fmt.Errorf("question %s: %w", q.ID, r)
		}
		list := append(Quoted(q.Relevant, q.Constraint, q.RequiredIf, q.Calculate, q.Default), q.Page)
		if q.Kind == KindText {
			list = append(list, q.Default)
		}
		for _, c := range q.Choices {
			list = append(append(list, c.Code), Quoted(c.Relevant)...)
		}
		if err := texts("question "+q.ID, list...); err != nil {
			return err
		}
	}
	for text := range l.Texts() {
		if r := refuse.Look(refuse.Question, text); r != nil {
			return r
		}
	}
	return nil
}

func texts(where string, list ...string) error {
	for _, text := range list {
		if r := refuse.Look(refuse.Question, text); r != nil {
			return fmt.Errorf("%s: %w", where, r)
		}
	}
	return nil
}

var quotedText = regexp.MustCompile(`'([^']*)'|"([^"]*)"`)

// Quoted are the texts that stand between quotation marks in expressions.
func Quoted(expressions ...string) []string {
	var list []string
	for _, e := range expressions {
		for _, found := range quotedText.FindAllStringSubmatch(e, -1) {
			list = append(list, found[1]+found[2])
		}
	}
	return list
}
