-- +goose Up
-- A photo has the name of its file from the entry on; those that were awaited
-- before get theirs here.

UPDATE photos SET file = lower(hex(randomblob(16))) WHERE file = '';
